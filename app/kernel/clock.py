"""The only place that asks what time it is.

Whoever remembers an answer must know how long it stays true. `lasting` tells: it notes what the
clock was asked meanwhile. The very second holds for a second, the day until midnight, and an
instant that is only set beside others (`now_beside`) until the first of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")

SECOND = timedelta(seconds=1)


class Lasting:
    """The span in which the clock gives the same answers: from `since` to before `until`."""

    def __init__(self, since: datetime) -> None:
        self.since = since
        self.until: datetime | None = None

    def at_most(self, until: datetime) -> None:
        if self.until is None or until < self.until:
            self.until = until

    def holds(self, moment: datetime) -> bool:
        return self.since <= moment and (self.until is None or moment < self.until)


_told: ContextVar[datetime | None] = ContextVar("told", default=None)
_lasting: ContextVar[Lasting | None] = ContextVar("lasting", default=None)


def now() -> datetime:
    """This instant, aware, in UTC, to the second: finer grains differ between engines."""
    moment = _told.get() or datetime.now(UTC).replace(microsecond=0)
    lasting = _lasting.get()
    if lasting is not None:
        lasting.at_most(moment + SECOND)
    return moment


def now_beside(moments: Iterable[datetime | None]) -> datetime:
    """This instant, to be compared with these moments and used for nothing else."""
    moment = _quietly()
    lasting = _lasting.get()
    if lasting is not None:
        for other in moments:
            if other is not None and other >= moment:
                # Whether "from then on" or "after it" is asked: the second itself stands alone.
                lasting.at_most(max(other, moment + SECOND))
    return moment


@contextmanager
def lasting() -> Iterator[Lasting]:
    """Note how long what is done meanwhile stays true as far as time goes."""
    noted = Lasting(_quietly())
    token = _lasting.set(noted)
    try:
        yield noted
    finally:
        _lasting.reset(token)


@contextmanager
def unnoted() -> Iterator[None]:
    """Ask the clock without telling: for answers that are checked in another way."""
    token = _lasting.set(None)
    try:
        yield
    finally:
        _lasting.reset(token)


def _quietly() -> datetime:
    with unnoted():
        return now()


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
    day = _quietly().astimezone(PARIS).date()
    lasting = _lasting.get()
    if lasting is not None:
        lasting.at_most(datetime.combine(day + timedelta(days=1), time(), PARIS).astimezone(UTC))
    return day


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
