"""From a row to the card that templates show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from flask import url_for

from app.events import seats
from app.events.enums import EventKind, EventMode, EventStatus
from app.events.queries import CardRow
from app.kernel import clock
from app.kernel.dates import spoken_partial


class EventCard(NamedTuple):
    """What `dsfr/events.html` reads. A tuple: made 200 times for a page, it costs a third."""

    url: str
    kind: str
    kind_label: str
    title: str
    starts_at: datetime | None
    ends_at: datetime | None
    partial_date_text: str
    partial_year: int | None
    partial_month: int | None
    place_text: str
    mode_label: str
    seats_text: str
    status: str
    status_label: str


SHOWN_STATUSES = {
    EventStatus.CANCELLED: "Annulé",
    EventStatus.POSTPONED: "Reporté",
    EventStatus.DRAFT: "Brouillon",
}
# Looked up two hundred times for a page.
KINDS = {kind: kind.label for kind in EventKind}
MODES = {mode: "" if mode is EventMode.ON_SITE else mode.label for mode in EventMode}


def cards(
    rows: Sequence[CardRow], *, with_seats: bool = True, with_group: bool = True
) -> list[EventCard]:
    """Cards in the order of the rows; seats are told only while one may register.

    `with_group` names the group of each meeting: twelve groups hold a "Réunion n° 4".
    """
    now = clock.now_beside(row.starts_at for row in rows)
    open_ids = [
        row.id
        for row in rows
        if with_seats
        and row.registration_open
        and row.status is EventStatus.PUBLISHED
        and row.starts_at is not None
        and row.starts_at > now
    ]
    counted = seats.fills(open_ids) if open_ids else {}
    # One address built once and completed: url_for two hundred times would be half the page.
    pattern = url_for("events.show", slug="_")[:-1]
    return [_card(row, pattern, counted.get(row.id, ()), with_group=with_group) for row in rows]


class PlaceCard(NamedTuple):
    """One event of a series: only its place and its day tell it from the others."""

    where: str
    department: str
    card: EventCard


def places(rows: Sequence[CardRow], departments: Mapping[int, str]) -> list[PlaceCard]:
    """The events of a series by their place: "Foix, salle des fêtes", else their department."""
    return [
        PlaceCard(
            card.place_text if row.city or row.venue else departments.get(row.id, card.place_text),
            departments.get(row.id, ""),
            card,
        )
        for row, card in zip(rows, cards(rows), strict=True)
    ]


def _card(
    row: CardRow, pattern: str, pools: Sequence[seats.PoolFill], *, with_group: bool
) -> EventCard:
    label = KINDS[row.kind]
    if with_group and row.group_name:
        label = f"{label} · {row.group_name}"
    if row.mode is EventMode.REMOTE:
        place = ""
    else:
        place = ", ".join(filter(None, (row.city, row.venue))) or "Lieu à préciser"
    return EventCard(
        url=pattern + row.slug,
        kind=row.kind.value,
        kind_label=label,
        title=row.title,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        partial_date_text=""
        if row.starts_at
        else spoken_partial(row.partial_year, row.partial_month, row.partial_day),
        partial_year=row.partial_year,
        partial_month=row.partial_month,
        place_text=place,
        mode_label=MODES[row.mode],
        seats_text=seats.in_words(pools),
        status=row.status.value,
        status_label=SHOWN_STATUSES.get(row.status, ""),
    )
