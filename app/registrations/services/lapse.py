"""Registrations that nobody confirmed in time, over all events."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, select

from app.events.models import Event
from app.kernel import clock
from app.kernel.db import db, lock_row
from app.registrations.models import Registration
from app.registrations.services.answers import lapse_unconfirmed


def anything_lapsed() -> bool:
    """Whether there is something to end: one cheap question, asked every minute."""
    late = exists().where(
        Registration.withdrawn_at.is_(None), Registration.confirm_by <= clock.now()
    )
    return bool(db.session.scalar(select(late)))


def lapse_due() -> int:
    """End what was not confirmed in time and promote who waits; how many ended."""
    ids = db.session.scalars(
        select(Registration.event_id).where(*_late()).distinct().order_by(Registration.event_id)
    ).all()
    ended = 0
    for event_id in ids:
        event = lock_row(Event, event_id)
        if event is not None:
            ended += lapse_unconfirmed(event)
    return ended


def _late() -> tuple[ColumnElement[bool], ...]:
    return Registration.withdrawn_at.is_(None), Registration.confirm_by <= clock.now()
