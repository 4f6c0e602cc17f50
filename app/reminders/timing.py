"""On which day a reminder is due. Days are those of Paris: no change of clocks moves one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Final

from app.kernel import clock

# Days before an event that one may choose, and what is done where nobody has chosen.
CHOICES: Final = (14, 7, 2, 1)
USUAL: Final = (2,)
# A reminder leaves in the morning, when the worker looks (`tasks`).
HOUR: Final = 9


def due(starts_at: datetime, days: Iterable[int], today: date) -> int | None:
    """Which of the reminders is the one of `today`: the last whose day has come.

    A worker that was stopped for a day sends it late; one whose successor is due is not sent any
    more. None before the first, and on the day itself.
    """
    day = clock.paris(starts_at).date()
    if today >= day:
        return None
    return min((one for one in days if day - timedelta(days=one) <= today), default=None)


def leaves_at(starts_at: datetime, days: int) -> datetime:
    """The instant of the reminder that many days before. Who has a seat only since then has just
    been told the date.
    """
    day = clock.paris(starts_at).date() - timedelta(days=days)
    return clock.from_paris(day, time(HOUR))
