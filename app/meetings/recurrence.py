"""The days of meetings that come back. Pure: nothing is read, no holiday is known.

Each day becomes an event of its own: one can be moved or cancelled without the others.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from app.kernel.dates import DAYS

MOST: Final = 12
RANKS: Final = ("1er", "2e", "3e", "4e", "dernier")


class Repeat(StrEnum):
    ONCE = "once"
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"

    @property
    def label(self) -> str:
        return REPEAT_LABELS[self]


REPEAT_LABELS = {
    Repeat.ONCE: "Une seule fois",
    Repeat.WEEKLY: "Chaque semaine",
    Repeat.FORTNIGHTLY: "Toutes les 2 semaines",
    Repeat.MONTHLY: "Chaque mois, le même jour de la semaine",
}
_STEPS = {Repeat.WEEKLY: 7, Repeat.FORTNIGHTLY: 14}


def days(first: date, repeat: Repeat, times: int) -> list[date]:
    """`times` days from `first` on: "le 3e mardi" of each month when `first` is a third Tuesday.

    A fifth Tuesday stands for the last one: there is one in every month.
    """
    if repeat is Repeat.ONCE:
        return [first]
    if repeat is not Repeat.MONTHLY:
        return [first + timedelta(days=_STEPS[repeat] * number) for number in range(times)]
    rank, weekday = rank_of(first), first.weekday()
    months = (first.year * 12 + first.month - 1 + number for number in range(times))
    return [_of_month(month // 12, month % 12 + 1, weekday, rank) for month in months]


def rank_of(day: date) -> int:
    """0 for the first Tuesday of a month … 4 for the last when it is the fifth."""
    return (day.day - 1) // 7


def in_words(first: date, repeat: Repeat) -> str:
    """ "le 3e mardi de chaque mois", "chaque mardi", "un mardi sur deux"."""
    name = DAYS[first.weekday()]
    if repeat is Repeat.WEEKLY:
        return f"chaque {name}"
    if repeat is Repeat.FORTNIGHTLY:
        return f"un {name} sur deux"
    return f"le {RANKS[rank_of(first)]} {name} de chaque mois"


def _of_month(year: int, month: int, weekday: int, rank: int) -> date:
    length = monthrange(year, month)[1]
    found = [
        date(year, month, number)
        for number in range(1, length + 1)
        if date(year, month, number).weekday() == weekday
    ]
    return found[-1] if rank >= len(found) or rank == len(RANKS) - 1 else found[rank]
