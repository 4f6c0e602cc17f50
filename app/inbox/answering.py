"""What the answer of a calendar changes. The event is locked, the answer is the person's own."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.events.enums import EventMode, EventStatus
from app.events.models import Event
from app.inbox.enums import Participation, Verdict
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db
from app.meetings import services as meetings
from app.meetings.enums import Answer
from app.meetings.models import Convocation
from app.meetings.queries import by_address as convoked
from app.registrations import services as registrations
from app.registrations.models import Registration
from app.registrations.opening import has_started

# Who acts, in the journal: the person, by what their calendar has sent.
CALENDAR = Actor(label="réponse d’un calendrier")


@dataclass(frozen=True)
class Outcome:
    """What became of an answer, and the sentence that says so."""

    verdict: Verdict
    detail: str


def apply(event: Event, email_key: str, participation: Participation) -> Outcome:
    """Follow an answer: who declines gives up a seat, for the next in line."""
    if event.status != EventStatus.PUBLISHED or has_started(event, clock.now()):
        return Outcome(Verdict.LATE, "La rencontre a commencé, est passée, reportée ou annulée.")
    registration = _registration(event.id, email_key)
    convocation = convoked(event.id, email_key)
    if convocation is not None:
        outcome = _convoked(event, convocation, participation)
        if registration is None:
            return outcome
    if registration is not None:
        return _registered(registration, participation)
    return Outcome(Verdict.UNKNOWN, "Cette personne n’est ni inscrite, ni convoquée.")


def _registration(event_id: int, email_key: str) -> Registration | None:
    found: Registration | None = db.session.scalar(
        select(Registration)
        .options(selectinload(Registration.claims))
        .where(
            Registration.event_id == event_id,
            Registration.email_key == email_key,
            Registration.withdrawn_at.is_(None),
        )
    )
    return found


def _convoked(event: Event, convocation: Convocation, participation: Participation) -> Outcome:
    if participation is Participation.TENTATIVE:
        return Outcome(Verdict.APPLIED, "« Peut-être » : rien n’est noté, le rappel reste prévu.")
    coming = Answer.REMOTE if event.mode == EventMode.REMOTE else Answer.PRESENT
    said = Answer.EXCUSED if participation is Participation.DECLINED else coming
    meetings.answer(CALENDAR, convocation, answer=said)
    return Outcome(Verdict.APPLIED, "La réponse à la convocation est notée.")


def _registered(registration: Registration, participation: Participation) -> Outcome:
    if participation is not Participation.DECLINED:
        return Outcome(Verdict.APPLIED, "Cette personne est déjà inscrite : rien ne change.")
    registrations.withdraw(CALENDAR, registration, reason="Déclinée dans le calendrier")
    return Outcome(Verdict.APPLIED, "L’inscription est annulée.")
