"""Setting what an event asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select

from app.audit import services as audit
from app.events.models import Event
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db, lock_row
from app.kernel.errors import Conflict, Invalid, NotFound
from app.kernel.text import counted, fold
from app.questions.enums import ACCESS_NEEDS, NeedKind, QuestionKind
from app.questions.models import EventQuestion, FormOptions, GivenAnswer
from app.questions.queries import answered_count
from app.questions.rules import choices_of

MOST_QUESTIONS = 30
MOST_CHOICES = 30


@dataclass(frozen=True)
class Draft:
    """A question as its author wrote it. `only_if`: (question id, the answer that opens it)."""

    kind: QuestionKind
    label: str
    purpose: str
    erase_on: date
    hint: str | None = None
    required: bool = False
    choices: Sequence[str] = field(default_factory=list)
    only_if: tuple[int, str] | None = None


def set_options(actor: Actor, event: Event, *, needs: Sequence[NeedKind], meals: bool) -> bool:
    """Ask about these needs and, or not, about meals; False when nothing changes."""
    options = _options(event)
    # In one order, whatever that of the boxes.
    wanted = [kind.value for kind in ACCESS_NEEDS if kind in needs]
    before, after = audit.changes(options, {"needs": wanted, "meals": meals})
    if not after:
        return False
    options.needs, options.meals = wanted, meals
    db.session.flush()
    audit.record(actor, "event:ask_needs", event, before=before, after=after)
    return True


def add(actor: Actor, event: Event, draft: Draft) -> EventQuestion:
    """Ask one more question, after the others. Raises `Invalid` with a message per field."""
    _options(event)
    others = _others(event)
    if len(others) >= MOST_QUESTIONS:
        raise Conflict(f"Un formulaire a au plus {counted(MOST_QUESTIONS, 'question')}.")
    rank = max((one.rank for one in others), default=0) + 1
    values = _checked(event, draft, others)
    question = EventQuestion(event_id=event.id, rank=rank, **values)
    db.session.add(question)
    db.session.flush()
    audit.record(actor, "event:add_question", event, after={"question": question.id})
    return question


def edit(actor: Actor, event: Event, question: EventQuestion, draft: Draft) -> bool:
    """Change a question; False when nothing changes. Its kind stays once somebody has answered."""
    _options(event)
    others = [one for one in _others(event) if one.id != question.id]
    if draft.kind != question.kind and answered_count(question):
        raise Invalid({"kind": "Des personnes ont répondu : retirez la question, posez-en une."})
    values = _checked(event, draft, [one for one in others if one.rank < question.rank])
    _, after = audit.changes(question, values)
    if not after:
        return False
    renamed = _renamed(question, values)
    # Another question may hang on an answer that would be no more.
    for other in others:
        if other.only_if_id == question.id and (
            not draft.kind.can_decide
            or renamed.get(str(other.only_if_value), other.only_if_value) not in _words(draft)
        ):
            raise Invalid(
                {"choices": f"La question « {other.label} » dépend d’une de ces réponses."}
            )
    for name, value in values.items():
        setattr(question, name, value)
    _rename(question, renamed, [one for one in others if one.only_if_id == question.id])
    db.session.flush()
    audit.record(
        actor,
        "event:edit_question",
        event,
        after={"question": question.id, "fields": sorted(after)},
    )
    return True


def _renamed(question: EventQuestion, values: Mapping[str, Any]) -> dict[str, str]:
    """Former answer → the one that stands in its place, where as many are offered as before.

    "Logement" written "Logement et santé" is the same answer: who gave it does not answer again.
    An answer that only changes its place is no other.
    """
    former, now = question.choices, values["choices"]
    if len(former) != len(now):
        return {}
    return {
        one: other
        for one, other in zip(former, now, strict=True)
        if one not in now and other not in former
    }


def _rename(
    question: EventQuestion, renamed: Mapping[str, str], hanging: Sequence[EventQuestion]
) -> None:
    """Write the new words in what was answered, and in the questions that hang on them."""
    if not renamed:
        return
    for other in hanging:
        other.only_if_value = renamed.get(str(other.only_if_value), other.only_if_value)
    given = db.session.scalars(select(GivenAnswer).where(GivenAnswer.question_id == question.id))
    for answer in given:
        answer.values = [renamed.get(one, one) for one in answer.values]


def remove(actor: Actor, event: Event, question: EventQuestion) -> None:
    """Ask it no more. Answers already given are kept until their day, for who organises."""
    _options(event)
    for other in _others(event):
        if other.only_if_id == question.id:
            raise Conflict(f"La question « {other.label} » en dépend : retirez-la d’abord.")
    question.retired_at = clock.now()
    db.session.flush()
    audit.record(actor, "event:remove_question", event, after={"question": question.id})


def move_up(actor: Actor, event: Event, question: EventQuestion) -> bool:
    """Ask it before the one above; False for the first. Never before the one it depends on."""
    _options(event)
    before = [one for one in _others(event) if one.rank < question.rank]
    if not before:
        return False
    above = before[-1]
    if question.only_if_id == above.id:
        raise Conflict("Cette question dépend de celle qui la précède.")
    question.rank, above.rank = above.rank, question.rank
    db.session.flush()
    audit.record(actor, "event:move_question", event, after={"question": question.id})
    return True


def _options(event: Event) -> FormOptions:
    """The event's options, made at need; the event is locked from here on."""
    if lock_row(Event, event.id) is None:
        raise NotFound
    options = db.session.get(FormOptions, event.id)
    if options is None:
        options = FormOptions(event_id=event.id)
        db.session.add(options)
        db.session.flush()
    return options


def _others(event: Event) -> list[EventQuestion]:
    return list(
        db.session.scalars(
            select(EventQuestion)
            .where(EventQuestion.event_id == event.id, EventQuestion.retired_at.is_(None))
            .order_by(EventQuestion.rank, EventQuestion.id)
        )
    )


def _words(draft: Draft) -> list[str]:
    return ["Oui", "Non"] if draft.kind is QuestionKind.YES_NO else list(draft.choices)


def _checked(event: Event, draft: Draft, earlier: Sequence[EventQuestion]) -> dict[str, Any]:
    errors: dict[str, str] = {}
    choices = list(draft.choices) if draft.kind.has_choices else []
    if draft.kind.has_choices and len(choices) < 2:
        errors["choices"] = "Écrivez au moins deux réponses, une par ligne."
    elif len(choices) > MOST_CHOICES:
        errors["choices"] = f"{MOST_CHOICES} réponses au plus."
    elif len({fold(choice) for choice in choices}) < len(choices):
        errors["choices"] = "Deux réponses sont les mêmes."
    if draft.erase_on <= clock.today():
        errors["erase_on"] = "Cette date est déjà passée."
    elif event.ends_at is not None and draft.erase_on < clock.paris(event.ends_at).date():
        errors["erase_on"] = "Gardez les réponses jusqu’à l’événement : choisissez une date après."
    only_if_id, only_if_value = draft.only_if or (None, None)
    if draft.only_if is not None:
        opener = next((one for one in earlier if one.id == only_if_id), None)
        if opener is None or not opener.kind.can_decide or only_if_value not in choices_of(opener):
            errors["only_if"] = "Choisissez une réponse d’une question posée avant."
    if errors:
        raise Invalid(errors)
    return {
        "kind": draft.kind,
        "label": draft.label,
        "hint": draft.hint or None,
        "required": draft.required,
        "choices": choices,
        "purpose": draft.purpose,
        "erase_on": draft.erase_on,
        "only_if_id": only_if_id,
        "only_if_value": only_if_value,
    }
