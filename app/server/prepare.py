"""What comes before serving: migrations, the programme, the first administrator.

Done by a child that ends at once, so that Alembic and the YAML reader never weigh on the server's
memory. It speaks through the same commands as people do (`programme import`, `accounts create`…).
"""

from __future__ import annotations

import contextlib
import fcntl
import io
import json
import logging
import os
import re
import signal
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy import Select, func, select, text
from sqlalchemy.exc import DBAPIError, OperationalError

from app.accounts.enums import Role
from app.accounts.models import Account, AccountRole
from app.kernel.db import db, without_time_limits
from app.registrations.models import Registration
from app.resources import data_path, migrations_path
from app.strategy.models import Framework

PROGRAMME = "programme-2023.yaml"
# The number of the lock that servers take in turn; any will do, always the same.
PREPARING = 5_963_247
FIRST_ADMIN = "admin@example.org"
FIRST_ADMIN_NAME = "Première administration"
_REVISION = re.compile(r"^revision = [\"'](\w+)[\"']", re.MULTILINE)
_FORMER = re.compile(r"^down_revision = [\"'](\w+)[\"']", re.MULTILINE)
_ADDRESS = re.compile(r"https?://\S+")


class NotReady(Exception):
    """The service cannot start; the message is one French sentence."""


@dataclass(frozen=True)
class Prepared:
    """What the person at the terminal is told; no link once an administrator has signed in."""

    sign_in_link: str | None = None
    admin_email: str | None = None


def prepare_in_child(app: Flask, *, demo: bool) -> Child:
    """Begin `prepare` in a child process; the caller goes on loading, then asks for the result."""
    reading, writing = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        os.close(writing)
        return Child(pid, reading)
    status = 1
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        os.close(reading)
        with os.fdopen(writing, "w", encoding="utf-8") as pipe:
            json.dump(asdict(prepare(app, demo=demo)), pipe)
        status = 0
    except NotReady as reason:
        sys.stderr.write(f"Synergies : {reason}\n")
    except KeyboardInterrupt:
        status = 130
    except BaseException:  # noqa: BLE001 – whatever it is, it ends here, said
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


@dataclass(frozen=True)
class Child:
    """The running child: its process and the end of the pipe that it writes to."""

    pid: int
    pipe: int

    def result(self) -> Prepared | None:
        """Wait for the end; None when it failed, and it has then said why."""
        with os.fdopen(self.pipe, encoding="utf-8") as pipe:
            answer = pipe.read()
        _, status = os.waitpid(self.pid, 0)
        return Prepared(**json.loads(answer)) if status == 0 else None


def prepare(app: Flask, *, demo: bool) -> Prepared:
    """Bring the database up to date and fill it if it is empty. Raises `NotReady`."""
    try:
        with app.app_context(), without_time_limits(), _alone(app):
            _migrate()
            if demo:
                _fill_demo(app)
            else:
                _load_programme(app)
            return _first_admin(app)
    except OperationalError as error:
        raise NotReady(_database_sentence(error)) from error


@contextlib.contextmanager
def _alone(app: Flask) -> Iterator[None]:
    """Prepare the database while no other server does: those that start together go in turn.

    By a lock of PostgreSQL, which ends with its connection, or of the file beside SQLite's.
    """
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect() as connection:
            connection.execute(select(func.pg_advisory_lock(PREPARING)))
            connection.commit()  # the lock belongs to the connection: no transaction stays open
            yield
            connection.execute(select(func.pg_advisory_unlock(PREPARING)))
        return
    with Path(app.instance_path, ".preparing").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _migrate() -> None:
    if _is_current():
        return
    from flask_migrate import upgrade  # here only: the server itself has no use for Alembic

    logging.getLogger("alembic").setLevel(logging.WARNING)
    try:
        upgrade()
    except SystemExit as error:
        raise NotReady(
            "la base de données n’a pas pu être mise à jour (voir ci-dessus)."
        ) from error


def _is_current() -> bool:
    """Whether the database bears the newest migration, found without loading Alembic."""
    try:
        borne = db.session.scalars(text("SELECT version_num FROM alembic_version")).all()
    except DBAPIError:
        borne = []  # an empty database, or one that does not answer: migrating will tell
    db.session.rollback()
    return borne == sorted(_newest_revisions())


def _newest_revisions() -> set[str]:
    """The revisions that no other one comes after: one, when the folder is in order."""
    scripts = [path.read_text("utf-8") for path in (migrations_path() / "versions").glob("*.py")]
    former = {found[1] for script in scripts if (found := _FORMER.search(script))}
    return {found[1] for script in scripts if (found := _REVISION.search(script))} - former


def _load_programme(app: Flask) -> None:
    if _exists(select(Framework.id)):
        return
    _say("Chargement du programme 2023…")
    _command(app, "programme", "import", str(data_path() / PROGRAMME))


def _fill_demo(app: Flask) -> None:
    if _exists(select(Registration.id)):
        return
    _say("Une année fictive se joue : une demi-minute à deux minutes, la première fois…")
    _command(app, "demo")


def _first_admin(app: Flask) -> Prepared:
    admins = select(Account.email).join(AccountRole).where(AccountRole.role == Role.ADMIN)
    admins = admins.where(Account.closed_at.is_(None)).order_by(Account.id)
    if _exists(admins.where(Account.last_signed_in_at.is_not(None))):
        return Prepared()
    email = db.session.scalars(admins.limit(1)).first()
    db.session.rollback()
    if email is None:
        email = FIRST_ADMIN
        name = ("--name", FIRST_ADMIN_NAME)
        _command(app, "accounts", "create", email, *name, "--role", Role.ADMIN.value)
    said = _command(app, "accounts", "sign-in-link", email)
    link = _ADDRESS.search(said)
    return Prepared(link.group() if link else None, email)


def _say(sentence: str) -> None:
    sys.stdout.write(f"· {sentence}\n")
    sys.stdout.flush()


def _exists(statement: Select[Any]) -> bool:
    found = db.session.execute(statement.limit(1)).first() is not None
    db.session.rollback()  # no read stays open while a command writes
    return found


def _command(app: Flask, *words: str) -> str:
    """Run one of our commands in this process; return what it said. Raises `NotReady`."""
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said):
            app.cli.main(list(words), obj=ScriptInfo(create_app=lambda: app), standalone_mode=False)
    except click.Abort as stop:
        raise KeyboardInterrupt from stop  # Ctrl-C, as click names it
    except click.ClickException as error:
        raise NotReady(error.format_message()) from error
    except SystemExit as end:
        if end.code not in {0, None}:
            sys.stderr.write(said.getvalue())
            raise NotReady(f"la commande « {' '.join(words)} » a échoué (voir ci-dessus).") from end
    return said.getvalue()


def _database_sentence(error: DBAPIError) -> str:
    reason = " ".join(str(error.orig).split())
    return f"la base de données ne répond pas : {reason}"
