"""The mail of a message, as one person gets it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.attendance.looking_back import aftermath
from app.events.models import Event
from app.events.words import place_text, when_of
from app.kernel import links
from app.kernel.clock import now
from app.kernel.text import dressed, joined, typographic
from app.mailings.body import Values, filled, line, parsed, plain
from app.mailings.models import Mailing
from app.mailings.placeholders import Placeholder
from app.mailings.queries.audience import Recipient, key_of, thread_of
from app.outbox import services as outbox
from app.paper.markdown import Node
from app.registrations.models import Registration
from app.registrations.roster import Person
from app.registrations.tokens import private_url

KIND = "mailings/message"


@dataclass(frozen=True)
class Draft:
    """A message read once: its blocks, and what is the same for everybody."""

    subject: str
    blocks: Sequence[Node]
    common: Values
    event: Event


def draft(mailing: Mailing, event: Event) -> Draft:
    common = values_of_event(event)
    return Draft(line(mailing.subject, common), parsed(mailing.body), common, event)


def values_of_event(event: Event) -> dict[Placeholder, str]:
    """What is the same for everybody; what the event does not have is not there."""
    known = aftermath(event.id)
    values = {
        Placeholder.TITLE: typographic(event.title),
        Placeholder.DATE: when_of(event).spoken,
        Placeholder.PLACE: place_text(event),
        Placeholder.PAGE: links.url("events.show", slug=event.slug),
        Placeholder.CONTACT: event.contact_email,
        Placeholder.REPLAY: known.replay_url if known else None,
    }
    return {name: value for name, value in values.items() if value}


def values_of_person(person: Person, url: str) -> dict[Placeholder, str]:
    return {
        Placeholder.FIRST_NAME: person.first_name or person.last_name,
        Placeholder.LAST_NAME: person.last_name,
        Placeholder.MODE: person.mode.label.lower(),
        Placeholder.SESSIONS: joined(seat.label for seat in person.sessions) or "aucun",
        Placeholder.PRIVATE: url,
    }


def payload(of: Draft, own: Values, *, on_behalf_of: str | None, trial: bool) -> dict[str, Any]:
    """What the templates need, for a person or for the preview."""
    blocks = filled(of.blocks, {**of.common, **own})
    return {
        "heading": dressed(of.subject),
        "blocks": blocks,
        "text": plain(blocks),
        "on_behalf_of": on_behalf_of,
        "trial": trial,
        "title": typographic(of.event.title),
        "private_url": own[Placeholder.PRIVATE],
        "reply_to": of.event.contact_email,
    }


def message(mailing: Mailing, of: Draft, to: Recipient, registration: Registration) -> None:
    """To one person, once: the same message to the same registration is one mail."""
    person = to.person
    outbox.enqueue(
        kind=KIND,
        to=to.address,
        subject=of.subject,
        key=key_of(mailing.id, person.registration_id),
        thread=thread_of(of.event.id),
        payload=payload(
            of,
            values_of_person(person, private_url(registration)),
            # Who reads this is not who comes.
            on_behalf_of=person.name if to.through is not None else None,
            trial=False,
        ),
    )


def trial(mailing: Mailing, of: Draft, own: Values, address: str) -> None:
    """To who writes it, as a made-up person would get it; one a second."""
    outbox.enqueue(
        kind=KIND,
        to=address,
        subject=f"Essai : {of.subject}",
        key=f"mailing-trial:{mailing.id}:{now():%Y%m%d%H%M%S}",
        payload=payload(of, own, on_behalf_of=None, trial=True),
    )
