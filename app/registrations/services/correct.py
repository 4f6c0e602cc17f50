"""The team corrects and completes a registration, at any time: the journal says which fields."""

from __future__ import annotations

from app.audit import services as audit
from app.events.models import Event
from app.kernel.access import Actor
from app.kernel.db import db, lock_row
from app.kernel.errors import Invalid, NotFound
from app.questions import services as questions
from app.questions.rules import Asked, Reply
from app.registrations.models import Registration, name_key, organisation_key
from app.registrations.services.addresses import refuse_taken, set_address
from app.registrations.services.limits import refuse_beyond_limit


def correct(
    actor: Actor,
    registration: Registration,
    *,
    first_name: str,
    last_name: str,
    email: str | None,
    organisation: str | None,
    asked: Asked,
    reply: Reply,
) -> bool:
    """Write who somebody is, their address, answers and needs; False when nothing changes.

    Open or closed, before the event or after it. The seats are not touched. A new address is told
    how the person stands, and opens the private page, which the old one no longer does. Raises
    `Invalid` beside a field, or at the top of the form for a registration that has ended.
    """
    event = lock_row(Event, registration.event_id)
    if event is None:
        raise NotFound
    db.session.refresh(registration)
    if registration.withdrawn_at is not None:
        raise Invalid({"closed": "Cette inscription est annulée : elle ne se modifie plus."})
    values = {
        "first_name": first_name,
        "last_name": last_name,
        "organisation": organisation or None,
    }
    key = email.casefold() if email else None
    refuse_taken(registration, key, name_key(first_name, last_name), "email")
    if organisation_key(organisation) != registration.organisation_key:
        refuse_beyond_limit(event, organisation, but=registration)
    _, differing = audit.changes(registration, values)
    for name, value in differing.items():
        setattr(registration, name, value)
    changed = sorted(differing)
    if asked:
        changed += questions.keep(actor, registration.id, asked, reply)
    if (email or None) != registration.email:
        set_address(event, registration, email or None)
        changed.append("email")
    if not changed:
        return False
    db.session.flush()
    # Which fields, never their words: the journal outlives the registration.
    audit.record(actor, "registration:correct", registration, after={"fields": changed})
    return True
