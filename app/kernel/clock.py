"""The only place that asks what time it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")

_told: ContextVar[datetime | None] = ContextVar("told", default=None)


def now() -> datetime:
    """This instant, aware, in UTC, to the second: finer grains differ between engines."""
    return _told.get() or datetime.now(UTC).replace(microsecond=0)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Act as if it were `moment`: how the demonstration lives a whole year in a few seconds."""
    token = _told.set(moment.astimezone(UTC).replace(microsecond=0))
    try:
        yield
    finally:
        _told.reset(token)


def today() -> date:
    """The date in Paris."""
    return now().astimezone(PARIS).date()


def paris(moment: datetime) -> datetime:
    return moment.astimezone(PARIS)


class SkippedHour(ValueError):
    """A wall-clock time that does not exist: the clocks jump over it in spring."""


def from_paris(day: date, hour: time, *, second_pass: bool = False) -> datetime:
    """The UTC instant of a wall-clock time in Paris.

    The hour that exists twice in autumn is read as its first pass unless `second_pass`.
    Raises `SkippedHour` for the hour that spring skips.
    """
    local = datetime.combine(day, hour, PARIS).replace(fold=int(second_pass))
    instant = local.astimezone(UTC)
    if instant.astimezone(PARIS).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise SkippedHour(f"{day} {hour}")
    return instant


def is_doubled(day: date, hour: time) -> bool:
    """Whether this wall-clock time happens twice on that day (end of summer time)."""
    local = datetime.combine(day, hour, PARIS)
    first = local.replace(fold=0).utcoffset()
    second = local.replace(fold=1).utcoffset()
    return first is not None and second is not None and first > second
