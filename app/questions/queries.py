"""Reading what events ask and what people answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlalchemy import Select, bindparam, func, select

from app.documents.models import Document
from app.events.enums import EventMode
from app.events.models import Event
from app.events.queries import event_to_run
from app.kernel.access import Actor
from app.kernel.dates import spoken_day
from app.kernel.db import db, fetch
from app.kernel.text import joined, number
from app.questions.enums import NeedKind, QuestionKind
from app.questions.models import DeclaredNeed, EventQuestion, FormOptions, GivenAnswer
from app.questions.rules import NOTHING, Asked


def asked_of(event: Event) -> Asked:
    """What the form of this event asks; one small query where it asks nothing."""
    rows = fetch(_options(), event_id=event.id)
    if not rows:
        return NOTHING
    needs, meals = rows[0]
    questions = db.session.scalars(_questions(), {"event_id": event.id}).all()
    meals = meals and event.mode is not EventMode.REMOTE
    return Asked(tuple(NeedKind(need) for need in needs), meals, tuple(questions))


@cache
def _options() -> Select[list[str], bool]:
    """Built once: it runs at every registration."""
    return select(FormOptions.needs, FormOptions.meals).where(
        FormOptions.event_id == bindparam("event_id")
    )


@cache
def _questions() -> Select[EventQuestion]:
    return (
        select(EventQuestion)
        .where(EventQuestion.event_id == bindparam("event_id"), EventQuestion.retired_at.is_(None))
        .order_by(EventQuestion.rank, EventQuestion.id)
    )


def question_to_edit(
    actor: Actor, *, slug: str, question_id: int
) -> tuple[Event, EventQuestion] | None:
    """A question with its event, for those who run it; None when there is none to see."""
    event = event_to_run(actor, slug=slug)
    if event is None:
        return None
    question = db.session.scalar(
        select(EventQuestion).where(
            EventQuestion.id == question_id,
            EventQuestion.event_id == event.id,
            EventQuestion.retired_at.is_(None),
        )
    )
    return (event, question) if question else None


def answered_count(question: EventQuestion) -> int:
    return (
        db.session.scalar(
            select(func.count())
            .select_from(GivenAnswer)
            .where(GivenAnswer.question_id == question.id)
        )
        or 0
    )


@dataclass(frozen=True)
class Said:
    """One answer in words, with its file if it is one."""

    question_id: int
    label: str
    words: str
    document: Document | None = None
    # The same for a file that is counted and sorted: a number, a day, a choice on each line.
    value: int | float | date | str | None = None


def said_by(registration_ids: Sequence[int]) -> dict[int, list[Said]]:
    """The answers of these registrations in the order of the questions; one query."""
    found: dict[int, list[Said]] = {}
    rows = db.session.execute(
        select(GivenAnswer, EventQuestion, Document)
        .join(EventQuestion, EventQuestion.id == GivenAnswer.question_id)
        .outerjoin(Document, Document.id == GivenAnswer.document_id)
        .where(GivenAnswer.registration_id.in_(registration_ids))
        .order_by(EventQuestion.rank, EventQuestion.id, GivenAnswer.id)
    )
    for answer, question, document in rows:
        found.setdefault(answer.registration_id, []).append(
            Said(
                question.id,
                question.label,
                in_words(question.kind, answer.values),
                document,
                as_value(question.kind, answer.values),
            )
        )
    return found


def in_words(kind: QuestionKind, values: Sequence[str]) -> str:
    if kind is QuestionKind.DATE and values:
        return spoken_day(date.fromisoformat(values[0]))
    if kind is QuestionKind.NUMBER and values:
        return number(float(values[0]))
    return joined(values)


def as_value(kind: QuestionKind, values: Sequence[str]) -> int | float | date | str | None:
    """The answer as data: what it was typed for, not as one reads it in a sentence."""
    if not values:
        return None
    if kind is QuestionKind.DATE:
        return date.fromisoformat(values[0])
    if kind is QuestionKind.NUMBER:
        plain = values[0]
        # Beyond what a spreadsheet's number holds, its digits are kept as a text.
        if len(plain) > 15:
            return plain
        return float(plain) if "." in plain else int(plain)
    return "\n".join(values)


def values_of(registration_ids: Sequence[int]) -> dict[int, dict[int, list[str]]]:
    """By registration and question, what was answered; one query."""
    found: dict[int, dict[int, list[str]]] = {}
    rows = db.session.execute(
        select(GivenAnswer.registration_id, GivenAnswer.question_id, GivenAnswer.values).where(
            GivenAnswer.registration_id.in_(registration_ids)
        )
    )
    for registration_id, question_id, values in rows:
        found.setdefault(registration_id, {})[question_id] = values
    return found


def given_by(registration_id: int) -> dict[int, GivenAnswer]:
    """The answers of one person by question, as they are kept."""
    rows = db.session.scalars(
        select(GivenAnswer)
        .where(GivenAnswer.registration_id == registration_id)
        .order_by(GivenAnswer.id)
    )
    return {answer.question_id: answer for answer in rows}


def needs_of(registration_ids: Sequence[int]) -> dict[int, dict[NeedKind, str | None]]:
    """The needs of these registrations; one query."""
    found: dict[int, dict[NeedKind, str | None]] = {}
    rows = db.session.execute(
        select(DeclaredNeed.registration_id, DeclaredNeed.kind, DeclaredNeed.detail)
        .where(DeclaredNeed.registration_id.in_(registration_ids))
        .order_by(DeclaredNeed.id)
    )
    for registration_id, kind, detail in rows:
        found.setdefault(registration_id, {})[kind] = detail
    return found
