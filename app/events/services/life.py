"""The acts that change an event's state; each is the only writer of its step."""

from __future__ import annotations

from sqlalchemy import select

from app.audit import services as audit
from app.events.enums import EventStatus, Visibility
from app.events.facts import EventCancelled, EventClosed, EventPostponed, EventPublished
from app.events.models import Event
from app.events.services.calendar import touch
from app.events.services.details import Step, edit
from app.events.states import EVENT, EventAction
from app.events.when import When
from app.kernel import clock
from app.kernel.access import SYSTEM, Actor
from app.kernel.bus import announce
from app.kernel.db import db, lock_row
from app.kernel.errors import Invalid, NotFound


def publish(actor: Actor, event: Event) -> bool:
    """Show the event. Publishing what is published already changes nothing (False)."""
    _lock(event)
    if event.status == EventStatus.PUBLISHED:
        return False
    _move(actor, event, EventAction.PUBLISH)
    announce(EventPublished(actor, event))
    return True


def postpone(
    actor: Actor, event: Event, *, reason: str, version: int, when: When | None = None
) -> None:
    """Give up the date; with `when` the new one is known and told at once."""
    _lock(event)
    if when is not None and when.is_exact:
        reschedule(actor, event, reason=reason, version=version, when=when)
        return
    if event.status == EventStatus.POSTPONED:
        return
    event.former_starts_at = event.starts_at
    event.starts_at = event.ends_at = event.sorts_on = None
    event.partial_year = event.partial_month = event.partial_day = None
    event.registration_open = False
    _move(actor, event, EventAction.POSTPONE, reason)
    announce(EventPostponed(actor, event))


def reschedule(actor: Actor, event: Event, *, reason: str, version: int, when: When) -> None:
    """Give a published or postponed event its new date: one event, the old date still told."""
    _lock(event)
    if not when.is_exact:
        raise Invalid({"starts_at": "Indiquez la nouvelle date."})
    before = event.status
    # Published again before the change of date, which is then told like any other.
    event.status = EVENT.next(before, EventAction.RESCHEDULE)
    event.status_reason = reason
    step = Step(
        f"event:{EventAction.RESCHEDULE}", {"status": before}, {"status": event.status}, reason
    )
    edit(actor, event, version=version, when=when, step=step)


def cancel(actor: Actor, event: Event, *, reason: str) -> None:
    """Cancel: silent before publication, told to everyone registered after it."""
    _lock(event)
    if event.status == EventStatus.CANCELLED:
        return
    was_draft = event.status == EventStatus.DRAFT
    if was_draft:
        # What was never announced must not come to light by being given up.
        event.unannounced = True
        event.visibility = Visibility.GROUP
    event.registration_open = False
    _move(actor, event, EventAction.CANCEL, reason)
    if not was_draft:
        announce(EventCancelled(actor, event))


def close(actor: Actor, event: Event) -> None:
    """Nothing more is awaited of this event."""
    _lock(event)
    if event.status != EventStatus.CLOSED:
        _move(actor, event, EventAction.CLOSE)
        announce(EventClosed(actor, event))


def hold_past() -> int:
    """Mark published events whose end has passed as held; how many. A daily task."""
    past = db.session.scalars(
        select(Event)
        .where(Event.status == EventStatus.PUBLISHED, Event.ends_at <= clock.now())
        .order_by(Event.id)
    ).all()
    for event in past:
        _lock(event)
        if event.status == EventStatus.PUBLISHED:
            _move(SYSTEM, event, EventAction.HOLD)
    return len(past)


def _lock(event: Event) -> None:
    if lock_row(Event, event.id) is None:
        raise NotFound


def _move(actor: Actor, event: Event, action: EventAction, reason: str | None = None) -> None:
    before = event.status
    event.status = EVENT.next(before, action)
    if reason is not None:
        event.status_reason = reason
    # That an event has taken place is no news for a calendar (rule P03: status as clients see it).
    silent = action in {EventAction.HOLD, EventAction.CLOSE, EventAction.PUBLISH}
    touch(event, moved=not silent)
    db.session.flush()
    audit.record(
        actor,
        f"event:{action}",
        event,
        before={"status": before},
        after={"status": event.status},
        reason=reason,
    )
