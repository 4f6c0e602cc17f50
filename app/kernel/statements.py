"""What each statement changes and reads. All pass by the engine, whoever wrote them.

Marks (`revision`) have to move with whatever changes a table: a flush, a bulk update, a line of
SQL. Remembered answers (`memory`) have to know every table they were read from. Neither can be left
to the memory of people, so both are learnt here, from the text of the statement.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection

from app.kernel.base import Base

# Where a connection keeps the tables that its transaction has changed.
_CHANGED: Final = "synergies_changed_tables"
_NONE: Final[frozenset[str]] = frozenset()
# Not after a dot: `minutes_person.presence` is a column, and we name no schema.
_WORD: Final = re.compile(r"(?<![\w.])\w+")
_CHANGE: Final = re.compile(r"\b(?:INSERT|UPDATE|DELETE|REPLACE|MERGE|TRUNCATE)\b", re.IGNORECASE)
_TARGET: Final = re.compile(r"\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+\"?(\w+)", re.IGNORECASE)
_reading: ContextVar[set[str] | None] = ContextVar("reading", default=None)


@lru_cache(maxsize=1024)
def changed_by(statement: str) -> frozenset[str]:
    """The table that a statement writes to; every one it names when that cannot be told."""
    if statement[:7].upper() == "SELECT ":
        return _NONE
    target = _TARGET.match(statement)
    if target is not None:
        return frozenset({target[1]})
    return named_in(statement) if _CHANGE.search(statement) else _NONE


@lru_cache(maxsize=1024)
def named_in(statement: str) -> frozenset[str]:
    """The tables whose name stands in a statement: those it reads, and seldom one too many."""
    return frozenset(_WORD.findall(statement)) & Base.metadata.tables.keys()


@contextmanager
def noting(tables: set[str] | None) -> Iterator[None]:
    """Add to `tables` each one that is read meanwhile; None notes nothing."""
    token = _reading.set(tables)
    try:
        yield
    finally:
        _reading.reset(token)


def take_changed(connection: Connection) -> frozenset[str]:
    """The tables that the transaction of this connection has changed; then none is remembered."""
    return frozenset(connection.info.pop(_CHANGED, _NONE))


@event.listens_for(Engine, "before_cursor_execute")
def _look(
    connection: Connection,
    _cursor: object,
    statement: str,
    _parameters: object,
    _context: object,
    _many: bool,
) -> None:
    changed = changed_by(statement)
    if changed:
        connection.info.setdefault(_CHANGED, set()).update(changed)
    tables = _reading.get()
    if tables is not None:
        tables |= named_in(statement)


def _forget(connection: Connection) -> None:
    if connection.invalidated:
        return  # lost, and its notes with it; asking for them would raise
    info: dict[str, Any] = connection.info
    info.pop(_CHANGED, None)


# The connection goes back to its pool and serves others.
event.listen(Engine, "rollback", _forget)
event.listen(Engine, "commit", _forget)
