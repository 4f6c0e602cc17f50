"""Reading what stays of an event: supports, recording, thanks."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.attendance.models import Aftermath, Presence, Support
from app.documents.models import Document
from app.events.models import Event
from app.events.queries.events import visible_to
from app.kernel.access import Actor
from app.kernel.db import db
from app.registrations.models import Registration


def supports(event_id: int, *, for_all: bool = False) -> Sequence[Support]:
    """The supports of an event, or only those that everybody may read."""
    statement = (
        select(Support)
        .options(joinedload(Support.document))
        .where(Support.event_id == event_id)
        .order_by(Support.document_id)
    )
    if for_all:
        statement = statement.where(Support.for_all)
    return db.session.scalars(statement).all()


def aftermath(event_id: int) -> Aftermath | None:
    return db.session.scalar(select(Aftermath).where(Aftermath.event_id == event_id))


def carries(actor: Actor, document_id: int) -> bool:
    """Whether an event that the actor sees shows this document to everybody, or to its team."""
    statement = (
        select(Support.event_id)
        .join(Event, Event.id == Support.event_id)
        .where(Support.document_id == document_id, visible_to(actor))
    )
    if not actor.is_team:
        statement = statement.where(Support.for_all)
    return db.session.scalar(statement.limit(1)) is not None


def support_of(registration: Registration, document_id: int) -> Document | None:
    """A support of the event that somebody registered for."""
    return db.session.scalar(
        select(Document)
        .join(Support, Support.document_id == Document.id)
        .where(Support.event_id == registration.event_id, Document.id == document_id)
    )


def to_thank(event: Event) -> Sequence[Registration]:
    """Those who were there and have an address."""
    return db.session.scalars(
        select(Registration)
        .where(
            Registration.event_id == event.id,
            Registration.withdrawn_at.is_(None),
            Registration.email.is_not(None),
            Registration.id.in_(select(Presence.registration_id)),
        )
        .order_by(Registration.id)
    ).all()
