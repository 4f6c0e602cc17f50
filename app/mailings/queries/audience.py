"""To whom a message goes: by the same filters as the list of registrations, or person by person.

Who has no address is not forgotten: their mail goes to who registered them, or their name is listed
so that somebody calls them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from sqlalchemy import select

from app.enrolment.models import Contact, ContactPerson
from app.events.models import Event
from app.kernel.db import db
from app.mailings.models import Mailing
from app.outbox.queries import returned, written_under
from app.registrations.enums import ClaimStatus
from app.registrations.families import family_of, known_partners
from app.registrations.filters import RosterFilters
from app.registrations.roster import Person, everyone, matching

# Chosen one by one in the list, a page of it at a time.
MOST_CHOSEN = 100
ENDED = frozenset({ClaimStatus.REFUSED, ClaimStatus.WITHDRAWN})
STANDING = tuple(status for status in ClaimStatus if status not in ENDED)


@dataclass(frozen=True)
class Audience:
    """Whom a message is for. Nothing of a kind means all, but never those whose registration has
    ended unless their status is named; `chosen` goes before the filters.
    """

    statuses: tuple[ClaimStatus, ...] = (ClaimStatus.CONFIRMED,)
    pools: tuple[int, ...] = ()
    families: tuple[str, ...] = ()
    chosen: tuple[int, ...] = ()

    @property
    def stored(self) -> dict[str, Any]:
        return {
            "statuses": [status.value for status in self.statuses],
            "pools": list(self.pools),
            "families": list(self.families),
            "chosen": list(self.chosen),
        }

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Audience:
        return cls(
            statuses=tuple(ClaimStatus(one) for one in stored.get("statuses", ())),
            pools=tuple(stored.get("pools", ())),
            families=tuple(stored.get("families", ())),
            chosen=tuple(stored.get("chosen", ())),
        )


@dataclass(frozen=True)
class Recipient:
    """One person and where their mail goes; `through` is who gets it for who has no address."""

    person: Person
    address: str
    through: str | None = None


@dataclass(frozen=True)
class Unreached:
    """Somebody to whom no mail can go, why, and by whom they may be found."""

    person: Person
    why: str
    contact: str | None = None
    phone: str | None = None


@dataclass(frozen=True)
class Reach:
    """Whom a message reaches now, whom it has reached already, and whom it cannot reach."""

    recipients: Sequence[Recipient] = ()
    written: Sequence[Person] = ()
    unreached: Sequence[Unreached] = ()

    @property
    def direct(self) -> list[Recipient]:
        return [one for one in self.recipients if one.through is None]

    @property
    def through(self) -> list[Recipient]:
        return [one for one in self.recipients if one.through is not None]


def people_in(people: Sequence[Person], audience: Audience) -> list[Person]:
    """Those whom an audience means, in order of arrival, each address once."""
    if audience.chosen:
        kept = [one for one in people if one.registration_id in set(audience.chosen)]
    else:
        kept = _filtered(people, audience)
    # Who left and came back has two registrations: the one that stands, else the last.
    best: dict[str, Person] = {}
    for one in kept:
        key = one.email.casefold() if one.email else f"#{one.registration_id}"
        if key not in best or not best[key].is_live or one.is_live:
            best[key] = one
    return sorted(best.values(), key=lambda one: one.registration_id)


def _filtered(people: Sequence[Person], audience: Audience) -> list[Person]:
    found: dict[int, Person] = {}
    for status, pool in product(audience.statuses or STANDING, audience.pools or (None,)):
        for one in matching(people, RosterFilters(statut=status, lieu=pool)):
            found[one.registration_id] = one
    if not audience.families:
        return list(found.values())
    partners = known_partners()
    return [
        one
        for one in found.values()
        if family_of(one.organisation_key, partners) in audience.families
    ]


def reach(event: Event, mailing: Mailing) -> Reach:
    """Whom the message reaches as things stand; a handful of queries whatever their number."""
    named = [one for one in everyone(event) if one.name]
    people = people_in(named, Audience.of(mailing.audience))
    told = written_under(thread_of(event.id), prefix(mailing.id))
    reached = {row.recipient.casefold() for row in told.values() if row.recipient}
    written: list[Person] = []
    waiting: list[Person] = []
    for one in people:
        # Who registered anew since has another number, and the same address.
        again = bool(one.email) and str(one.email).casefold() in reached
        known = again or key_of(mailing.id, one.registration_id) in told
        (written if known else waiting).append(one)
    contacts = _contacts(event, [one.registration_id for one in waiting if not one.email])
    recipients: list[Recipient] = []
    unreached: list[Unreached] = []
    addresses = {one.email for one in waiting if one.email}
    addresses |= {contact.email for contact in contacts.values() if contact.email}
    gone = returned(addresses)
    for one in waiting:
        contact = contacts.get(one.registration_id)
        address = one.email or (contact.email if contact else None)
        if address is None:
            unreached.append(_without(one, "Sans adresse électronique", contact))
        elif address.casefold() in gone:
            unreached.append(_without(one, "Son dernier courriel est revenu", contact))
        else:
            through = contact.name if contact and not one.email else None
            recipients.append(Recipient(one, address, through))
    return Reach(recipients, written, unreached)


def _without(person: Person, why: str, contact: Contact | None) -> Unreached:
    return Unreached(
        person, why, contact.name if contact else None, contact.phone if contact else None
    )


def _contacts(event: Event, registration_ids: Collection[int]) -> dict[int, Contact]:
    """Who registered these people, by registration."""
    if not registration_ids:
        return {}
    rows = db.session.execute(
        select(ContactPerson.registration_id, Contact)
        .join(Contact, Contact.id == ContactPerson.contact_id)
        .where(Contact.event_id == event.id, ContactPerson.already.is_(False))
        .order_by(ContactPerson.id.desc())
    )
    wanted = set(registration_ids)
    return {number: contact for number, contact in rows if number in wanted}


def thread_of(event_id: int) -> str:
    """The thread of all mails of an event."""
    return f"event:{event_id}"


def prefix(mailing_id: int) -> str:
    """How the keys of a message begin in the outbox."""
    return f"mailing:{mailing_id}:"


def key_of(mailing_id: int, registration_id: int) -> str:
    return f"{prefix(mailing_id)}{registration_id}"
