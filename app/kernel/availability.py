"""Whether the database can be used now, and which errors say that it cannot."""

from __future__ import annotations

import os
from concurrent.futures import Future, ThreadPoolExecutor
from enum import StrEnum
from functools import cache

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError, OperationalError, PendingRollbackError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.kernel.db import db


class DatabaseState(StrEnum):
    """What the database can do now, for `/sante`."""

    OK = "ok"
    READ_ONLY = "read-only"
    UNREACHABLE = "unreachable"


# How long `/sante` waits for the database: whoever watches over the service has no patience.
STATE_SECONDS = 3
_asked: list[Future[DatabaseState]] = []


@cache
def _asking(_process: int) -> ThreadPoolExecutor:
    """The thread that asks; a forked process has none of its parent's."""
    return ThreadPoolExecutor(1, thread_name_prefix="database-state")


def database_state() -> DatabaseState:
    """Ask the database one small thing, outside any session; no answer in time is one too.

    A question that is still open is not asked again.
    """
    if not _asked or _asked[0].done():
        _asked[:] = [_asking(os.getpid()).submit(_state_of, db.engine)]
    try:
        return _asked[0].result(STATE_SECONDS)
    except TimeoutError:
        return DatabaseState.UNREACHABLE


def _state_of(engine: Engine) -> DatabaseState:
    try:
        with engine.connect() as connection:
            if engine.dialect.name == "sqlite":
                path = connection.execute(text("PRAGMA database_list")).all()[0][2]
                read_only = not os.access(path, os.W_OK)
                connection.execute(text("SELECT count(*) FROM alembic_version"))
            else:
                read_only = connection.scalar(text("SHOW transaction_read_only")) != "off"
    except SQLAlchemyError:
        return DatabaseState.UNREACHABLE
    return DatabaseState.READ_ONLY if read_only else DatabaseState.OK


# PostgreSQL: connection, resources, intervention, system; read-only, idle too long, lock.
_PASSING_CLASSES = ("08", "53", "57", "58")
_PASSING_STATES = frozenset({"25006", "25P03", "55P03"})


def is_unavailable(error: SQLAlchemyError) -> bool:
    """Whether the database cannot do this now, through no fault of what was asked."""
    if isinstance(error, OperationalError | PoolTimeout):
        return True
    if isinstance(error, PendingRollbackError):
        # The connection was lost earlier in the same request, and the session is told so again.
        return error.code == "8s2b"
    state = getattr(getattr(error, "orig", None), "sqlstate", None) or ""
    lost = isinstance(error, DBAPIError) and error.connection_invalidated
    return lost or state in _PASSING_STATES or state.startswith(_PASSING_CLASSES)
