"""The connections to the database."""

from __future__ import annotations

import pytest
from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError, PendingRollbackError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.kernel import db as kernel
from app.kernel import watchdog
from app.kernel.availability import DatabaseState, database_state, is_unavailable
from app.kernel.db import (
    db,
    engine_options,
    without_time_limits,
)
from tests import make
from tests.web import HouseClient

CLOSE_ALL = text(
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
    " WHERE pid <> pg_backend_pid() AND datname = current_database()"
)


def test_a_connection_that_the_server_has_closed_is_replaced(client: HouseClient) -> None:
    """As after a restart of PostgreSQL. SQLite has no server that could."""
    assert client.get("/sante").status_code == 200
    if db.engine.dialect.name == "postgresql":
        with create_engine(db.engine.url, poolclass=NullPool).connect() as apart:
            assert apart.scalars(CLOSE_ALL).all(), "a connection rests in the pool"
    assert client.get("/sante").status_code == 200
    assert client.get("/agenda").status_code == 200


@pytest.mark.parametrize(
    ("limit", "statement"),
    [
        ("STATEMENT_SECONDS", "SELECT pg_sleep(30)"),
        ("LOCK_SECONDS", "SELECT * FROM event FOR UPDATE"),
    ],
)
def test_no_statement_and_no_lock_is_waited_for_for_ever(
    client: HouseClient, monkeypatch: pytest.MonkeyPatch, limit: str, statement: str
) -> None:
    if db.engine.dialect.name == "sqlite":
        assert engine_options("sqlite:///x") == {"hide_parameters": True}
        return
    make.event()
    monkeypatch.setattr(kernel, limit, 1)
    url = db.engine.url.render_as_string(hide_password=False)
    limited = create_engine(
        url, poolclass=NullPool, connect_args=engine_options(url)["connect_args"]
    )
    with db.engine.connect() as other, limited.connect() as connection:
        other.execute(text("SELECT * FROM event FOR UPDATE"))
        with pytest.raises(DBAPIError) as raised:
            connection.execute(text(statement))
        other.rollback()
    assert is_unavailable(raised.value)


def test_a_server_that_says_nothing_is_left(
    client: HouseClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when it is stopped, or the network swallows everything: nothing ends the statement."""
    if db.engine.dialect.name == "sqlite":
        return
    monkeypatch.setattr(watchdog, "LOOK_SECONDS", 0.1)
    silent = create_engine(db.engine.url, poolclass=NullPool)
    watchdog.watch(silent, 0.5)
    with silent.connect() as connection, pytest.raises(DBAPIError) as raised:
        connection.execute(text("SELECT pg_sleep(60)"))
    assert is_unavailable(raised.value)
    with silent.connect() as connection, watchdog.suspended():
        assert connection.execute(text("SELECT pg_sleep(1)")).all()
    assert not watchdog._due


def test_a_database_that_takes_nothing_is_told(client: HouseClient) -> None:
    assert database_state() is DatabaseState.OK
    if db.engine.dialect.name == "sqlite":
        return
    with db.engine.connect() as connection:
        connection.execute(text("ALTER DATABASE test SET default_transaction_read_only = on"))
        connection.commit()
    db.engine.dispose()
    assert database_state() is DatabaseState.READ_ONLY


def test_the_daily_tasks_take_their_time(client: HouseClient) -> None:
    if db.engine.dialect.name == "sqlite":
        return
    ask = text("SELECT current_setting('statement_timeout'), current_setting('lock_timeout')")
    assert tuple(db.session.execute(ask).one()) == ("15s", "8s")
    with without_time_limits():
        assert tuple(db.session.execute(ask).one()) == ("0", "0")
    assert tuple(db.session.execute(ask).one()) == ("15s", "8s")


def test_what_passes_is_told_from_what_does_not(
    client: HouseClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(error: Exception) -> int:
        def fail() -> None:
            raise error

        monkeypatch.setattr("app.home.views.all_groups", fail)
        return client.get("/plan-du-site").status_code

    class Answered(Exception):
        sqlstate = ""

    read_only, wrong = Answered(), Answered()
    read_only.sqlstate, wrong.sqlstate = "25006", "42703"
    assert failing(DBAPIError("", None, read_only)) == 503
    assert failing(DBAPIError("", None, wrong)) == 500
    assert failing(DBAPIError("", None, wrong, connection_invalidated=True)) == 503
    assert failing(PoolTimeout("no connection left")) == 503
    assert failing(PendingRollbackError("lost", code="8s2b")) == 503
    assert failing(PendingRollbackError("our own mistake")) == 500
    assert failing(IntegrityError("", None, wrong)) == 500
