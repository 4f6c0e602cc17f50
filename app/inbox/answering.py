"""What the answer of a calendar changes. The event is locked, the answer is the person's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.events.enums import EventStatus
from app.events.models import Event
from app.inbox.enums import Participation, Verdict
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db
from app.meetings import services as meetings
from app.meetings.enums import Answer
from app.meetings.models import Convocation
from app.meetings.queries import by_address
from app.meetings.services.answering import offered
from app.registrations import services as registrations
from app.registrations.models import Registration
from app.registrations.opening import has_started

# Who acts, in the journal: the person, by what their calendar has sent.
CALENDAR = Actor(label="réponse d’un calendrier")
SEVERAL = "Plusieurs personnes sont inscrites avec cette adresse : rien n’est annulé."


@dataclass(frozen=True)
class Outcome:
    """What became of an answer, and the sentence that says so."""

    verdict: Verdict
    detail: str


def apply(event: Event, email_key: str, participation: Participation) -> Outcome:
    """Follow an answer: who declines gives up a seat, for the next in line; who was convoked to a
    meeting has answered.
    """
    if event.status != EventStatus.PUBLISHED or has_started(event, clock.now()):
        return Outcome(Verdict.LATE, "La rencontre a commencé, est passée, reportée ou annulée.")
    convocation = by_address(event.id, email_key)
    registered = _registered_at(event.id, email_key)
    # Somebody convoked may have registered too: both learn of it.
    outcome = _convoked(event, convocation, participation) if convocation else None
    if len(registered) > 1 and participation is Participation.DECLINED:
        return Outcome(Verdict.UNKNOWN, SEVERAL)
    if registered:
        return _registered(registered[0], participation)
    if outcome is not None:
        return outcome
    return Outcome(Verdict.UNKNOWN, "Cette personne n’est ni inscrite, ni convoquée.")


def _registered_at(event_id: int, email_key: str) -> Sequence[Registration]:
    """Those registered with this address: a calendar does not say which of them has answered."""
    found: Sequence[Registration] = db.session.scalars(
        select(Registration)
        .options(selectinload(Registration.claims))
        .where(
            Registration.event_id == event_id,
            Registration.email_key == email_key,
            Registration.withdrawn_at.is_(None),
        )
        .order_by(Registration.id)
    ).all()
    return found


def _registered(registration: Registration, participation: Participation) -> Outcome:
    if participation is not Participation.DECLINED:
        return Outcome(Verdict.APPLIED, "Cette personne est déjà inscrite : rien ne change.")
    registrations.withdraw(CALENDAR, registration, reason="Déclinée dans le calendrier")
    return Outcome(Verdict.APPLIED, "L’inscription est annulée.")


def _convoked(event: Event, convocation: Convocation, participation: Participation) -> Outcome:
    if participation is Participation.TENTATIVE:
        return Outcome(Verdict.APPLIED, "Cette personne hésite : rien n’est noté.")
    answer = Answer.EXCUSED
    if participation is Participation.ACCEPTED:
        # A calendar does not say how one comes: whoever said so before is not contradicted.
        if convocation.answer in {Answer.PRESENT, Answer.REMOTE}:
            return Outcome(Verdict.APPLIED, "Cette personne a déjà dit qu’elle vient.")
        answer = offered(event)[0]
    meetings.answer(CALENDAR, convocation, answer=answer)
    return Outcome(Verdict.APPLIED, f"La réponse est notée : {answer.label.lower()}.")
