"""Where a person's address may stand: one row a table, read for access (RGPD, article 15) and
emptied for erasure before term (article 17).

What people wrote in published texts is not here: a text is corrected by an edition of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Delete, Update, delete, func, update
from sqlalchemy.orm import InstrumentedAttribute

from app.accounts.models import Account
from app.collecting.models import FigureRequest
from app.enrolment.models import Contact, ContactPerson, SeatTransfer
from app.groups.models import GroupInvitation, JoinRequest
from app.inbox.models import IncomingMail
from app.kernel import clock
from app.kernel.base import Base
from app.meetings.models import Convocation
from app.minutes.models import Action, Comment, Reader
from app.minutes.retention import SOMEBODY
from app.outbox.models import OutboxMessage
from app.proposals.models import Consultation
from app.registrations.models import Invitation, Registration

Statements = Callable[[Sequence[int]], list[Update | Delete]]


@dataclass(frozen=True)
class Trace:
    """One table that may hold an address.

    `fields` maps French names to columns, for the file that the person gets. `erase` gives the
    statements that empty the rows of these numbers; None for rows that end in a way of their own.
    """

    title: str
    model: type[Base]
    address: InstrumentedAttribute[Any]
    fields: Mapping[str, str]
    erase: Statements | None = None


def _clear(model: Any, **values: Any) -> Statements:
    def statements(ids: Sequence[int]) -> list[Update | Delete]:
        return [update(model).where(model.id.in_(ids)).values(**values)]

    return statements


def _remove(model: Any) -> Statements:
    return lambda ids: [delete(model).where(model.id.in_(ids))]


def _clear_contact(ids: Sequence[int]) -> list[Update | Delete]:
    names = {"first_name": "", "last_name": ""}
    people = ContactPerson.contact_id.in_(ids)
    return [
        update(ContactPerson).where(people).values(**names),
        update(Contact)
        .where(Contact.id.in_(ids))
        .values(**names, email=None, email_key=None, phone=None),
    ]


def _clear_transfer(ids: Sequence[int]) -> list[Update | Delete]:
    ended = func.coalesce(SeatTransfer.ended_at, SeatTransfer.accepted_at, clock.now())
    return [
        update(SeatTransfer)
        .where(SeatTransfer.id.in_(ids))
        .values(first_name="", last_name="", email=None, email_key=None, ended_at=ended)
    ]


def _clear_invitation(ids: Sequence[int]) -> list[Update | Delete]:
    revoked = func.coalesce(Invitation.revoked_at, clock.now())
    return [
        update(Invitation)
        .where(Invitation.id.in_(ids))
        .values(email=None, email_key=None, revoked_at=revoked)
    ]


def _clear_reader(ids: Sequence[int]) -> list[Update | Delete]:
    return [
        update(Comment).where(Comment.reader_id.in_(ids)).values(author_name=SOMEBODY),
        update(Reader).where(Reader.id.in_(ids)).values(email_key=None, name=SOMEBODY),
    ]


TRACES: Final = (
    Trace(
        "Inscriptions",
        Registration,
        Registration.email_key,
        {
            "prenom": "first_name",
            "nom": "last_name",
            "adresse": "email",
            "organisation": "organisation",
            "inscrite_le": "created_at",
            "annulee_le": "withdrawn_at",
            "motif": "withdrawal_reason",
            "accord_donne_le": "consented_at",
            "rencontre": "event_id",
        },
    ),
    Trace(
        "Personnes inscrites par quelqu’un d’autre",
        Contact,
        Contact.email_key,
        {
            "prenom": "first_name",
            "nom": "last_name",
            "adresse": "email",
            "telephone": "phone",
            "cree_le": "created_at",
            "rencontre": "event_id",
        },
        _clear_contact,
    ),
    Trace(
        "Places proposées",
        SeatTransfer,
        SeatTransfer.email_key,
        {"prenom": "first_name", "nom": "last_name", "adresse": "email", "cree_le": "created_at"},
        _clear_transfer,
    ),
    Trace(
        "Invitations à s’inscrire",
        Invitation,
        Invitation.email_key,
        {"adresse": "email", "cree_le": "created_at", "rencontre": "event_id"},
        _clear_invitation,
    ),
    Trace(
        "Convocations",
        Convocation,
        Convocation.email_key,
        {
            "nom": "name",
            "adresse": "email",
            "reponse": "answer",
            "remplacant": "delegate_name",
            "cree_le": "created_at",
            "rencontre": "event_id",
        },
        _clear(Convocation, name=None, email=None, email_key=None, delegate_name=None),
    ),
    Trace(
        "Relectures de comptes rendus",
        Reader,
        Reader.email_key,
        {"nom": "name", "adresse": "email_key"},
        _clear_reader,
    ),
    Trace(
        "Actions confiées",
        Action,
        Action.owner_email,
        {"action": "what", "nom": "owner", "adresse": "owner_email"},
        _clear(Action, owner_email=None),
    ),
    Trace(
        "Demandes pour rejoindre un groupe",
        JoinRequest,
        JoinRequest.email_key,
        {
            "nom": "name",
            "adresse": "email",
            "organisation": "organisation",
            "message": "message",
            "cree_le": "created_at",
        },
        _remove(JoinRequest),
    ),
    Trace(
        "Invitations dans un groupe",
        GroupInvitation,
        GroupInvitation.email_key,
        {"nom": "name", "adresse": "email", "cree_le": "created_at"},
        _remove(GroupInvitation),
    ),
    Trace(
        "Avis demandés à un service",
        Consultation,
        Consultation.email,
        {
            "service": "service",
            "adresse": "email",
            "demande_le": "asked_at",
            "signe": "answered_by",
        },
        _clear(Consultation, email=None, answered_by=None),
    ),
    Trace(
        "Chiffres demandés",
        FigureRequest,
        FigureRequest.email_key,
        {"nom": "name", "adresse": "email", "message": "message", "reponse": "done_word"},
        _clear(FigureRequest, name=None, email=None, email_key=None, message=None, done_word=None),
    ),
    Trace(
        "Courriels reçus",
        IncomingMail,
        IncomingMail.sender,
        {"adresse": "sender", "recu_le": "received_at", "suite": "detail"},
        _clear(IncomingMail, sender=""),
    ),
    Trace(
        "Compte",
        Account,
        Account.email_key,
        {
            "nom": "name",
            "adresse": "email",
            "cree_le": "created_at",
            "derniere_connexion": "last_signed_in_at",
        },
    ),
    # The last: what the acts above write goes with the rest.
    Trace(
        "Courriels envoyés",
        OutboxMessage,
        OutboxMessage.recipient,
        {"adresse": "recipient", "objet": "subject", "ecrit_le": "created_at"},
        _clear(OutboxMessage, recipient="", payload={}, calendar=None),
    ),
)
