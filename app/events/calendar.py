"""An event as calendars show it: the one place that says so, for feeds, files and invitations.

The same event bears the same UID, title, place and text on every channel. It is read as one plain
row: building 200 entries from mapped objects would cost more than writing them.

Partial dates: an event whose day is known and not its hours is a whole-day entry. One of which
only the month or the year is known has no entry: a calendar has no way to say "some time in May",
a bar across the whole month hides everything else, and a day must not be invented. It stands in
the agenda on the site, and enters calendars on the day it gets a date. An event postponed without
a new date stays at its former day, marked so, until it gets one: a coming event never vanishes
(P01).
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, case, func, select

from app.events.enums import EventKind, EventMode, EventStatus
from app.events.models import Event
from app.events.position import degrees
from app.groups.models import WorkingGroup
from app.ical import Color, Conference, Entry, Status
from app.kernel import clock, links
from app.kernel.dates import spoken_moment
from app.kernel.db import fetch
from app.kernel.text import shortened
from app.reference.models import Department

POSTPONED_MARK: Final = "REPORTÉ, date à préciser — "
REMOTE_LABEL: Final = "Lien pour participer à distance"
_TEXT_LENGTH: Final = 1200

COLORS: Final = {
    EventKind.CONFERENCE: Color.ROYAL_BLUE,
    EventKind.STUDY_DAY: Color.SEA_GREEN,
    EventKind.GROUP_MEETING: Color.DARK_ORANGE,
    EventKind.OTHER: Color.SLATE_GRAY,
}


class EventRow(NamedTuple):
    """All that an entry is made of, in the order of `COLUMNS`: equal rows make equal entries."""

    id: int
    slug: str
    uid: str
    sequence: int
    kind: EventKind
    status: EventStatus
    title: str
    text: str | None
    organisers: str | None
    starts_at: datetime | None
    ends_at: datetime | None
    partial_year: int | None
    partial_month: int | None
    partial_day: int | None
    former_starts_at: datetime | None
    mode: EventMode
    venue: str | None
    address: str | None
    city: str | None
    position: str | None
    department: str | None
    group: str | None
    created_at: datetime
    updated_at: datetime

    @property
    def day(self) -> date | None:
        """The day it is known to take place on, without hours."""
        if self.partial_year is None or self.partial_month is None or self.partial_day is None:
            return None
        return date(self.partial_year, self.partial_month, self.partial_day)


# The group's name is shown: renaming the group is a change of its events (P04).
_LAST_CHANGE: ColumnElement[datetime] = case(
    (WorkingGroup.updated_at > Event.updated_at, WorkingGroup.updated_at), else_=Event.updated_at
)
COLUMNS: Final[tuple[Any, ...]] = (
    Event.id,
    Event.slug,
    Event.uid,
    Event.sequence,
    Event.kind,
    Event.status,
    Event.title,
    func.coalesce(Event.summary, Event.description),
    Event.organisers,
    Event.starts_at,
    Event.ends_at,
    Event.partial_year,
    Event.partial_month,
    Event.partial_day,
    Event.former_starts_at,
    Event.mode,
    Event.venue,
    Event.address,
    Event.city,
    Event.position,
    Department.name,
    WorkingGroup.name,
    Event.created_at,
    _LAST_CHANGE,
)


def select_rows() -> Select[Any]:
    """A select of `EventRow` values, to be narrowed and ordered; nothing is scoped here."""
    return (
        select(*COLUMNS)
        .select_from(Event)
        .outerjoin(WorkingGroup, WorkingGroup.id == Event.group_id)
        .outerjoin(Department, Department.code == Event.department_code)
    )


def event_row(event_id: int) -> EventRow | None:
    """The row of one event; None when there is no such event."""
    rows = fetch(_row_by_id(), event_id=event_id)
    return EventRow._make(rows[0]) if rows else None


@cache
def _row_by_id() -> Select[Any]:
    """Built once: every mail with an invitation reads it."""
    return select_rows().where(Event.id == bindparam("event_id"))


def entry_of(
    row: EventRow,
    *,
    conference_url: str | None = None,
    mark: str = "",
    tentative: bool = False,
    transparent: bool = False,
) -> Entry | None:
    """The calendar entry of an event, or None when its day is not known.

    `conference_url` is given only for those who may join from a distance. `mark` goes before the
    title and `tentative` lowers the status, for somebody who has asked for a seat and has none yet.
    """
    times = _times(row)
    if times is None:
        return None
    starts, ends = times
    postponed = _awaits_date(row)
    return Entry(
        uid=row.uid,
        summary=(POSTPONED_MARK if postponed else mark) + row.title,
        starts=starts,
        ends=ends,
        created=row.created_at,
        last_modified=row.updated_at,
        description=_description(row),
        location=_location(row),
        geo=_geo(row),
        categories=(row.kind.label, row.group) if row.group else (row.kind.label,),
        url=links.url("events.show", slug=row.slug),
        conference=Conference(conference_url, REMOTE_LABEL) if conference_url else None,
        color=COLORS[row.kind],
        status=_status(row, tentative=tentative or postponed),
        sequence=row.sequence,
        transparent=transparent or postponed,
    )


def _times(row: EventRow) -> tuple[datetime, datetime] | tuple[date, date] | None:
    if row.starts_at is not None and row.ends_at is not None:
        return row.starts_at, row.ends_at
    day = row.day
    if day is None and row.former_starts_at is not None:
        day = clock.paris(row.former_starts_at).date()
    return None if day is None else (day, day)


def _awaits_date(row: EventRow) -> bool:
    """Whether it keeps a place in calendars only because it once had one."""
    if row.status is EventStatus.CANCELLED:
        return False
    return row.status is EventStatus.POSTPONED or (row.starts_at is None and row.day is None)


def _status(row: EventRow, *, tentative: bool) -> Status:
    if row.status is EventStatus.CANCELLED:
        return Status.CANCELLED
    return Status.TENTATIVE if tentative else Status.CONFIRMED


def _description(row: EventRow) -> str:
    parts = [shortened(row.text, _TEXT_LENGTH) if row.text else ""]
    if row.mode is not EventMode.ON_SITE:
        parts.append(f"{row.mode.label}.")
    if row.organisers:
        parts.append(f"Organisé par {row.organisers}.")
    if row.former_starts_at is not None and row.former_starts_at != row.starts_at:
        parts.append(f"Prévu d’abord le {spoken_moment(row.former_starts_at)}.")
    return "\n\n".join(part for part in parts if part)


def _geo(row: EventRow) -> tuple[float, float] | None:
    """Where it is, for those who may go there."""
    if row.position is None or row.mode is EventMode.REMOTE:
        return None
    return degrees(row.position)


def _location(row: EventRow) -> str:
    if row.mode is EventMode.REMOTE:
        return EventMode.REMOTE.label
    place = [part for part in (row.venue, row.address, row.city) if part]
    if row.department and row.department not in place:
        place.append(row.department)
    return ", ".join(place)
