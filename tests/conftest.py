"""The ground of every test: an application on a fresh, migrated database, with real commits.

`SYNERGIES_TEST_DATABASE` picks the engine: `sqlite` (default) or `postgresql`, a real server
started here. A test's database is a copy of a template that the migrations made, so nothing rolls
back behind its back and races stay visible.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from ipaddress import ip_network
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.config import Settings
from app.documents import storage
from app.factory import use_links
from app.kernel.db import db
from app.server.compiled import TemplateCache
from app.web.remembered import pages
from app.web.security import limiter
from tests import both_engines, remembering, templates_rendered
from tests import world as worlds
from tests.costs import longest_first, pytest_runtest_call
from tests.engines import Databases, PostgresServer, SqliteFiles
from tests.journal_rules import watch_journal
from tests.letter_rules import watch_letters
from tests.snapshots import EXTENSION, Snapshots
from tests.templates_rendered import pytest_configure, watch
from tests.web import HouseClient
from tests.world import World

__all__ = ["pytest_configure", "pytest_runtest_call"]

ENGINE = os.environ.get("SYNERGIES_TEST_DATABASE", "sqlite")
TEMPORARY_ROOT = "PYTEST_DEBUG_TEMPROOT"
FILLED = "filled"
UNUSED = "unused"
SECRET_KEY = "a secret for tests only, long enough to be accepted"


# Enough for the databases of two engines and several processes.
ROOM = 4 * 1024**3


def _in_memory() -> str | None:
    """A folder in memory, where the machine has one with room; None for its usual one.

    A database is made and closed for each test, and each close would wait for the disk.
    """
    memory = Path("/dev/shm")  # noqa: S108  # a folder of our own is made in it
    if not os.access(memory, os.W_OK) or shutil.disk_usage(memory).free < ROOM:
        return None
    return str(memory)


def _own_temporary_root() -> None:
    """Give this run a folder of its own, removed with it.

    pytest keeps the folders of the last three runs of a user and deletes those before, even one
    whose run goes on: with four runs at once, a database vanishes under its server.
    """
    if "PYTEST_XDIST_WORKER" in os.environ or TEMPORARY_ROOT in os.environ:
        return
    root, process = tempfile.mkdtemp(prefix="synergies-tests-", dir=_in_memory()), os.getpid()
    os.environ[TEMPORARY_ROOT] = root

    def remove() -> None:
        # A process that a test has forked must not take its parent's folder away.
        if os.getpid() == process:
            shutil.rmtree(root, ignore_errors=True)

    atexit.register(remove)


_own_temporary_root()


def pytest_addoption(parser: pytest.Parser) -> None:
    templates_rendered.pytest_addoption(parser)
    both_engines.pytest_addoption(parser)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    both_engines.select(config, items)
    longest_first(items)


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    folder = tmp_path_factory.mktemp("databases")
    databases = PostgresServer(folder) if ENGINE == "postgresql" else SqliteFiles(folder)
    yield databases
    databases.stop()


@pytest.fixture(scope="session")
def instance_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("instance")


def share_templates(app: Flask) -> None:
    """Compile each template once for all the processes of this run."""
    folder = Path(os.environ[TEMPORARY_ROOT]) / "templates"
    folder.mkdir(exist_ok=True)
    app.jinja_env.bytecode_cache = TemplateCache(str(folder))


@pytest.fixture(scope="session")
def shared_app(databases: Databases, instance_path: Path) -> Flask:
    """One application per test process: building it for each test would be most of the time."""
    app = create_app(
        Settings(
            database_url=databases.url,
            instance_path=instance_path,
            secret_key=SECRET_KEY,
            base_url="http://localhost",
            rate_limits=False,
            trusted_proxies=(ip_network("127.0.0.1"), ip_network("::1")),
        )
    )
    app.testing = True
    app.test_client_class = HouseClient
    share_templates(app)
    watch()
    watch_letters()
    watch_journal()
    remembering.watch()
    databases.migrate(app)
    app.extensions[EXTENSION] = Snapshots(databases)
    return app


def take_back(app: Flask) -> None:
    """Undo what another application of this process has left behind: some state is one for all."""
    settings: Settings = app.extensions["synergies_settings"]
    storage.configure(settings.storage_url, settings.instance_path)
    use_links(app, settings)
    limiter.enabled = settings.rate_limits
    pages(app).clear()


@pytest.fixture
def app(shared_app: Flask, databases: Databases) -> Iterator[Flask]:
    """The application on its own fresh database, with a context pushed for the test itself."""
    with shared_app.app_context():
        _let_go()
        databases.renew()
        take_back(shared_app)
        yield shared_app
        _let_go()


def _built(app: Flask, databases: Databases, name: str, build: Callable[[], World]) -> World:
    """Build a house on an empty database and keep it under that name, once per process."""
    with app.app_context():
        _let_go()
        databases.renew()
        take_back(app)
        world = build()
        _let_go()
        databases.keep(name)
    return world


def _let_go() -> None:
    db.session.remove()
    db.engine.dispose()


@pytest.fixture(scope="session")
def filled(shared_app: Flask, databases: Databases) -> World:
    """The filled house, kept as `FILLED`; its files lie under the shared instance."""
    return _built(shared_app, databases, FILLED, worlds.build)


@pytest.fixture(scope="session")
def unused(shared_app: Flask, databases: Databases) -> World:
    """The house that has only its people, kept as `UNUSED`."""
    return _built(shared_app, databases, UNUSED, worlds.build_empty)


@pytest.fixture
def client(app: Flask) -> HouseClient:
    """A visitor's browser; `client.sign_in(account)` makes it somebody's."""
    client = app.test_client()
    assert isinstance(client, HouseClient)
    return client
