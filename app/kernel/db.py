"""The database: one session per request, writing transactions that lock before they look.

SQLite and PostgreSQL differ in how a writer keeps others out. On SQLite a writing transaction
begins IMMEDIATE, before its first read, so that it is alone; on PostgreSQL `lock_row` takes a row
lock on the parent row. Services call `lock_row` and are right on both.
"""

from __future__ import annotations

import os
import re
import select as select_io
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import (
    Engine,
    Executable,
    Index,
    Select,
    Table,
    UniqueConstraint,
    bindparam,
    event,
    select,
)
from sqlalchemy.engine import Connection
from sqlalchemy.exc import (
    DBAPIError,
    DisconnectionError,
    IntegrityError,
)
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.orm.unitofwork import UOWTransaction

from app.kernel import watchdog
from app.kernel.base import Base
from app.kernel.collation import sort_text

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

ModelT = TypeVar("ModelT", bound=Base)
ResultT = TypeVar("ResultT")

WRITING = "synergies_writing"
# The session of a transaction that reads until its first lock.
LATE = "synergies_late"
# PostgreSQL: serialization failure and deadlock, which a second try cures; and a unique violation
# that no service foresaw: somebody wrote the same at the same instant. Done again, the act sees
# it, and takes the next free slug, or says beside its field what is taken.
RETRYABLE_STATES = frozenset({"40001", "40P01", "23505"})
BUSY_TIMEOUT = "PRAGMA busy_timeout = 5000"
# How long a writer waits for its turn on SQLite, and how often it looks.
TURN_SECONDS = 15.0
LOOK_SECONDS = 0.003
SQLITE_PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA journal_mode = WAL",
    BUSY_TIMEOUT,
    "PRAGMA synchronous = NORMAL",
    # What is erased is overwritten, whatever SQLite Python came with.
    "PRAGMA secure_delete = ON",
    # What is erased leaves no trace in the free pages, whichever SQLite the Python brings.
    "PRAGMA secure_delete = ON",
)


# How long PostgreSQL is waited for: to connect, for an answer on a cut network, for a statement,
# for a lock, and for the next statement of a transaction that is open. A person waits no longer;
# what is longer on purpose (migrations, daily tasks) runs in `without_time_limits`.
CONNECT_SECONDS = 5
NETWORK_SECONDS = 15
STATEMENT_SECONDS = 15
LOCK_SECONDS = 8
IDLE_SECONDS = 60
# After which a server that has not answered at all is taken for gone.
ANSWER_SECONDS = STATEMENT_SECONDS + 5
# How long a thread waits for a connection that others use.
POOL_SECONDS = 8


def engine_options(url: str) -> dict[str, Any]:
    """What an engine of ours is made with; commands of the terminal wait as long as it takes."""
    # The values of a statement that fails are people's names and addresses: never in a log.
    options: dict[str, Any] = {"hide_parameters": True}
    if url.startswith("postgresql") and limited():
        limits = {
            "statement_timeout": STATEMENT_SECONDS,
            "lock_timeout": LOCK_SECONDS,
            "idle_in_transaction_session_timeout": IDLE_SECONDS,
        }
        options["pool_timeout"] = POOL_SECONDS
        options["connect_args"] = {
            "connect_timeout": CONNECT_SECONDS,
            "tcp_user_timeout": NETWORK_SECONDS * 1000,
            "keepalives_idle": NETWORK_SECONDS,
            "keepalives_interval": CONNECT_SECONDS,
            "keepalives_count": 2,
            "options": " ".join(f"-c {name}={seconds}s" for name, seconds in limits.items()),
        }
    return options


def limited() -> bool:
    """Whether somebody waits for an answer: commands of the terminal take their time."""
    return os.environ.get("FLASK_RUN_FROM_CLI") != "true"


@contextmanager
def without_time_limits() -> Iterator[None]:
    """Let what runs in the meantime take its time.

    Connections opened from now on have no limit for statements; nothing changes on SQLite.
    """
    engine = db.engine
    if engine.dialect.name == "sqlite":
        yield
        return
    db.session.remove()
    engine.dispose()
    event.listen(engine, "connect", _lift_limits)
    try:
        with watchdog.suspended():
            yield
    finally:
        db.session.remove()
        event.remove(engine, "connect", _lift_limits)
        engine.dispose()


def _lift_limits(connection: Any, _record: object) -> None:
    connection.execute("SET statement_timeout = 0; SET lock_timeout = 0")
    connection.commit()


class OurSession(FlaskSession):
    """The session of a request: who only reads needs no transaction of PostgreSQL.

    There each statement sees what is committed at its own beginning, in a transaction or not: BEGIN
    and ROLLBACK around reads are two journeys to the server that bring nothing. On SQLite a
    transaction is one look at the whole, and costs next to nothing.
    """

    def get_bind(self, *args: Any, **kwargs: Any) -> Engine | Connection:
        engine = kwargs.get("bind") or self._db.engine
        if self.info.get(WRITING) or engine.dialect.name == "sqlite":
            return engine
        return _reading(engine)


@cache
def _reading(engine: Engine) -> Engine:
    """The same engine and pool, each statement by itself."""
    return engine.execution_options(isolation_level="AUTOCOMMIT")


# Only the engine and the session of Flask-SQLAlchemy are used: models stand on our own `Base`.
db = SQLAlchemy(
    metadata=Base.metadata, session_options={"expire_on_commit": False, "class_": OurSession}
)


def prepare_engine(engine: Engine) -> None:
    """Give a SQLite engine its pragmas and explicit BEGINs; have PostgreSQL's connections looked
    at before they are used.
    """
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _on_sqlite_connect)
        event.listen(engine, "begin", _on_sqlite_begin)
    else:
        event.listen(engine, "checkout", _refuse_if_hung_up)
        if limited():
            watchdog.watch(engine, ANSWER_SECONDS)


def _refuse_if_hung_up(connection: Any, _record: object, _proxy: object) -> None:
    """Have the pool replace a connection that the server has closed, by a restart for instance.

    Nobody speaks on a connection at rest: when there is something to hear, it is the end. Looking
    costs some microseconds, asking the server whether it is there (`pool_pre_ping`) a journey.
    """
    heard = select_io.poll()
    heard.register(connection.fileno(), select_io.POLLIN)
    if heard.poll(0):
        raise DisconnectionError("the server has hung up")


def _on_sqlite_connect(connection: Any, _record: object) -> None:
    # The driver must not begin transactions by itself: it would do so too late, and not IMMEDIATE.
    connection.isolation_level = None
    for pragma in SQLITE_PRAGMAS:
        connection.execute(pragma)
    connection.create_function("sort_text", 1, sort_text, deterministic=True)


def _on_sqlite_begin(connection: Connection) -> None:
    if not connection.get_execution_options().get(WRITING, False):
        # Straight to the driver: SQLAlchemy's way costs ten times as much, and every page has one.
        driver: Any = connection.connection.driver_connection
        driver.execute("BEGIN")
    elif not _began_in_turn(connection.connection.driver_connection):
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _began_in_turn(driver: Any) -> bool:
    """Whether this writer got its turn, looked for every few milliseconds.

    SQLite by itself naps for up to a tenth of a second between two looks. In a rush for seats the
    database then lies idle half the time, and whoever is unlucky for five seconds gets an error.
    """
    limit = time.monotonic() + TURN_SECONDS
    driver.execute("PRAGMA busy_timeout = 0")
    try:
        while time.monotonic() < limit:
            try:
                driver.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    return False
                time.sleep(LOOK_SECONDS)
            else:
                return True
    finally:
        driver.execute(BUSY_TIMEOUT)
    return False


def begin_writing() -> None:
    """End any open read and begin a writing transaction."""
    session = db.session()
    # A read begun earlier would pin an old snapshot (SQLite) and make BEGIN IMMEDIATE impossible.
    if session.info.pop(LATE, False):
        session.commit()  # nothing but reads: unlike a rollback, it forgets none of them
    else:
        session.rollback()
    session.info[WRITING] = True
    session.connection(execution_options={WRITING: True})


def start_writing() -> None:
    """End the reading of a late transaction and begin to write; nothing if it already writes.

    After the files that came with a request were read, and before its act.
    """
    if db.session().info.get(LATE):
        begin_writing()


def is_writing() -> bool:
    """Whether a writing transaction is open here; never outside of an application."""
    try:
        return bool(db.session().info.get(WRITING))
    except RuntimeError:
        return False


@contextmanager
def transaction(*, late: bool = False) -> Iterator[None]:
    """One writing transaction: commits on return, rolls back when anything is raised.

    A `late` one reads until its first `lock_row`, and begins to write there: on SQLite nobody waits
    meanwhile. Only for acts that lock before they write and take nothing they read before for
    granted.
    """
    session = db.session()
    if late:
        session.rollback()
        session.info[LATE] = True
    else:
        begin_writing()
    try:
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop(WRITING, None)
        session.info.pop(LATE, None)


def let_others_write() -> None:
    """Keep what was written and end the writing, before something slow that only reads.

    A document takes seconds to draw; on SQLite nobody could write meanwhile.
    """
    session = db.session()
    session.commit()
    session.info.pop(WRITING, None)


def in_transaction(work: Callable[[], ResultT], *, late: bool = False) -> ResultT:
    """Run `work` in a writing transaction, a second time if the engine asks for it."""
    try:
        with transaction(late=late):
            return work()
    except DBAPIError as error:
        if not is_retryable(error):
            raise
    with transaction(late=late):
        return work()


def is_retryable(error: DBAPIError) -> bool:
    return getattr(error.orig, "sqlstate", None) in RETRYABLE_STATES


def fetch(statement: Executable, **values: Any) -> Sequence[Any]:
    """All rows of a select, its named parameters filled by `values`, as plain tuples.

    Past the session's own reading, which is made for mapped objects and costs more than most of our
    questions. What is pending is written first, as the session would.
    """
    session = db.session()
    session.flush()
    return session.connection().execute(statement, values).all()


def look(statement: Executable, **values: Any) -> Sequence[Any]:
    """All rows of one small select, as committed by now, outside the session and its transaction.

    A third of what the session would cost, for answers that ask nothing else.
    """
    engine = db.engine
    with (engine if engine.dialect.name == "sqlite" else _reading(engine)).connect() as connection:
        return connection.execute(statement, values).all()


def lock_row(model: type[ModelT], row_id: int) -> ModelT | None:
    """Lock one row until the end of the transaction and return it as it now is.

    Everything that must not race with other writers of the same parent (seats of an event, numbers
    of a year) is read after this call. None when the row does not exist.
    """
    session = db.session()
    if session.info.get(LATE):
        begin_writing()
    if not session.info.get(WRITING):
        raise RuntimeError("lock_row is for writing transactions")
    row: ModelT | None = session.scalars(_locking(model), {"row_id": row_id}).one_or_none()
    return row


@cache
def _locking(model: type[Base]) -> Select[Any]:
    key: Any = model.__mapper__.primary_key[0]
    # SQLite ignores FOR UPDATE; there BEGIN IMMEDIATE has already made this writer the only one.
    statement = select(model).where(key == bindparam("row_id", type_=key.type)).with_for_update()
    return statement.execution_options(populate_existing=True)


@event.listens_for(Session, "before_flush")
def _refuse_flush_while_reading(
    session: Session, _context: UOWTransaction, _instances: object
) -> None:
    changed = session.new or session.deleted or any(map(session.is_modified, session.dirty))
    if changed and not session.info.get(WRITING):
        raise RuntimeError("a reading transaction tried to write")


@event.listens_for(Session, "do_orm_execute")
def _refuse_statement_while_reading(state: ORMExecuteState) -> None:
    writes = state.is_insert or state.is_update or state.is_delete
    if writes and not state.session.info.get(WRITING):
        raise RuntimeError("a reading transaction tried to write")


def insert_unless_there(model: type[Base] | Table) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that takes `.on_conflict_do_nothing(…)`, in the words of the engine in use.

    A unique violation would spoil the transaction; this way the engine overlooks it.
    """
    # Each dialect is loaded where it is used: a service on SQLite never reads PostgreSQL's.
    if db.session.get_bind().dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as postgresql_insert

        return postgresql_insert(model)
    from sqlalchemy.dialects.sqlite import insert as sqlite_insert

    return sqlite_insert(model)


def unique_violation(error: IntegrityError) -> str | None:
    """The name of the unique constraint or index that refused the row; None for other errors.

    PostgreSQL names the constraint, SQLite lists the columns: both end in the same name.
    """
    diagnostic = getattr(error.orig, "diag", None)
    if diagnostic is not None:
        unique = getattr(error.orig, "sqlstate", None) == "23505"
        return str(diagnostic.constraint_name) if unique else None
    message = str(error.orig)
    match = re.match(r"UNIQUE constraint failed: (.+)", message)
    if match is None:
        return None
    listed = match.group(1)
    if listed.startswith("index "):
        return listed.removeprefix("index ").strip("'")
    return _unique_names().get(frozenset(listed.split(", ")))


@cache
def _unique_names() -> dict[frozenset[str], str]:
    names: dict[frozenset[str], str] = {}
    for table in Base.metadata.tables.values():
        for constraint in _uniques(table):
            columns = frozenset(f"{table.name}.{column.name}" for column in constraint.columns)
            names[columns] = str(constraint.name)
    return names


def _uniques(table: Table) -> Iterator[UniqueConstraint | Index]:
    yield from (c for c in table.constraints if isinstance(c, UniqueConstraint))
    yield from (index for index in table.indexes if index.unique)
