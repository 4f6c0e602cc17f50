"""The half-days and ateliers of an event, in which people are noted present."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from app.attendance.enums import Part
from app.kernel.clock import from_paris, paris
from app.kernel.dates import DAWN, days_of, duration, spoken_day, spoken_hours
from app.kernel.text import sentence

NOON = time(13)
# The hours of a day of which the event itself says nothing.
USUAL_MORNING, USUAL_EVENING = time(9), time(18)
# An event from 12 h 30 to 17 h is an afternoon; one from 9 h to 13 h 30 a morning.
SLIVER = timedelta(minutes=45)


@dataclass(frozen=True)
class Slot:
    """A half-day or an atelier; `pool_id` is the atelier's."""

    key: str
    label: str
    starts_at: datetime
    ends_at: datetime
    pool_id: int | None = None
    # Nobody said these hours: the event lasts several days, and tells only its two ends.
    supposed: bool = False
    # An atelier for those at a distance: nobody signs for it in a room.
    remote: bool = False

    @property
    def hours(self) -> str:
        """ "de 9 h 30 à 12 h 30"."""
        return spoken_hours(self.starts_at, self.ends_at)

    @property
    def length(self) -> timedelta:
        return self.ends_at - self.starts_at

    @property
    def day(self) -> date:
        return paris(self.starts_at).date()

    def attended_from(self, since: datetime) -> Slot:
        """The same for who arrived at that moment.

        What was noted before it began, or only once it was over, says that they were there for all.
        """
        return replace(self, starts_at=since) if self.starts_at < since < self.ends_at else self


def half_days(
    starts_at: datetime | None,
    ends_at: datetime | None,
    hours: Iterable[tuple[date, Part, datetime, datetime]] = (),
) -> list[Slot]:
    """The half-days of an event, cut at 13 h; `hours` are the real ones, where the team set them.

    What runs past midnight belongs to the day on which it began. Of an event over several days, no
    one says when each evening ends and each morning begins: `_day_hours` supposes it.
    """
    if starts_at is None or ends_at is None:
        return []
    known = {(day, part): (starts, ends) for day, part, starts, ends in hours}
    days = days_of(starts_at, ends_at)
    several = len(days) > 1
    found: list[Slot] = []
    for day in days:
        for part, *cut in _parts(day, *_day_hours(day, days, starts_at, ends_at)):
            starts, ends = known.get((day, part), cut)
            label = part.label
            if several:
                label = f"{sentence(spoken_day(day, year=False))}, {part.label.lower()}"
            supposed = several and (day, part) not in known
            found.append(Slot(f"{day}-{part}", label, starts, ends, supposed=supposed))
    return found


def _day_hours(
    day: date, days: Sequence[date], starts_at: datetime, ends_at: datetime
) -> tuple[datetime, datetime]:
    """From when to when people are there on one day of an event.

    A morning begins at the hour of the first one, else at 9 h; an evening ends at the hour of the
    last one, else at 18 h. An event that begins in the evening goes on until midnight, and one that
    ends before the morning began at midnight: it is a night.
    """
    first, last = paris(starts_at).time(), paris(ends_at).time()
    morning = from_paris(day, first if DAWN < first < NOON else USUAL_MORNING)
    evening = from_paris(day, last if last > NOON else USUAL_EVENING)
    begins = starts_at if day == days[0] else morning
    if day == days[-1]:
        return (begins if begins < ends_at else from_paris(day, time(0))), ends_at
    if evening - begins < SLIVER:
        evening = from_paris(day + timedelta(days=1), time(0))
    return begins, evening


def _parts(day: date, begins: datetime, ends: datetime) -> list[tuple[Part, datetime, datetime]]:
    noon = from_paris(day, NOON)
    if ends - noon < SLIVER:
        return [(Part.MORNING, begins, ends)]
    if noon - begins < SLIVER:
        return [(Part.AFTERNOON, begins, ends)]
    return [(Part.MORNING, begins, noon), (Part.AFTERNOON, noon, ends)]


def atelier_key(pool_id: int) -> str:
    return f"atelier-{pool_id}"


_HALF_DAY = re.compile(r"(\d{4}-\d\d-\d\d)-(morning|afternoon)")


def spoken_key(key: str) -> str | None:
    """« 14 mai 2026, matin » for the key of a half-day; None for anything else."""
    half = _HALF_DAY.fullmatch(key)
    if half is not None:
        day = spoken_day(date.fromisoformat(half[1]), weekday=False)
        return f"{day}, {Part(half[2]).label}"
    atelier = key.removeprefix("atelier-")
    return f"atelier n° {atelier}" if atelier != key and atelier.isdigit() else None


def current(slots: Sequence[Slot], now: datetime) -> Slot | None:
    """The slot to note somebody in at this moment: the running half-day, or the nearest to come."""
    parts = [slot for slot in slots if slot.pool_id is None]
    for slot in parts:
        if now < slot.ends_at:
            return slot
    return parts[-1] if parts else None


def attended_time(slots: Iterable[Slot]) -> timedelta:
    """How long somebody was there: hours that overlap (an atelier inside a half-day) count once."""
    total, until = timedelta(), None
    for slot in sorted(slots, key=lambda one: (one.starts_at, one.ends_at)):
        begins = slot.starts_at if until is None else max(slot.starts_at, until)
        if slot.ends_at > begins:
            total += slot.ends_at - begins
        until = slot.ends_at if until is None else max(until, slot.ends_at)
    return total


def spoken_length(slots: Iterable[Slot]) -> str:
    return duration(attended_time(slots))
