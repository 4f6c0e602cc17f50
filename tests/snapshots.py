"""Situations that take many acts to reach: walked once per process, copied afterwards.

`cast` and `brought_to` go through `reached`. While nothing has been written since the database was
renewed, what a step makes depends on the steps alone: the database is put in place as it was kept
after the same steps. In every other case, or under another clock, the step is walked again.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from flask import current_app
from sqlalchemy import event
from sqlalchemy.engine import Engine

from app.kernel import clock
from app.kernel.db import db
from app.web.remembered import pages
from tests.engines import EMPTY, Databases

ResultT = TypeVar("ResultT")

EXTENSION = "test_snapshots"
WRITES = ("INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "ALTER", "TRUNCATE")
# How many steps after the empty database are worth a copy: people, then one proposal.
DEEPEST = 2


@dataclass(frozen=True)
class _Place:
    """A kept database, and what the step that led to it returned."""

    name: str
    result: Any
    depth: int


class Snapshots:
    """The databases kept in this process, by the steps that lead to them."""

    def __init__(self, databases: Databases) -> None:
        self.databases = databases
        self.places: dict[tuple[str, Hashable, date], _Place] = {}
        self.depths = {EMPTY: 0}
        event.listen(Engine, "before_cursor_execute", self._note)

    def _note(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.lstrip()[:8].upper().startswith(WRITES):
            self.databases.current = None

    def reached(self, step: Hashable, walk: Callable[[], ResultT]) -> ResultT:
        """What `walk` returns (plain values, no rows), with the database as it leaves it."""
        start = self.databases.current
        depth = self.depths.get(start, DEEPEST) if start is not None else DEEPEST
        # A clock set by the test dates the rows otherwise.
        if start is None or depth >= DEEPEST or clock._told.get() is not None:
            return walk()
        place = self.places.get((start, step, clock.today()))
        if place is None:
            place = _Place(f"step_{len(self.places)}", walk(), depth + 1)
            self.places[start, step, clock.today()] = place
            self.depths[place.name] = place.depth
            self._let_go()
            self.databases.keep(place.name)
        else:
            self._let_go()
            self.databases.renew(place.name)
            pages(current_app).clear()
        result: ResultT = place.result
        return result

    @staticmethod
    def _let_go() -> None:
        """Close every connection; the rows that the test holds are read again when asked."""
        db.session.rollback()
        db.session.expire_all()
        db.engine.dispose()


def reached(step: Hashable, walk: Callable[[], ResultT]) -> ResultT:
    """`Snapshots.reached` of the application of the test."""
    snapshots: Snapshots = current_app.extensions[EXTENSION]
    return snapshots.reached(step, walk)
