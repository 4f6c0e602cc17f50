"""What registering others adds to the private page of a registration."""

from __future__ import annotations

from app.enrolment.queries import offer_of, registered_by
from app.events.enums import EventStatus
from app.kernel import clock
from app.registrations.models import Registration
from app.registrations.opening import has_started
from app.registrations.queries import standings
from app.registrations.related import OwnBlock
from app.registrations.tokens import token_of


def own_blocks(registration: Registration) -> list[OwnBlock]:
    """Who made it, to keep or to refuse, first; then passing the seat on."""
    event = registration.event
    over = has_started(event, clock.now()) or event.status == EventStatus.CANCELLED
    if registration.withdrawn_at is not None or over:
        return []
    found: list[OwnBlock] = []
    token = token_of(registration)
    person = registered_by(registration)
    alone = registration.email is None
    if person is not None and person.accepted_at is None and not alone:
        values = {"contact": person.contact.name, "token": token}
        found.append(OwnBlock("enrolment/_made_for_you.html", values, first=True))
    if alone:
        found.append(OwnBlock("enrolment/_paper.html", {"token": token}))
    elif any(standing.is_seated for standing in standings(registration)):
        offer = offer_of(registration)
        found.append(OwnBlock("enrolment/_pass_on.html", {"offer": offer, "token": token}))
    return found
