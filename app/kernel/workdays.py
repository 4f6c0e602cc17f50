"""Working days in France (jours ouvrés): neither week-ends nor public holidays."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Final

_FIXED: Final = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
_AFTER_EASTER: Final = (1, 39, 50)
_SATURDAY: Final = 5


def easter(year: int) -> date:
    """Easter Sunday in the Gregorian calendar (the "anonymous" computus)."""
    century = year // 100
    moon = (19 * (year % 19) + century - century // 4 - (8 * century + 13) // 25 + 15) % 30
    moon -= moon // 28 * (1 - moon // 28 * (29 // (moon + 1)) * ((21 - year % 19) // 11))
    week = (year + year // 4 + moon + 2 - century + century // 4) % 7
    month, day = divmod(moon - week + 28 + 31 * 3 - 1, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=64)
def holidays(year: int) -> frozenset[date]:
    """Public holidays of the whole country."""
    moving = {easter(year) + timedelta(days=days) for days in _AFTER_EASTER}
    return frozenset({date(year, month, day) for month, day in _FIXED} | moving)


def is_working(day: date) -> bool:
    return day.weekday() < _SATURDAY and day not in holidays(day.year)


def after_working_days(day: date, count: int) -> date:
    """The day on which `count` whole working days have gone by after `day`."""
    while count:
        day += timedelta(days=1)
        count -= is_working(day)
    return day
