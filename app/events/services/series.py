"""The same day in several places: events that share their texts, each with its own seats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.audit import services as audit
from app.events.enums import EventStatus
from app.events.models import Event, EventSeries, event_axis
from app.events.services.calendar import touch
from app.events.services.details import ENDED, Step, edit
from app.events.services.duplicate import Elsewhere, duplicate, programme_of
from app.events.services.life import publish
from app.events.services.registration import set_registration
from app.events.when import When
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db, lock_row
from app.kernel.errors import Conflict, Invalid, NotFound
from app.kernel.text import slugify
from app.reference.models import Department

# What is said alike everywhere; how to come, whom to ask and the seats belong to each place.
SHARED_TEXTS = ("title", "summary", "description", "organisers")


@dataclass(frozen=True)
class Place:
    """Where the day is held too; `starts_at` None: at the same time. `capacity` None: no limit."""

    department_code: str
    city: str | None = None
    venue: str | None = None
    capacity: int | None = None
    starts_at: datetime | None = None


def hold_elsewhere(actor: Actor, source: Event, places: Sequence[Place]) -> list[Event]:
    """A draft for each place, with what `source` says, all in its series; made if need be.

    Raises `Invalid` without an exact date or a place, `Conflict` for an event that ended.
    """
    locked = lock_row(Event, source.id)
    if locked is None:
        raise NotFound
    if locked.status in ENDED:
        raise Conflict("Cet événement est terminé : il n’a plus d’autres lieux.")
    starts_at, ends_at = locked.starts_at, locked.ends_at
    if starts_at is None or ends_at is None:
        raise Invalid({"places": "Donnez d’abord à l’événement sa date et ses horaires."})
    if not places:
        raise Invalid({"places": "Indiquez au moins un lieu."})
    series = _series_of(locked)
    names = dict(db.session.execute(select(Department.code, Department.name)).all())
    made = []
    for place in places:
        begins = place.starts_at or starts_at
        copy = duplicate(
            actor,
            locked,
            title=locked.title,
            when=When(begins, begins + (ends_at - starts_at)),
            elsewhere=Elsewhere(
                details={
                    "department_code": place.department_code,
                    "city": place.city,
                    "venue": place.venue,
                    "address": None,
                    "position": None,
                    "practical": None,
                },
                on_site=place.capacity,
                address=place.city or names.get(place.department_code, ""),
            ),
        )
        _enter(copy, series)
        made.append(copy)
    if locked.series_id is None:
        _enter(locked, series)
    audit.record(actor, "event:hold_elsewhere", locked, after={"places": len(made)})
    return made


def leave_series(actor: Actor, event: Event) -> bool:
    """Take the event out of its series, which ends when one event is left; False if it has none."""
    locked = lock_row(Event, event.id)
    if locked is None:
        raise NotFound
    series_id = locked.series_id
    if series_id is None:
        return False
    _enter(locked, None)
    audit.record(actor, "event:leave_series", locked)
    left = db.session.scalars(select(Event).where(Event.series_id == series_id)).all()
    if len(left) < 2:
        for last in left:
            _enter(last, None)
        series = db.session.get(EventSeries, series_id)
        if series is not None:
            db.session.delete(series)
        db.session.flush()
    return True


def publish_series(actor: Actor, event: Event) -> int:
    """Publish every draft of the series; how many."""
    drafts = [one for one in members(event) if one.status == EventStatus.DRAFT]
    return sum(publish(actor, one) for one in drafts)


def open_series(actor: Actor, event: Event) -> int:
    """Open registrations wherever the day is published and still to come; how many."""
    now = clock.now()
    return sum(
        set_registration(actor, one, is_open=True)
        for one in members(event)
        if one.status == EventStatus.PUBLISHED and one.starts_at and one.starts_at > now
    )


def share_texts(actor: Actor, event: Event) -> int:
    """Say everywhere what `event` says: title, texts, programme, axes; how many events changed."""
    texts = {name: getattr(event, name) for name in SHARED_TEXTS}
    axes = db.session.scalars(
        select(event_axis.c.axis_id).where(event_axis.c.event_id == event.id)
    ).all()
    programme = programme_of(event)
    return sum(
        edit(
            actor,
            one,
            version=one.version,
            axis_ids=axes,
            programme=programme,
            step=Step("event:share_texts"),
            **texts,
        )
        for one in members(event)
        if one.id != event.id and one.status not in ENDED
    )


def members(event: Event) -> Sequence[Event]:
    """Every event of its series, itself among them, as they stand now; by their number."""
    if event.series_id is None:
        return []
    return db.session.scalars(
        select(Event)
        .where(Event.series_id == event.series_id)
        .order_by(Event.id)
        .execution_options(populate_existing=True)
    ).all()


def _series_of(event: Event) -> EventSeries:
    if event.series_id is not None:
        return db.session.get_one(EventSeries, event.series_id)
    base, number = slugify(event.title), 1
    slug = base
    while db.session.scalar(select(func.count()).where(EventSeries.slug == slug)):
        number += 1
        slug = f"{base}-{number}"
    series = EventSeries(slug=slug, title=event.title)
    db.session.add(series)
    db.session.flush()
    return series


def _enter(event: Event, series: EventSeries | None) -> None:
    event.series_id = series.id if series else None
    event.version += 1
    touch(event, moved=False)
    db.session.flush()
