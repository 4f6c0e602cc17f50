"""Giving up a registration."""

from __future__ import annotations

from app.audit import services as audit
from app.events.models import Event
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db, lock_row
from app.kernel.errors import Conflict, NotFound
from app.registrations import emails
from app.registrations.allocation import end_claim, live_claims
from app.registrations.models import Registration
from app.registrations.opening import has_started
from app.registrations.services.promote import promote_next


def withdraw(actor: Actor, registration: Registration, *, reason: str | None = None) -> bool:
    """Cancel a registration and give its seat to who waits next; False when it was cancelled.

    `registration` comes with its claims. Raises `Conflict` once the event has begun.
    """
    event = lock_row(Event, registration.event_id)
    if event is None:
        raise NotFound
    db.session.refresh(registration)
    if registration.withdrawn_at is not None:
        return False
    if has_started(event, clock.now()):
        raise Conflict("L’événement a commencé : l’inscription ne peut plus être annulée.")
    db.session.refresh(registration, ["claims"])
    before = [claim.status for claim in live_claims(registration)]
    for claim in live_claims(registration):
        end_claim(claim, reason or "annulée")
    registration.withdrawn_at = clock.now()
    registration.withdrawal_reason = reason
    db.session.flush()
    audit.record(
        actor,
        "registration:withdraw",
        registration,
        before={"statuses": sorted(before)},
        after={"status": "withdrawn", "event": event.id},
    )
    emails.withdrawn(registration, event)
    promote_next(event)
    return True
