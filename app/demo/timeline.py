"""Acts in time: each runs in its own transaction, with the clock set to its moment."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count

from app.kernel import clock
from app.kernel.db import transaction

Act = Callable[[], object]


class Timeline:
    """Acts planned at moments and lived in order, until `end`; an act may plan later ones."""

    def __init__(self, end: datetime) -> None:
        self.end = end
        self._planned: list[tuple[datetime, int, Act]] = []
        # Acts of one moment keep the order in which they were planned.
        self._order = count()

    def plan(self, moment: datetime, act: Act) -> None:
        heapq.heappush(self._planned, (moment, next(self._order), act))

    def live(self) -> int:
        """Run every act whose moment has come by `end`; how many."""
        done = 0
        while self._planned and self._planned[0][0] <= self.end:
            moment, _, act = heapq.heappop(self._planned)
            with clock.at(moment), transaction():
                act()
            done += 1
        return done


def days(number: float) -> timedelta:
    return timedelta(days=number)
