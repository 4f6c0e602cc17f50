"""The calendars themselves: which rows, under which name, as which bytes."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Final

from app.events.calendar import EventRow
from app.events.filters import AgendaFilters
from app.feeds import names, queries
from app.feeds.deadlines import deadlines_of, entry_of_deadline
from app.feeds.fragments import OWN, PROPOSED, Standing, fragment, fragments
from app.feeds.http import Body
from app.feeds.queries import FeedOwner, Seat
from app.feeds.sessions import session_entries
from app.feeds.store import Version, public_feeds, public_files
from app.ical import calendar, event_block
from app.kernel import clock, links
from app.kernel.access import ANONYMOUS
from app.kernel.errors import NotFound
from app.registrations.enums import ClaimStatus

REFRESH: Final = timedelta(hours=6)
MARKS: Final = {
    ClaimStatus.REQUESTED: "Demande en cours — ",
    ClaimStatus.WAITING: "Liste d’attente — ",
}


def agenda(filters: AgendaFilters) -> Body:
    """The public agenda as filtered. Raises `NotFound` when a filter names nothing."""
    return public_feeds.get(filters, partial(_build_agenda, filters))


def group(slug: str) -> Body:
    """The public calendar of a group. Raises `NotFound` when there is none."""
    return public_feeds.get(("group", slug), partial(_build_group, slug))


def event_file(slug: str) -> Body:
    """One event that everybody sees, as a file to save. Raises `NotFound` when there is none."""
    return public_files.get(slug, partial(_build_file, slug))


def reserved_file(row: EventRow) -> Body:
    """The same for an event that not everybody sees: never remembered."""
    return _file(row)


def personal(owner: FeedOwner) -> Body:
    """What one person follows.

    It has no change time: a mandate that begins today changes it and bears no hour. Its tag tells
    all. It never says its own address (C09).
    """
    seats = queries.seats(owner)
    rows = queries.personal_rows(owner, list(seats), clock.today())
    blocks = [fragment(row, _standing(seats.get(row.id))) for row in rows]
    blocks += [event_block(one) for one in session_entries(owner.email_key, clock.today())]
    blocks += [event_block(entry_of_deadline(one)) for one in deadlines_of(owner.account_id)]
    return Body(calendar(names.PERSONAL, blocks, refresh=REFRESH))


def _standing(seat: Seat | None) -> Standing:
    if seat is None:  # an event of one of their groups
        return PROPOSED
    mark = MARKS.get(seat.status)
    if mark is None:
        return Standing(conference_url=seat.remote_url)
    return Standing(mark=mark, tentative=True, transparent=True)


def _build_agenda(filters: AgendaFilters, version: Version) -> Body:
    name = names.agenda_name(filters)
    blocks = fragments(queries.agenda_rows(filters, version.today))
    source = links.url("feeds.agenda", **filters.query())
    return Body(calendar(name, blocks, refresh=REFRESH, source=source), version.last_modified)


def _build_group(slug: str, version: Version) -> Body:
    found = queries.group_name(slug)
    if found is None:
        raise NotFound("Ce groupe n’existe pas.")
    group_id, name = found
    blocks = fragments(queries.group_rows(group_id, version.today))
    source = links.url("feeds.group", slug=slug)
    octets = calendar(names.group_feed_name(name), blocks, refresh=REFRESH, source=source)
    return Body(octets, version.last_modified)


def _build_file(slug: str, _version: Version) -> Body:
    row = queries.file_row(ANONYMOUS, slug)
    if row is None:
        raise NotFound
    return _file(row)


def _file(row: EventRow) -> Body:
    # Its reader chose it: it says that they are busy.
    return Body(calendar("", [fragment(row, OWN)]), row.updated_at)
