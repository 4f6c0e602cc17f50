"""Registering others, and their answer."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.audit import services as audit
from app.enrolment import emails
from app.enrolment.models import Contact, ContactPerson
from app.enrolment.queries import registered_by
from app.enrolment.tokens import contact_token
from app.events.enums import PoolKind
from app.events.models import Event
from app.events.seats import PoolFill
from app.kernel import clock, links
from app.kernel.access import Actor
from app.kernel.db import db, lock_row
from app.kernel.errors import Conflict, Invalid, NotFound
from app.kernel.text import typographic
from app.questions import services as questions
from app.questions.rules import Asked, Reply
from app.registrations import services as registrations
from app.registrations.allocation import fills_of, newcomer
from app.registrations.emails.letter import on_behalf_of
from app.registrations.models import Registration, name_key
from app.registrations.opening import has_started
from app.registrations.services.standing import state_words

REFUSED = "place refusée"
CANCELLED = "annulée par la personne qui avait fait l’inscription"


@dataclass(frozen=True)
class Somebody:
    """A person to register. Without an address, the contact gets what is said to them."""

    first_name: str
    last_name: str
    email: str | None = None

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True)
class Who:
    """Who registers them."""

    first_name: str
    last_name: str
    email: str
    phone: str | None = None


def register_others(
    actor: Actor,
    event: Event,
    *,
    attempt: str,
    who: Who,
    people: Sequence[Somebody],
    attendance_mode: PoolKind,
    organisation: str | None = None,
    session_ids: Sequence[int] = (),
    asked: Asked | None = None,
    reply: Reply | None = None,
) -> Contact:
    """Register these people, each by the one way to a seat, each with their own mail and link.

    `attempt` is the number that the form carries: sent twice, it is done once. Raises `Invalid`;
    what concerns one person is named `people-<number>`.
    """
    locked = lock_row(Event, event.id)
    if locked is None:
        raise NotFound
    public_id = form_number(attempt)
    made = db.session.scalar(select(Contact).where(Contact.public_id == public_id))
    if made is not None:
        if made.event_id != locked.id:
            raise Conflict("Ce formulaire a déjà servi : ouvrez-le de nouveau.")
        return made
    contact = new_contact(locked, public_id, who)
    register_people(
        actor,
        locked,
        contact,
        people,
        attendance_mode=attendance_mode,
        organisation=organisation,
        session_ids=session_ids,
        asked=asked,
        reply=reply,
    )
    return contact


def new_contact(event: Event, public_id: str, who: Who) -> Contact:
    contact = Contact(
        event_id=event.id,
        public_id=public_id,
        token_hash=links.token_hash(contact_token(public_id)),
        first_name=who.first_name,
        last_name=who.last_name,
        email=who.email,
        email_key=who.email.casefold(),
        phone=who.phone or None,
    )
    db.session.add(contact)
    db.session.flush()
    return contact


def register_people(
    actor: Actor,
    locked: Event,
    contact: Contact,
    people: Sequence[Somebody],
    *,
    attendance_mode: PoolKind,
    organisation: str | None,
    session_ids: Sequence[int] = (),
    asked: Asked | None = None,
    reply: Reply | None = None,
) -> None:
    """Register the people of a contact on a locked event, and write to the contact.

    Raises `Invalid` as `register_others` does.
    """
    refuse_twice(people)
    told: list[str] = []
    for number, somebody in enumerate(people):
        fills = fills_of(locked)
        try:
            with on_behalf_of(contact.name):
                outcome = registrations.register(
                    actor,
                    locked,
                    first_name=somebody.first_name,
                    last_name=somebody.last_name,
                    email=somebody.email,
                    organisation=organisation,
                    attendance_mode=attendance_mode,
                    session_ids=session_ids,
                )
        except Invalid as refusal:
            raise _of_person(refusal, number, somebody) from refusal
        standing = _standing(locked, outcome, fills, attendance_mode)
        told.append(typographic(f"{somebody.name} : {standing}"))
        if asked and reply is not None and not outcome.already:
            kept = reply.attended(attendance_mode)
            questions.keep(actor, outcome.registration.id, asked, kept)
        db.session.add(
            ContactPerson(
                contact_id=contact.id,
                registration_id=outcome.registration.id,
                first_name=somebody.first_name,
                last_name=somebody.last_name,
                already=outcome.already,
            )
        )
    db.session.flush()
    audit.record(actor, "registration:register_others", locked, after={"people": len(people)})
    alone = any(somebody.email is None for somebody in people)
    others = any(somebody.email is not None for somebody in people)
    emails.summary(contact, locked, told, without_mail=alone, with_mail=others)


def _standing(
    event: Event,
    outcome: registrations.Registered,
    fills: Sequence[PoolFill],
    mode: PoolKind,
) -> str:
    """How a person stands now; of who was there before, what a newcomer would be told."""
    if not outcome.already:
        return state_words(outcome.claim.status, outcome.rank)
    fill = next(one for one in fills if one.kind is mode)
    return state_words(*newcomer(event, fill))


def refuse_twice(people: Sequence[Somebody]) -> None:
    """The same name at the same address in two rows is one person. Raises `Invalid` at the second.

    Two names at one address are two people: a couple, the mailbox of an association.
    """
    first: dict[tuple[str, str], int] = {}
    for number, one in enumerate(people):
        if one.email is None:
            continue
        key = one.email.casefold(), name_key(one.first_name, one.last_name)
        if first.setdefault(key, number) != number:
            said = f"{one.name} : cette personne est déjà dans une autre ligne. Effacez celle-ci."
            raise Invalid({f"people-{number}": said})


def form_number(attempt: str) -> str:
    """The number of the form; a new one for whoever sends none."""
    try:
        return str(uuid.UUID(attempt))
    except ValueError:
        return str(uuid.uuid4())


def _of_person(refusal: Invalid, number: int, somebody: Somebody) -> Invalid:
    """What a refusal is about: the event and the way to attend concern all, the rest one person."""
    everybody = {"closed", "attendance_mode", "sessions"}
    return Invalid(
        {
            name if name in everybody else f"people-{number}": (
                said if name in everybody else f"{somebody.name} : {said}"
            )
            for name, said in refusal.errors.items()
        }
    )


def accept(actor: Actor, registration: Registration) -> bool:
    """The person keeps the seat that somebody took for them; False when they said so before."""
    person = _locked(registration)
    if person is None or person.accepted_at is not None:
        return False
    person.accepted_at = clock.now()
    db.session.flush()
    audit.record(actor, "registration:accept_seat", registration)
    return True


def cancel_person(actor: Actor, person: ContactPerson) -> bool:
    """The contact takes a person off the list, who has not answered yet; False when it was done.

    Somebody who was registered before keeps what they have, and the contact is not told: to them,
    both are the same. Raises `Conflict` once the person has answered, or the event has begun.
    """
    registration = person.registration
    event = lock_row(Event, registration.event_id)
    if event is None:
        raise NotFound
    if has_started(event, clock.now()):
        raise Conflict("L’événement a commencé : l’inscription ne se modifie plus.")
    db.session.refresh(person)
    if person.cancelled_at is not None or person.refused_at is not None:
        return False
    if person.accepted_at is not None:
        raise Conflict("Cette personne a répondu : elle seule peut annuler, par son propre lien.")
    if not person.already:
        registrations.withdraw(actor, registration, reason=CANCELLED)
    person.cancelled_at = clock.now()
    db.session.flush()
    audit.record(actor, "registration:cancel_person", event, after={"people": 1})
    return True


def refuse(actor: Actor, registration: Registration) -> bool:
    """The person does not want the seat: it goes to who waits, and the contact is told."""
    person = _locked(registration)
    if person is None:
        return False
    event = db.session.get_one(Event, registration.event_id)
    if not registrations.withdraw(actor, registration, reason=REFUSED):
        return False
    person.refused_at = clock.now()
    db.session.flush()
    emails.refused(person.contact, event, person)
    return True


def _locked(registration: Registration) -> ContactPerson | None:
    event = lock_row(Event, registration.event_id)
    if event is None:
        raise NotFound
    if has_started(event, clock.now()):
        raise Conflict("L’événement a commencé : l’inscription ne se modifie plus.")
    return registered_by(registration)
