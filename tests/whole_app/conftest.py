"""The filled house, renewed for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from app.kernel.db import db
from tests.conftest import FILLED, take_back
from tests.engines import Databases
from tests.world import World


@pytest.fixture
def world(shared_app: Flask, databases: Databases, filled: World) -> Iterator[World]:
    """The filled house, as if nobody had touched it, with an application context."""
    with shared_app.app_context():
        _let_go()
        databases.renew(FILLED)
        take_back(shared_app)
        yield filled
        _let_go()


def _let_go() -> None:
    db.session.remove()
    db.engine.dispose()
