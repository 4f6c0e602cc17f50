"""Building the application: settings → database → login → web toolkit → wiring."""

from __future__ import annotations

import hashlib
import os
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, url_for

from app import models as _models  # noqa: F401  # registers every table
from app import wiring
from app.config import Settings
from app.kernel import lengths, links
from app.kernel.db import db, engine_options, prepare_engine
from app.resources import migrations_path, templates_path
from app.web import (
    assets,
    charts,
    dsfr,
    errors,
    filters,
    navigation,
    remembered,
    responses,
    routing,
    security,
    session,
)

MEBIBYTE = 1024 * 1024
MAX_REQUEST = 60 * MEBIBYTE
SESSION_DAYS = 30
STATIC_MAX_AGE = 365 * 24 * 3600


def build(settings: Settings | None = None) -> Flask:
    """The complete application. Raises `SettingsError` when a setting cannot be read."""
    settings = settings or Settings.load()
    app = Flask(
        "app",
        root_path=str(Path(__file__).parent),
        instance_path=str(settings.instance_path),
        template_folder=str(templates_path()),
        static_folder="static",
    )
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=MAX_REQUEST,
        # Text fields of one form together; files are counted by MAX_CONTENT_LENGTH.
        MAX_FORM_MEMORY_SIZE=2 * MEBIBYTE,
        PERMANENT_SESSION_LIFETIME=timedelta(days=SESSION_DAYS),
        SESSION_REFRESH_EACH_REQUEST=False,
        SEND_FILE_MAX_AGE_DEFAULT=STATIC_MAX_AGE,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database_url),
    )
    app.extensions["synergies_settings"] = settings
    app.extensions["synergies_build"] = build
    app.json = responses.JsonProvider(app)
    app.url_map.converters["int"] = routing.RowNumber
    _use_database(app)
    use_links(app, settings)
    _use_templates(app, settings)
    session.install(app, wiring.load_actor)
    security.protect(app, settings)
    errors.install(app)
    routing.declare_static(app, "static")
    assets.keep_in_memory(app)
    remembered.install(app)
    wiring.wire(app, settings)
    routing.refuse_undeclared(app)
    return app


def _use_database(app: Flask) -> None:
    db.init_app(app)
    lengths.guard()
    with app.app_context():
        prepare_engine(db.engine)
    app.extensions["migrate"] = migrations = _Migrations(app)
    if os.environ.get("FLASK_RUN_FROM_CLI") == "true":
        migrations.load()  # brings the commands `flask db …`


class _Migrations:
    """Stands for Flask-Migrate until a command asks for it.

    Alembic takes a tenth of the start and 6 MB of memory, and no request has a use for it.
    """

    def __init__(self, app: Flask) -> None:
        self._app = app

    def __getattr__(self, name: str) -> Any:
        self.load()
        return getattr(self._app.extensions["migrate"], name)

    def load(self) -> None:
        from flask_migrate import Migrate

        # Alembic reads it from a file of settings, where « % » begins a reference.
        directory = str(migrations_path()).replace("%", "%%")
        Migrate(self._app, db, directory=directory, render_as_batch=True)


def use_links(app: Flask, settings: Settings) -> None:
    scheme, _, netloc = settings.base_url.partition("://")
    adapter = app.url_map.bind(netloc, url_scheme=scheme)

    def build_url(endpoint: str, values: dict[str, Any]) -> str:
        return adapter.build(endpoint, values, force_external=True)

    links.configure(settings.secret_key, build_url)


def _use_templates(app: Flask, settings: Settings) -> None:
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    filters.init_app(app)
    dsfr.init_app(app)
    charts.init_app(app)

    @cache
    def asset(path: str) -> str:
        """The address of one of our files, marked with its content: it can be cached for ever."""
        content = (Path(app.root_path) / "static" / path).read_bytes()
        return url_for("static", filename=path, v=hashlib.sha256(content).hexdigest()[:12])

    app.jinja_env.globals["asset"] = asset
    app.jinja_env.globals["can"] = wiring.can_now

    @app.context_processor
    def _layout() -> dict[str, Any]:
        return {
            "actor": routing.current_actor(),
            "settings": settings,
            "navigation": navigation.links(wiring.NAVIGATION),
            "accessibility_status": settings.accessibility_status,
        }
