"""What an event asks, asked again at its duplicate; its days of erasure, which follow its date."""

from __future__ import annotations

from sqlalchemy import select

from app.events.facts import EventDuplicated, EventMoved
from app.kernel.clock import paris, today
from app.kernel.db import db
from app.questions.models import EventQuestion, FormOptions


def move_erasures(fact: EventMoved) -> None:
    """Answers are erased as long after the new date as they were to be after the old one."""
    rows = db.session.scalars(
        select(EventQuestion)
        .where(EventQuestion.event_id == fact.event.id)
        .order_by(EventQuestion.id)
    )
    for question in rows:
        question.erase_on += fact.by
    db.session.flush()


def copy_questions(fact: EventDuplicated) -> None:
    """The needs, the meals and the questions still asked, with their conditions, no answer.

    Answers are erased as long after the new date as they were after the old one, never before it.
    """
    event, source = fact.event, fact.source
    options = db.session.get(FormOptions, source.id)
    if options is not None:
        db.session.add(
            FormOptions(event_id=event.id, needs=list(options.needs), meals=options.meals)
        )
    held_on = paris(event.starts_at).date() if event.starts_at else today()
    copies: dict[int, int] = {}
    for question in db.session.scalars(
        select(EventQuestion)
        .where(EventQuestion.event_id == source.id, EventQuestion.retired_at.is_(None))
        .order_by(EventQuestion.rank, EventQuestion.id)
    ).all():
        erase_on = question.erase_on
        if source.starts_at is not None:
            erase_on += held_on - paris(source.starts_at).date()
        condition = copies.get(question.only_if_id) if question.only_if_id else None
        copy = EventQuestion(
            event_id=event.id,
            kind=question.kind,
            label=question.label,
            hint=question.hint,
            required=question.required,
            choices=list(question.choices),
            purpose=question.purpose,
            erase_on=max(erase_on, held_on),
            only_if_id=condition,
            only_if_value=question.only_if_value if condition else None,
            rank=question.rank,
        )
        db.session.add(copy)
        db.session.flush()
        copies[question.id] = copy.id
