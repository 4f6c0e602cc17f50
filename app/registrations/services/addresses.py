"""Correcting the address of a registration: the former one opens nothing any more."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Final

from sqlalchemy import select

from app.audit import services as audit
from app.events.models import Event
from app.kernel import clock, links
from app.kernel.access import ANONYMOUS, Actor
from app.kernel.db import db, lock_row
from app.kernel.errors import Invalid, NotFound
from app.registrations import emails
from app.registrations.allocation import rank_of
from app.registrations.models import Registration, name_key
from app.registrations.opening import has_started
from app.registrations.services.standing import load_claims, main_claim, session_lines
from app.registrations.tokens import PURPOSE

# How long the browser that registered somebody may correct the address.
CORRECTED_WITHIN: Final = timedelta(hours=2)


def refuse_taken(registration: Registration, email_key: str | None, name: str, field: str) -> None:
    """Raise `Invalid` beside `field` when somebody of this name and address is registered too."""
    if email_key is None:
        return
    taken = db.session.scalar(
        select(Registration.id).where(
            Registration.event_id == registration.event_id,
            Registration.email_key == email_key,
            Registration.name_key == name,
            Registration.withdrawn_at.is_(None),
            Registration.id != registration.id,
        )
    )
    if taken is not None:
        raise Invalid({field: "Une autre inscription a déjà ce nom et cette adresse."})


def set_address(event: Event, registration: Registration, email: str | None) -> None:
    """Write the address of a locked registration, and tell it how the person stands.

    Where there was another one, the private link changes: whoever reads that mailbox is somebody
    else. Nothing is written to anybody once the event has begun.
    """
    if registration.email is not None:
        registration.public_id = str(uuid.uuid4())
        token = links.derive_token(PURPOSE, registration.public_id)
        registration.token_hash = links.token_hash(token)
    registration.email = email
    registration.email_key = email.casefold() if email else None
    db.session.flush()
    if email and not has_started(event, clock.now()):
        _tell(event, registration)


def correct_own_address(event: Event, number: str, *, email: str) -> str | None:
    """Correct the address that this browser has just given; the new number of the registration.

    None when there is nothing to correct: the number is of no registration (that of somebody who
    was there before, whom the browser must not learn of), or it is too late.
    Raises `Invalid` when the same person is registered with that address too.
    """
    locked = lock_row(Event, event.id)
    if locked is None:
        raise NotFound
    found = db.session.scalar(
        select(Registration).where(
            Registration.event_id == locked.id,
            Registration.public_id == number,
            Registration.email.is_not(None),
            Registration.withdrawn_at.is_(None),
            Registration.created_at > clock.now() - CORRECTED_WITHIN,
        )
    )
    answered = locked.confirmation_hours is not None and found and found.confirm_by is None
    if found is None or answered or has_started(locked, clock.now()):
        return None
    if found.email_key != email.casefold():
        if _is_registered(found, email):
            return None
        set_address(locked, found, email)
        _record(ANONYMOUS, found)
    return found.public_id


def _is_registered(registration: Registration, email: str) -> bool:
    """Whether the same person is there with that address: the browser must not learn it."""
    try:
        refuse_taken(
            registration,
            email.casefold(),
            name_key(registration.first_name, registration.last_name),
            "email",
        )
    except Invalid:
        return True
    return False


def _record(actor: Actor, registration: Registration) -> None:
    audit.record(actor, "registration:correct_address", registration, after={"fields": ["email"]})


def _tell(event: Event, registration: Registration) -> None:
    if registration.confirm_by is not None:
        emails.confirm_address(registration, event, again=True)
        return
    load_claims(registration)
    claim, lines = main_claim(registration), session_lines(registration)
    emails.address_changed(registration, event, claim, claim.pool, rank_of(claim), lines)
