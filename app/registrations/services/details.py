"""Changing what one said of oneself: name, organisation, answers to the organisers."""

from __future__ import annotations

from app.audit import services as audit
from app.events.models import Event
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db, lock_row
from app.kernel.errors import Invalid, NotFound
from app.questions import services as questions
from app.questions.rules import Asked, Reply
from app.registrations.models import Registration, name_key, organisation_key
from app.registrations.opening import fixed_because
from app.registrations.services.addresses import refuse_taken
from app.registrations.services.limits import refuse_beyond_limit


def edit_details(
    actor: Actor,
    registration: Registration,
    *,
    first_name: str,
    last_name: str,
    organisation: str | None,
    asked: Asked,
    reply: Reply,
) -> bool:
    """Correct a registration; False when nothing changes. The seat is not touched.

    Raises `Invalid` at the top of the form, where what was typed stays, once it is too late, and
    beside the organisation when that one has all its seats.
    """
    event = lock_row(Event, registration.event_id)
    if event is None:
        raise NotFound
    db.session.refresh(registration)
    if registration.withdrawn_at is not None:
        raise Invalid({"closed": "Cette inscription est annulée : elle ne se modifie plus."})
    reason = fixed_because(event, clock.now())
    if reason is not None:
        raise Invalid({"closed": reason})
    values = {
        "first_name": first_name,
        "last_name": last_name,
        "organisation": organisation or None,
    }
    name = name_key(first_name, last_name)
    refuse_taken(registration, registration.email_key, name, "last_name")
    if organisation_key(organisation) != registration.organisation_key:
        refuse_beyond_limit(event, organisation, but=registration)
    _, differing = audit.changes(registration, values)
    for name, value in differing.items():
        setattr(registration, name, value)
    changed = sorted(differing)
    if asked:
        changed += questions.keep(actor, registration.id, asked, reply)
    if not changed:
        return False
    db.session.flush()
    # Which fields, never their words: the journal outlives the registration.
    audit.record(actor, "registration:edit", registration, after={"fields": changed})
    return True
