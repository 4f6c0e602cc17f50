"""A house that holds the programme, loaded once per process and renewed for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from app.kernel.db import db, transaction
from app.programme.services import import_if_empty
from tests.engines import Databases
from tests.web import HouseClient

PROGRAMME = "programme"


@pytest.fixture(scope="session")
def _loaded(shared_app: Flask, databases: Databases) -> None:
    with shared_app.app_context():
        _let_go()
        databases.renew()
        with transaction():
            import_if_empty()
        _let_go()
        databases.keep(PROGRAMME)


@pytest.fixture
def site(shared_app: Flask, databases: Databases, _loaded: None) -> Iterator[HouseClient]:
    """A visitor's browser on the programme of 2023, with an application context for the test."""
    with shared_app.app_context():
        _let_go()
        databases.renew(PROGRAMME)
        browser = shared_app.test_client()
        assert isinstance(browser, HouseClient)
        yield browser
        _let_go()


def _let_go() -> None:
    db.session.remove()
    db.engine.dispose()
