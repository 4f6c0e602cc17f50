"""The filled house into another database, and back to the engine of this run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import Connection, Table, create_engine, func, inspect, select, text

from app import create_app
from app.cli import copying
from app.config import Settings
from app.kernel.base import Base
from app.kernel.db import db
from tests import make
from tests.engines import Databases

pytestmark = pytest.mark.usefixtures("world")

Counts = dict[str, int]


def copied(app: Flask, address: str) -> Result:
    # A context of its own: the one that the test has pushed may be of another application.
    with app.app_context():
        db.session.remove()
        return app.test_cli_runner().invoke(args=["copy-to", address])


def counts(app: Flask) -> Counts:
    with app.app_context():
        db.session.rollback()
        return {
            table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


def service_on(app: Flask, address: str) -> Flask:
    """The same service on another database."""
    settings: Settings = app.extensions["synergies_settings"]
    return create_app(
        Settings(
            database_url=address,
            instance_path=settings.instance_path,
            secret_key=settings.secret_key,
            base_url=settings.base_url,
            rate_limits=False,
        )
    )


def test_all_is_there_and_back(shared_app: Flask, databases: Databases, tmp_path: Path) -> None:
    before = counts(shared_app)
    assert sum(count > 0 for count in before.values()) > 30
    aside = f"sqlite:///{tmp_path / 'aside.sqlite3'}"
    answer = copied(shared_app, aside)
    assert answer.exit_code == 0, answer.output
    assert f"{sum(before.values())} lignes" in answer.output
    on_file = service_on(shared_app, aside)
    assert counts(on_file) == before

    back = databases.another("back")
    answer = copied(on_file, back)
    assert answer.exit_code == 0, answer.output
    again = service_on(shared_app, back)
    assert counts(again) == before
    with again.app_context():
        # The next row of each kind comes after those copied.
        make.registration(make.event())
        page = again.test_client().get("/agenda", base_url="http://localhost")
        assert page.status_code == 200
        db.session.remove()
        db.engine.dispose()
    with on_file.app_context():
        db.engine.dispose()


def test_a_base_that_holds_something_is_left_alone(shared_app: Flask, databases: Databases) -> None:
    address = databases.another("taken")
    assert copied(shared_app, address).exit_code == 0
    answer = copied(shared_app, address)
    assert answer.exit_code == 1
    assert "n’est pas vide" in answer.output


def test_a_base_of_something_else_is_left_alone(shared_app: Flask, tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'autre.sqlite3'}"
    engine = create_engine(address)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE clients (id INTEGER PRIMARY KEY)"))
    answer = copied(shared_app, address)
    assert answer.exit_code == 1
    assert "clients" in answer.output
    assert inspect(engine).get_table_names() == ["clients"]
    engine.dispose()


@pytest.mark.parametrize("address", ["n’importe quoi", "oracle9i://ailleurs"])
def test_what_is_no_address_is_said_so(shared_app: Flask, address: str) -> None:
    answer = copied(shared_app, address)
    assert answer.exit_code == 1
    assert "n’est pas celle d’une base" in answer.output


def test_a_copy_that_differs_is_undone(
    shared_app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batches = copying._batches

    def lossy(connection: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
        """Lose the first row of one table the first time that it is read: to be copied."""
        for rows in batches(connection, table):
            lose = table.name == "figure" and not lost
            lost.extend([rows[0]] if lose else [])
            yield rows[1:] if lose else rows

    lost: list[dict[str, Any]] = []
    monkeypatch.setattr(copying, "_batches", lossy)
    address = f"sqlite:///{tmp_path / 'perdu.sqlite3'}"
    answer = copied(shared_app, address)
    assert answer.exit_code == 1
    assert "La copie de figure diffère" in answer.output
    assert sum(counts(service_on(shared_app, address)).values()) == 0
