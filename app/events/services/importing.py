"""From the calendar of a partner to drafts, which somebody completes and publishes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import select

from app.events.enums import EventKind
from app.events.models import Event
from app.events.services.details import create
from app.events.when import UNKNOWN, When
from app.ical.reading import ReadEvent
from app.kernel.access import Actor
from app.kernel.db import db
from app.kernel.text import fold

UNTITLED = "Titre à préciser"


def when_of_read(read: ReadEvent) -> When:
    """The date of an event that was read, as far as it is known."""
    if read.starts_at is not None:
        return When(read.starts_at, read.ends_at)
    if read.day is not None:
        return When(year=read.day.year, month=read.day.month, day=read.day.day)
    return UNKNOWN


def known_already(events: Iterable[ReadEvent]) -> list[bool]:
    """For each event that was read, whether one of the same title stands on the same day."""
    listed = list(events)
    days = [when_of_read(one).sorts_on for one in listed]
    known: set[tuple[date | None, str]] = {
        (day, fold(title))
        for day, title in db.session.execute(
            select(Event.sorts_on, Event.title).where(
                Event.sorts_on.in_({day for day in days if day})
            )
        )
    }
    return [
        day is not None and (day, fold(one.title)) in known
        for day, one in zip(days, listed, strict=True)
    ]


def import_events(actor: Actor, events: Sequence[ReadEvent], *, kind: EventKind) -> list[Event]:
    """One draft for each, with what the calendar says and nothing more."""
    return [
        create(
            actor,
            kind=kind,
            title=one.title or UNTITLED,
            when=when_of_read(one),
            venue=one.place or None,
            description=one.description or None,
        )
        for one in events
    ]
