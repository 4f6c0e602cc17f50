"""Keeping what people answer, and erasing it in time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from sqlalchemy import ColumnElement, CursorResult, delete, or_, select

from app.documents import services as documents
from app.documents.models import Document
from app.events.enums import EventStatus
from app.events.models import Event
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.base import Base
from app.kernel.db import db
from app.kernel.errors import Invalid
from app.questions.enums import MEALS
from app.questions.models import DeclaredNeed, EventQuestion, GivenAnswer
from app.questions.queries import given_by, needs_of
from app.questions.rules import Asked, Reply, applies

# Needs and meals serve the day alone.
NEEDS_KEPT: Final = timedelta(days=30)
# How long answers may wait for the new date of an event that is postponed.
POSTPONED_KEPT: Final = timedelta(days=180)


def keep(actor: Actor, registration_id: int, asked: Asked, reply: Reply) -> list[str]:
    """Write a reply that passed the rules over the former one; the names of what changed.

    Names only: the journal must not repeat what people said of themselves. Raises `Invalid` beside
    its question for a file that cannot be accepted.
    """
    kept = given_by(registration_id)
    changed: list[str] = []
    orphans: list[int] = []
    for question in asked.questions:
        former = kept.get(question.id)
        asked_now = applies(question, reply.answers)
        if asked_now and question.id in reply.files:
            document = _stored(actor, question, reply)
            orphans += [former.document_id] if former and former.document_id else []
            _write(registration_id, question, former, [document.filename], document.id)
            changed.append(question.name)
        elif asked_now and question.id in reply.answers:
            values = reply.answers[question.id]
            if former is None or former.values != values:
                _write(registration_id, question, former, values, None)
                changed.append(question.name)
        elif former is not None and not (asked_now and former.document_id is not None):
            # Emptied, or no longer asked of somebody who gives that other answer.
            orphans += [former.document_id] if former.document_id else []
            db.session.delete(former)
            changed.append(question.name)
    if _keep_needs(registration_id, reply):
        changed.append("needs")
    db.session.flush()
    if orphans:
        documents.erase(orphans)
    return changed


def _stored(actor: Actor, question: EventQuestion, reply: Reply) -> Document:
    file = reply.files[question.id]
    # A view runs a second time when the database asks for it: from the first byte again.
    file.stream.seek(0)
    try:
        return documents.store(actor, file.stream, file.filename or "fichier")
    except Invalid as refusal:
        raise Invalid({question.name: refusal.message}) from refusal


def _write(
    registration_id: int,
    question: EventQuestion,
    former: GivenAnswer | None,
    values: list[str],
    document_id: int | None,
) -> None:
    if former is None:
        former = GivenAnswer(registration_id=registration_id, question_id=question.id)
        db.session.add(former)
    former.values, former.document_id, former.given_at = values, document_id, clock.now()


def _keep_needs(registration_id: int, reply: Reply) -> bool:
    if needs_of([registration_id]).get(registration_id, {}) == dict(reply.needs):
        return False
    db.session.execute(delete(DeclaredNeed).where(DeclaredNeed.registration_id == registration_id))
    for kind, detail in reply.needs.items():
        db.session.add(DeclaredNeed(registration_id=registration_id, kind=kind, detail=detail))
    return True


def forget(registration_ids: Sequence[int]) -> None:
    """Erase all that these registrations answered; the files with it."""
    _erase(GivenAnswer.registration_id.in_(registration_ids))
    db.session.execute(
        delete(DeclaredNeed).where(DeclaredNeed.registration_id.in_(registration_ids))
    )


def forget_meals(registration_ids: Sequence[int]) -> None:
    """Erase what these registrations said of their meal: they do not come to the room any more."""
    db.session.execute(
        delete(DeclaredNeed).where(
            DeclaredNeed.registration_id.in_(registration_ids), DeclaredNeed.kind.in_(MEALS)
        )
    )


def forget_due() -> int:
    """Erase the answers whose day has come, and needs thirty days after their event; how many.

    An event that is postponed has no day to count from yet: its answers wait for the new one, to
    which their day then moves, for half a year at most.
    """
    today = clock.today()
    due = (
        select(EventQuestion.id)
        .join(Event, Event.id == EventQuestion.event_id)
        .where(
            EventQuestion.erase_on <= today,
            or_(
                Event.status != EventStatus.POSTPONED,
                EventQuestion.erase_on <= today - POSTPONED_KEPT,
            ),
        )
    )
    return _erase(GivenAnswer.question_id.in_(due)) + _forget_needs()


def _erase(those: ColumnElement[bool]) -> int:
    """Erase answers and the files that came with them; how many answers."""
    files = db.session.scalars(
        select(GivenAnswer.document_id).where(those, GivenAnswer.document_id.is_not(None))
    ).all()
    result = db.session.execute(
        delete(GivenAnswer).where(those).execution_options(synchronize_session=False)
    )
    if files:
        documents.erase([number for number in files if number is not None])
    return _rows(result)


def _forget_needs() -> int:
    registration = Base.metadata.tables["registration"]
    over = (
        select(registration.c.id)
        .join(Event, Event.id == registration.c.event_id)
        .where(
            or_(
                Event.ends_at < clock.now() - NEEDS_KEPT,
                # A registration given up, or a date given up: nobody is expected.
                registration.c.withdrawn_at < clock.now() - NEEDS_KEPT,
                registration.c.anonymised_at.is_not(None),
            )
        )
    )
    result = db.session.execute(
        delete(DeclaredNeed)
        .where(DeclaredNeed.registration_id.in_(over))
        .execution_options(synchronize_session=False)
    )
    return _rows(result)


def _rows(result: object) -> int:
    assert isinstance(result, CursorResult)  # noqa: S101  # what a DELETE returns
    return result.rowcount
