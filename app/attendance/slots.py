"""The half-days and ateliers of an event, in which people are noted present."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.attendance.enums import Part
from app.kernel.clock import from_paris, paris
from app.kernel.dates import duration, spoken_day, spoken_hours
from app.kernel.text import sentence

NOON = time(13)
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


def half_days(
    starts_at: datetime | None,
    ends_at: datetime | None,
    hours: Iterable[tuple[date, Part, datetime, datetime]] = (),
) -> list[Slot]:
    """The half-days of an event, cut at 13 h; `hours` are the real ones, where the team set them.

    Of an event over several nights, each day runs from the hour it begins to the hour it ends.
    """
    if starts_at is None or ends_at is None:
        return []
    known = {(day, part): (starts, ends) for day, part, starts, ends in hours}
    first, last = paris(starts_at), paris(ends_at)
    several = first.date() != last.date()
    found: list[Slot] = []
    day = first.date()
    while day <= last.date():
        begins = max(starts_at, from_paris(day, first.time()))
        finishes = min(ends_at, from_paris(day, last.time())) if several else ends_at
        if finishes <= begins:  # a night: the day runs to its end
            finishes = min(ends_at, from_paris(day + timedelta(days=1), time(0)))
        for part, *cut in _parts(day, begins, finishes):
            starts, ends = known.get((day, part), cut)
            label = part.label
            if several:
                label = f"{sentence(spoken_day(day, year=False))}, {part.label.lower()}"
            found.append(Slot(f"{day}-{part}", label, starts, ends))
        day += timedelta(days=1)
    return found


def _parts(day: date, begins: datetime, ends: datetime) -> list[tuple[Part, datetime, datetime]]:
    noon = from_paris(day, NOON)
    if ends - noon < SLIVER:
        return [(Part.MORNING, begins, ends)]
    if noon - begins < SLIVER:
        return [(Part.AFTERNOON, begins, ends)]
    return [(Part.MORNING, begins, noon), (Part.AFTERNOON, noon, ends)]


def atelier_key(pool_id: int) -> str:
    return f"atelier-{pool_id}"


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
