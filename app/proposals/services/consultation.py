"""Asking a service for its opinion, by a private link that needs no account."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

from sqlalchemy import select, update

from app.audit.services import record
from app.kernel import clock
from app.kernel.access import ANONYMOUS, Actor
from app.kernel.db import db, lock_row
from app.kernel.errors import Conflict, Invalid, NotFound
from app.kernel.links import derive_token, token_hash
from app.proposals import emails
from app.proposals.enums import OpinionKind
from app.proposals.enums import ProposalAction as A
from app.proposals.models import Consultation, Proposal
from app.proposals.queries.consultations import PURPOSE, is_open
from app.proposals.queries.loading import RIGHTS, reload
from app.proposals.queries.people import instructor_of
from app.proposals.services.acting import begin, needed
from app.proposals.states import CONSULTED_STATES, DECIDED_STATES, FINAL_STATES, OPEN_STATES

# A service is reminded once, this many days before the day.
REMINDER_DAYS = 3


def consult(
    actor: Actor,
    proposal: Proposal,
    *,
    service: str,
    email: str,
    question: str,
    answer_by: date,
) -> Proposal:
    """Send a service the link to the text and to a form; the same request twice is one."""
    act = begin(actor, proposal, A.CONSULT)
    if act is None:
        return proposal
    needed("Nommez le service.", service=service)
    needed("Indiquez son adresse.", email=email)
    needed("Dites ce que vous lui demandez.", question=question)
    if answer_by <= act.today:
        raise Invalid({"answer_by": "Choisissez une date à venir."})
    current = act.proposal
    asked = (email, question, answer_by)
    if any((one.email, one.question, one.answer_by) == asked for one in current.consultations):
        return current
    if actor.account_id is None:
        raise Conflict
    public_id = str(uuid4())
    added = Consultation(
        proposal_id=current.id,
        public_id=public_id,
        token_hash=token_hash(derive_token(PURPOSE, public_id)),
        service=service,
        email=email,
        question=question,
        answer_by=answer_by,
        asked_by_id=actor.account_id,
        text_version=current.versions[-1].number,
    )
    db.session.add(added)
    db.session.flush()
    act.finish(facts={"consultation_id": added.id, "service": service, "answer_by": answer_by})
    emails.ask_service(current, added)
    return current


def answer_consultation(
    consultation: Consultation, *, kind: OpinionKind, text: str, name: str
) -> Consultation:
    """Keep the opinion of the service and tell the instructor. Sent twice, it is one.

    Raises `Conflict` once the instruction is over, or when another answer came first.
    """
    if lock_row(Proposal, consultation.proposal_id) is None:
        raise NotFound
    current = db.session.get_one(Consultation, consultation.id, populate_existing=True)
    if current.answered_at is not None:
        if (current.kind, current.answer, current.answered_by) == (kind, text, name):
            return current
        raise Conflict("Un avis a déjà été rendu par ce lien : il ne change plus.")
    proposal = reload(current.proposal_id, options=RIGHTS)
    if not is_open(current, proposal):
        raise Conflict(
            "L’instruction de cette proposition est terminée : merci de votre attention."
        )
    needed("Écrivez votre avis.", text=text)
    needed("Dites qui répond pour le service.", name=name)
    current.kind, current.answer, current.answered_by = kind, text, name
    current.answered_at = clock.now()
    db.session.flush()
    entry = record(
        ANONYMOUS,
        "proposal:service_answer",
        proposal,
        after={"consultation_id": current.id, "service": current.service, "opinion": kind},
    )
    db.session.flush()
    told = instructor_of(proposal)
    emails.tell(proposal, told, entry.id, {"office": current.service, "opinion": kind.label})
    return current


def remind_services() -> int:
    """Remind the services that have not answered, once, when the day comes near; how many."""
    today = clock.today()
    due = db.session.scalars(
        select(Consultation)
        .join(Proposal, Proposal.id == Consultation.proposal_id)
        .where(
            Consultation.answered_at.is_(None),
            Consultation.reminded_at.is_(None),
            Consultation.email.is_not(None),
            Consultation.answer_by <= today + timedelta(days=REMINDER_DAYS),
            Consultation.answer_by >= today,
            Proposal.status.in_(CONSULTED_STATES),
        )
        .order_by(Consultation.id)
    ).all()
    for one in due:
        one.reminded_at = clock.now()
        emails.ask_service(reload(one.proposal_id, options=RIGHTS), one, reminder=True)
    return len(due)


def forget_services(before: date) -> int:
    """Empty the addresses and names of services once an instruction is long over; how many."""
    over = select(Proposal.id).where(
        Proposal.status.in_(FINAL_STATES | OPEN_STATES | DECIDED_STATES)
    )
    result = db.session.execute(
        update(Consultation)
        .where(
            Consultation.proposal_id.in_(over),
            Consultation.email.is_not(None),
            Consultation.answer_by < before,
        )
        .values(email=None, answered_by=None)
        .returning(Consultation.id)
    )
    return len(result.all())
