"""The connections to the database."""

from __future__ import annotations

from sqlalchemy import NullPool, create_engine, text

from app.kernel.db import db
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
