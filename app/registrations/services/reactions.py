"""What registrations do when their event changes, in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.accounts.models import Account
from app.events import emails as event_emails
from app.events.enums import EventKind, PoolKind
from app.events.facts import (
    EventCancelled,
    EventChanged,
    EventPostponed,
    RemoteLinkGiven,
)
from app.events.models import Event
from app.groups.queries import people_to_tell
from app.kernel.db import db
from app.registrations import emails
from app.registrations.enums import ClaimStatus
from app.registrations.models import Claim, Registration


def tell_changed(fact: EventChanged) -> None:
    """A new date or place: everyone registered is told, calendars of the seated follow."""
    registered = _registered(fact.event)
    for registration in registered:
        emails.event_changed(registration, fact.event, fact.what, _seat(registration))
    for account in _only_convoked(fact.event, registered):
        event_emails.meeting_changed(fact.event, account, fact.what)


def tell_remote_link(fact: RemoteLinkGiven) -> None:
    """The link goes to those with a seat at a distance, and to nobody else."""
    for registration in _registered(fact.event):
        if _seat(registration) == PoolKind.REMOTE:
            emails.remote_link(registration, fact.event)


def tell_postponed(fact: EventPostponed) -> None:
    registered = _registered(fact.event)
    for registration in registered:
        emails.event_postponed(registration, fact.event, _seat(registration))
    for account in _only_convoked(fact.event, registered):
        event_emails.meeting_postponed(fact.event, account)


def tell_cancelled(fact: EventCancelled) -> None:
    registered = _registered(fact.event)
    for registration in registered:
        emails.event_cancelled(registration, fact.event)
    for account in _only_convoked(fact.event, registered):
        event_emails.meeting_cancelled(fact.event, account)


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


def _only_convoked(event: Event, registered: Sequence[Registration]) -> list[Account]:
    """The members of the group who have the meeting in their calendar without having registered."""
    if event.kind != EventKind.GROUP_MEETING or event.group_id is None:
        return []
    known = {registration.email_key for registration in registered}
    return [one for one in people_to_tell(event.group_id) if one.email_key not in known]
