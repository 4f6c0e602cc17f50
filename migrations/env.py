"""How Alembic reaches the database: through the application, on SQLite in batch mode."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from alembic import context
from flask import current_app
from sqlalchemy.engine import Connection

from app.kernel.base import Base
from app.kernel.search import ENGINE_OWN
from app.kernel.types import UtcDateTime


def render_item(kind: str, item: Any, autogen_context: Any) -> str | Literal[False]:
    """Write our types as what the database sees: a migration must not depend on today's code."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def include_name(name: str | None, _kind: str, _parents: Any) -> bool:
    """Leave alone what only migrations make: the index of full text."""
    return name is None or not name.startswith(ENGINE_OWN)


@contextmanager
def _tables_made_anew(connection: Connection) -> Iterator[None]:
    """Let SQLite copy a table that others point at, and make sure that all still point at rows.

    It changes little in a table in place: Alembic copies it, drops the old one and renames. With
    foreign keys on, the drop would be refused, and they cannot be turned off within a transaction.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
        lost = driver.execute("PRAGMA foreign_key_check").fetchall()
        if lost:
            raise RuntimeError(f"{len(lost)} rows point at nothing, first in {lost[0][0]}")
    finally:
        driver.execute("PRAGMA foreign_keys = ON")


def run() -> None:
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection, _tables_made_anew(connection):
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_item=render_item,
            include_name=include_name,
            render_as_batch=True,
            compare_type=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
