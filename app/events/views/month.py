"""The month grid of the agenda."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from app.events.cards import EventCard
from app.events.enums import EventStatus
from app.kernel import clock
from app.kernel.dates import days_of, spoken_time

OFF = frozenset({EventStatus.CANCELLED.value, EventStatus.POSTPONED.value})


@dataclass(frozen=True)
class CellEvent:
    url: str
    title: str
    hour: str
    kind: str
    off: bool


@dataclass(frozen=True)
class Cell:
    """One day of the grid; `outside` when it belongs to a neighbouring month."""

    number: int
    iso: str
    outside: bool
    today: bool
    events: list[CellEvent] = field(default_factory=list)


def weeks(first: date, cards: Sequence[EventCard]) -> list[list[Cell]]:
    """The weeks, Monday first, of the month that `first` begins, with what falls on each day.

    An event over several days stands on each of them.
    """
    by_day: defaultdict[date, list[CellEvent]] = defaultdict(list)
    for card in cards:
        if card.starts_at is None or card.ends_at is None:
            continue
        hour = spoken_time(card.starts_at)
        for day in days_of(card.starts_at, card.ends_at):
            by_day[day].append(CellEvent(card.url, card.title, hour, card.kind, card.status in OFF))
            hour = ""
    today = clock.today()
    return [
        [
            Cell(day.day, day.isoformat(), day.month != first.month, day == today, by_day[day])
            for day in week
        ]
        for week in calendar.Calendar().monthdatescalendar(first.year, first.month)
    ]
