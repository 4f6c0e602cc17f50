"""Mails to who registered others, and about a seat that changes hands."""

from __future__ import annotations

from collections.abc import Sequence

from app.enrolment.models import Contact, ContactPerson, SeatTransfer
from app.enrolment.tokens import confirm_url, contact_url, transfer_url
from app.events.models import Event
from app.events.words import place_text, when_of
from app.kernel import links
from app.kernel.text import typographic
from app.outbox import services as outbox
from app.registrations.models import Registration


def _facts(event: Event) -> dict[str, str]:
    return {
        "title": typographic(event.title),
        "when": when_of(event).spoken,
        "place": place_text(event),
        "event_url": links.url("events.show", slug=event.slug),
    }


def confirm_contact(contact: Contact, event: Event) -> None:
    """To who asks to register others: was it you? Nothing that a stranger typed is in it."""
    outbox.enqueue(
        kind="enrolment/confirm",
        to=contact.email,
        subject=f"Confirmez vos inscriptions : {event.title}",
        key=f"contact:{contact.id}:confirm",
        thread=f"event:{event.id}",
        payload={
            **_facts(event),
            "count": len((contact.pending or {"people": ()})["people"]),
            "confirm_url": confirm_url(contact),
        },
    )


def summary(
    contact: Contact, event: Event, people: Sequence[str], *, without_mail: bool, with_mail: bool
) -> None:
    """To who registered others: whom, how each stands, and the page where to follow.

    `without_mail` and `with_mail`: whether some of them have no address, and some have one.
    """
    outbox.enqueue(
        kind="enrolment/summary",
        to=contact.email,
        subject=f"Vos inscriptions : {event.title}",
        key=f"contact:{contact.id}:summary",
        thread=f"event:{event.id}",
        payload={
            **_facts(event),
            "first_name": contact.greeting,
            "people": list(people),
            "without_mail": without_mail,
            "with_mail": with_mail,
            "contact_url": contact_url(contact),
        },
    )


def refused(contact: Contact, event: Event, person: ContactPerson) -> None:
    """To who registered them: this person does not want the seat."""
    outbox.enqueue(
        kind="enrolment/refused",
        to=contact.email,
        subject=f"Une place refusée : {event.title}",
        key=f"contact:{contact.id}:refused:{person.id}",
        thread=f"event:{event.id}",
        payload={
            **_facts(event),
            "first_name": contact.greeting,
            "person": f"{person.first_name} {person.last_name}".strip(),
            "contact_url": contact_url(contact),
        },
    )


def offered(transfer: SeatTransfer, registration: Registration, event: Event) -> None:
    """To the colleague: a seat is offered, to take or to leave."""
    outbox.enqueue(
        kind="enrolment/offered",
        to=transfer.email,
        subject=f"Une place vous est proposée : {event.title}",
        key=f"transfer:{transfer.id}:offered",
        thread=f"event:{event.id}",
        payload={
            **_facts(event),
            "first_name": transfer.first_name or transfer.last_name,
            "giver": registration.name,
            "transfer_url": transfer_url(transfer),
        },
    )


def declined(transfer: SeatTransfer, registration: Registration, event: Event) -> None:
    """To who offered it: the colleague does not take the seat, which is still theirs."""
    outbox.enqueue(
        kind="enrolment/declined",
        to=registration.email,
        subject=f"Votre place reste à vous : {event.title}",
        key=f"transfer:{transfer.id}:declined",
        thread=f"event:{event.id}",
        payload={
            **_facts(event),
            "first_name": registration.greeting,
            "person": f"{transfer.first_name} {transfer.last_name}".strip(),
        },
    )
