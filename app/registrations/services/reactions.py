"""What registrations do when their event changes, in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.events.enums import PoolKind
from app.events.facts import (
    EventCancelled,
    EventChanged,
    EventPostponed,
    RemoteLinkGiven,
)
from app.events.models import Event
from app.kernel.db import db
from app.meetings import services as meetings
from app.registrations import emails
from app.registrations.enums import ClaimStatus
from app.registrations.models import Claim, Registration


def tell_changed(fact: EventChanged) -> None:
    """A new date or place: everyone registered is told, calendars of the seated follow."""
    registered = _registered(fact.event)
    for registration in registered:
        emails.event_changed(registration, fact.event, fact.what, _seat(registration), fact.moved)
    meetings.tell_changed(fact, _keys(registered))


def tell_remote_link(fact: RemoteLinkGiven) -> None:
    """The link goes to those with a seat at a distance, and to nobody else."""
    for registration in _registered(fact.event):
        if _seat(registration) == PoolKind.REMOTE:
            emails.remote_link(registration, fact.event)


def tell_postponed(fact: EventPostponed) -> None:
    registered = _registered(fact.event)
    for registration in registered:
        emails.event_postponed(registration, fact.event, _seat(registration))
    meetings.tell_changed(fact, _keys(registered))


def tell_cancelled(fact: EventCancelled) -> None:
    registered = _registered(fact.event)
    for registration in registered:
        emails.event_cancelled(registration, fact.event)
    meetings.tell_changed(fact, _keys(registered))


def _seat(registration: Registration) -> PoolKind | None:
    """How the person is seated; None while they wait."""
    for claim in registration.claims:
        if claim.status == ClaimStatus.CONFIRMED and claim.pool.kind is not PoolKind.SESSION:
            return claim.pool.kind
    return None


def _registered(event: Event) -> Sequence[Registration]:
    return db.session.scalars(
        select(Registration)
        .options(selectinload(Registration.claims).joinedload(Claim.pool))
        .where(Registration.event_id == event.id, Registration.withdrawn_at.is_(None))
        .order_by(Registration.id)
        .execution_options(populate_existing=True)
    ).all()


def _keys(registered: Sequence[Registration]) -> set[str]:
    """Whom the mails of their registration tell already."""
    return {one.email_key for one in registered if one.email_key}
