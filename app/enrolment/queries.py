"""Reading who registered whom, and what is on its way."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Account
from app.enrolment.models import Contact, ContactPerson, SeatTransfer, SheetImport
from app.enrolment.tokens import address_proof
from app.events.models import Event
from app.kernel import links
from app.kernel.access import Actor
from app.kernel.db import db
from app.registrations.models import Claim, Registration
from app.registrations.queries import standings
from app.registrations.tokens import token_of


def contact_by_token(_actor: Actor, *, token: str) -> Contact | None:
    """The contact of a private link with the people they registered; None when there is none."""
    found = Contact.people
    return db.session.scalar(
        select(Contact)
        .options(
            joinedload(Contact.event).joinedload(Event.department),
            selectinload(found)
            .joinedload(ContactPerson.registration)
            .selectinload(Registration.claims)
            .joinedload(Claim.pool),
        )
        .where(Contact.token_hash == links.token_hash(token), Contact.email_key.is_not(None))
    )


def person_of_contact(
    actor: Actor, *, token: str, person_id: int
) -> tuple[Contact, ContactPerson] | None:
    """One person whom the contact of this link registered, with the contact."""
    found = contact_by_token(actor, token=token)
    person = next((one for one in found.people if one.id == person_id), None) if found else None
    return (found, person) if found is not None and person is not None else None


def contact_by_proof(actor: Actor, *, token: str, proof: str) -> Contact | None:
    """The same, for who has read the mail sent to the contact's address."""
    found = contact_by_token(actor, token=token)
    right = found is not None and hmac.compare_digest(address_proof(found), proof)
    return found if right else None


def owns_address(actor: Actor, email: str) -> bool:
    """Whether the person signed in by this address: it has answered already."""
    if actor.account_id is None:
        return False
    key = db.session.scalar(select(Account.email_key).where(Account.id == actor.account_id))
    return key == email.casefold()


@dataclass(frozen=True)
class PersonLine:
    """One person on the page of who registered them. `token` only where the contact acts for
    somebody without an address."""

    name: str
    state: str
    kind: str = ""
    token: str = ""
    # The person whom the contact may take off the list; None once they have answered.
    person_id: int | None = None


def lines_of(contact: Contact) -> list[PersonLine]:
    """Nothing tells whether an address was registered before: until its owner has answered, all
    that is said is that a mail left."""
    if contact.pending is not None:
        names = (f"{one['first_name']} {one['last_name']}" for one in contact.pending["people"])
        return [PersonLine(name.strip(), "Attend votre confirmation", "info") for name in names]
    return [_line(person) for person in contact.people]


def _line(person: ContactPerson) -> PersonLine:
    name = f"{person.first_name} {person.last_name}".strip()
    registration = person.registration
    if registration.anonymised_at is not None:
        return PersonLine(name, "Données effacées")
    if person.refused_at is not None:
        return PersonLine(name, "A refusé", "error")
    if person.cancelled_at is not None:
        return PersonLine(name, "Annulée par vous", "error")
    if registration.email is not None and (person.already or person.accepted_at is None):
        waits = "Prévenue par courriel, n’a pas encore répondu"
        return PersonLine(name, waits, "info", person_id=person.id)
    if registration.withdrawn_at is not None:
        return PersonLine(name, "Inscription annulée", "error")
    token = token_of(registration) if registration.email is None else ""
    return PersonLine(name, standing_words(registration), "success", token)


def standing_words(registration: Registration) -> str:
    """ "Sur place : place confirmée", then each session by its name; claims and pools are loaded.

    "Sur place : place confirmée ; « Aller vers » : liste d’attente, rang 1".
    """
    words = []
    for one in sorted(standings(registration), key=lambda standing: standing.is_session):
        label = f"« {one.label} »" if one.is_session else one.label
        words.append(f"{label} : {one.words.replace('liste d’attente : ', 'liste d’attente, ')}")
    return " ; ".join(words) or "Inscription annulée"


def registered_by(registration: Registration) -> ContactPerson | None:
    """Who made this registration, if somebody else did."""
    return db.session.scalar(
        select(ContactPerson)
        .options(joinedload(ContactPerson.contact))
        .where(ContactPerson.registration_id == registration.id, ContactPerson.already.is_(False))
        .order_by(ContactPerson.id)
        .limit(1)
    )


def writes_to(registration: Registration) -> str | None:
    """Who gets the mails of a person without an address: who registered them."""
    person = registered_by(registration)
    return person.contact.email if person else None


def transfer_by_token(_actor: Actor, *, token: str) -> SeatTransfer | None:
    return db.session.scalar(
        select(SeatTransfer)
        .options(
            joinedload(SeatTransfer.registration)
            .joinedload(Registration.event)
            .joinedload(Event.department),
        )
        .where(
            SeatTransfer.token_hash == links.token_hash(token), SeatTransfer.email_key.is_not(None)
        )
    )


def offer_of(registration: Registration) -> SeatTransfer | None:
    """The offer of this seat that waits for its answer."""
    return db.session.scalar(
        select(SeatTransfer).where(
            SeatTransfer.registration_id == registration.id,
            SeatTransfer.accepted_at.is_(None),
            SeatTransfer.ended_at.is_(None),
        )
    )


def sheet_to_run(_actor: Actor, *, sheet_id: int) -> SheetImport | None:
    """A file that was read, for those who run its event; None once its rows are forgotten."""
    return db.session.scalar(
        select(SheetImport)
        .options(joinedload(SheetImport.event).selectinload(Event.pools))
        .where(SheetImport.id == sheet_id, SheetImport.filename != "")
    )


def own_registrations(account: Account) -> Sequence[Registration]:
    """All that bear the address by which the person signs in, the latest first."""
    return db.session.scalars(
        select(Registration)
        .join(Registration.event)
        .options(
            joinedload(Registration.event).joinedload(Event.department),
            selectinload(Registration.claims).joinedload(Claim.pool),
        )
        .where(Registration.email_key == account.email_key)
        .order_by(Event.sorts_on.desc(), Registration.id.desc())
    ).all()


def own_contacts(account: Account) -> Sequence[Contact]:
    return db.session.scalars(
        select(Contact)
        .join(Contact.event)
        .options(joinedload(Contact.event), selectinload(Contact.people))
        .where(Contact.email_key == account.email_key)
        .order_by(Event.sorts_on.desc(), Contact.id.desc())
    ).all()
