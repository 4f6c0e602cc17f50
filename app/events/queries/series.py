"""Series of events, as somebody may see them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from app.events.models import Event, EventSeries
from app.events.queries.cards import CardRow, card_rows
from app.events.queries.events import visible_to
from app.kernel.access import Actor
from app.kernel.db import db
from app.reference.models import Department


def series_to_show(actor: Actor, *, slug: str) -> EventSeries | None:
    """The series of this address, if the actor sees one of its events."""
    seen = exists().where(Event.series_id == EventSeries.id, visible_to(actor))
    return db.session.scalars(
        select(EventSeries).where(EventSeries.slug == slug, seen)
    ).one_or_none()


def events_of(actor: Actor, series: EventSeries) -> Sequence[CardRow]:
    """Its events that the actor sees, by date."""
    return card_rows(actor, Event.series_id == series.id)


def elsewhere(actor: Actor, event: Event) -> Sequence[CardRow]:
    """The other events of its series that the actor sees; without a question where it has none."""
    if event.series_id is None:
        return []
    return card_rows(actor, Event.series_id == event.series_id, Event.id != event.id)


def series_with_others(actor: Actor, event: Event) -> EventSeries | None:
    """Its series, if that leads somewhere else."""
    if event.series_id is None:
        return None
    other = exists().where(
        Event.series_id == EventSeries.id, Event.id != event.id, visible_to(actor)
    )
    return db.session.scalars(
        select(EventSeries).where(EventSeries.id == event.series_id, other)
    ).one_or_none()


def departments_of(series_id: int) -> dict[int, str]:
    """Event → its department, where one is known."""
    rows = db.session.execute(
        select(Event.id, Department.name)
        .join(Department, Department.code == Event.department_code)
        .where(Event.series_id == series_id)
    )
    return dict(rows.all())


def series_of(event: Event) -> EventSeries | None:
    return db.session.get(EventSeries, event.series_id) if event.series_id is not None else None


def to_run_together(event: Event) -> Sequence[Event]:
    """The events of its series, itself among them, for those who run them all; by place."""
    if event.series_id is None:
        return []
    return db.session.scalars(
        select(Event)
        .options(joinedload(Event.department))
        .where(Event.series_id == event.series_id)
        .order_by(Event.sorts_on, Event.department_code, Event.id)
    ).all()
