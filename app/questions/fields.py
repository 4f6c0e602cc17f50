"""The fields of a registration form that an event adds: questions, needs, meals.

They are as lenient as can be: what an answer must be is said once, in `rules`, and its messages
come back beside these fields.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, TypeVar

from wtforms.fields.core import UnboundField
from wtforms.validators import Optional
from wtforms.widgets import DateInput

from app.documents.enums import EVERY_EXTENSION, EVERY_LABEL
from app.documents.forms import UploadField
from app.kernel.dates import spoken_day
from app.kernel.errors import Invalid
from app.questions.enums import TICKED_MEALS, TICKED_NEEDS, NeedKind, QuestionKind
from app.questions.models import EventQuestion, GivenAnswer
from app.questions.rules import Asked, Reply, choices_of, read
from app.web.fields import ChoiceField, LineField, TextField, TicksField
from app.web.forms import Form

FormT = TypeVar("FormT", bound=Form)
NEEDS, NEEDS_DETAIL = "needs", "needs_detail"
MEALS, MEALS_DETAIL = "meals", "meals_detail"


class Needed:
    """Says that the question wants an answer; whether it got one is for the rules to say."""

    field_flags: ClassVar[dict[str, Any]] = {"required": True}

    def __call__(self, _form: Any, _field: Any) -> None:
        return


class DayField(LineField):
    """A day as the browser's own control gives it, or as somebody types it; left as typed."""

    widget = DateInput()


def fields_of(asked: Asked) -> dict[str, UnboundField[Any]]:
    """The fields to add to a form, by name."""
    fields: dict[str, UnboundField[Any]] = {}
    if asked.needs:
        ticked = [kind for kind in TICKED_NEEDS if kind in asked.needs]
        if ticked:
            fields[NEEDS] = _ticks("Besoins d’accès", ticked)
        if NeedKind.OTHER in asked.needs:
            fields[NEEDS_DETAIL] = _line("Un autre besoin")
    if asked.meals:
        fields[MEALS] = _ticks("Repas", TICKED_MEALS)
        fields[MEALS_DETAIL] = _line("Allergie ou autre régime")
    by_id = {question.id: question for question in asked.questions}
    for question in asked.questions:
        fields[question.name] = _field(question, by_id)
    return fields


def _ticks(label: str, kinds: Any) -> UnboundField[Any]:
    return _unbound(
        TicksField(
            label,
            choices=[(kind.value, kind.label) for kind in kinds],
            validate_choice=False,
        )
    )


def _line(label: str) -> UnboundField[Any]:
    return _unbound(LineField(label, render_kw={"maxlength": 500}))


def _unbound(field: Any) -> UnboundField[Any]:
    """WTForms gives back an unbound field for a field made outside a form; types say otherwise."""
    unbound: UnboundField[Any] = field
    return unbound


def _field(question: EventQuestion, by_id: Mapping[int, EventQuestion]) -> UnboundField[Any]:
    given: dict[str, Any] = {
        "label": question.label,
        "description": hint_of(question, by_id),
        "validators": [Needed()] if question.required else [Optional()],
    }
    opener = by_id.get(question.only_if_id or 0)
    if opener is not None:
        given["render_kw"] = {
            "data-only-if": opener.name,
            "data-only-value": question.only_if_value,
            # A browser must not insist on what may not be asked at all.
            "required": False,
        }
    if question.kind.has_choices or question.kind is QuestionKind.YES_NO:
        several = question.kind is QuestionKind.SEVERAL
        made: Any = (TicksField if several else ChoiceField)(
            **given,
            choices=[(choice, choice) for choice in choices_of(question)],
            validate_choice=False,
        )
    elif question.kind is QuestionKind.LONG_TEXT:
        made = TextField(**given)
    elif question.kind is QuestionKind.DATE:
        made = DayField(**given)
    elif question.kind is QuestionKind.FILE:
        given["render_kw"] = {**given.get("render_kw", {}), "accept": ",".join(EVERY_EXTENSION)}
        made = UploadField(**given)
    else:
        made = LineField(**given)
    return _unbound(made)


def hint_of(question: EventQuestion, by_id: Mapping[int, EventQuestion]) -> str:
    """When it is asked, what to say, what it serves for and until when it is kept."""
    parts = []
    opener = by_id.get(question.only_if_id or 0)
    if opener is not None:
        parts.append(f"Seulement si « {opener.label} » : {question.only_if_value}.")
    if question.hint:
        parts.append(question.hint)
    if question.kind is QuestionKind.FILE:
        parts.append(f"{EVERY_LABEL}, 20 Mo au plus.")
    until = spoken_day(question.erase_on, weekday=False)
    parts.append(f"Sert à : {question.purpose.rstrip('.')}. Effacé le {until}.")
    return " ".join(parts)


def with_questions(form: type[FormT], asked: Asked) -> type[FormT]:
    """The form class with what the event asks; the class itself where it asks nothing."""
    return type(form.__name__, (form,), fields_of(asked)) if asked else form


def answered(
    form: FormT, asked: Asked, *, kept_files: frozenset[int] = frozenset(), lenient: bool = False
) -> Reply | None:
    """The reply of a form that was sent and is right as a whole; None otherwise.

    Every message is beside its field at once: those of the form and those of the questions.
    """
    if not form.is_submitted():
        return None
    right, reply = form.validate(), None
    try:
        reply = reply_of(form, asked, kept_files=kept_files, lenient=lenient)
    except Invalid as refusal:
        form.refuse(refusal)
        right = False
    if right:
        return reply
    return None


def typed(form: Form, asked: Asked) -> dict[int, list[str]]:
    """What was typed, question by question."""
    found: dict[int, list[str]] = {}
    for question in asked.questions:
        data = form._fields[question.name].data
        if question.kind is not QuestionKind.FILE:
            found[question.id] = [str(one) for one in (data if isinstance(data, list) else [data])]
    return {key: [one for one in words if one and one != "None"] for key, words in found.items()}


def reply_of(
    form: Form,
    asked: Asked,
    *,
    kept_files: frozenset[int] = frozenset(),
    lenient: bool = False,
) -> Reply:
    """The reply of a submitted form. Raises `Invalid` beside the fields."""
    files = {
        question.id: form._fields[question.name].data
        for question in asked.questions
        if question.kind is QuestionKind.FILE and _has_file(form._fields[question.name].data)
    }
    return read(
        asked,
        typed(form, asked),
        files=files,
        kept_files=kept_files,
        needs=_declared(form),
        lenient=lenient,
    )


def _has_file(data: Any) -> bool:
    return bool(getattr(data, "filename", None))


def _declared(form: Form) -> dict[NeedKind, str | None]:
    known = {kind.value: kind for kind in (*TICKED_NEEDS, *TICKED_MEALS)}
    found: dict[NeedKind, str | None] = {}
    for name in (NEEDS, MEALS):
        if name in form._fields:
            found.update(
                (known[one], None) for one in form._fields[name].data or () if one in known
            )
    for name, kind in ((NEEDS_DETAIL, NeedKind.OTHER), (MEALS_DETAIL, NeedKind.DIET)):
        if name in form._fields and form._fields[name].data:
            found[kind] = form._fields[name].data
    return found


def fill(
    form: Form,
    asked: Asked,
    answers: Mapping[int, GivenAnswer],
    needs: Mapping[NeedKind, str | None],
) -> None:
    """Show in the form what was answered before."""
    for question in asked.questions:
        answer = answers.get(question.id)
        if answer is None or question.kind is QuestionKind.FILE:
            continue
        several = question.kind is QuestionKind.SEVERAL
        form._fields[question.name].process(
            None, answer.values if several else "".join(answer.values[:1])
        )
    for name in (NEEDS, MEALS):
        if name in form._fields:
            form._fields[name].process(None, [kind.value for kind in needs])
    for name, kind in ((NEEDS_DETAIL, NeedKind.OTHER), (MEALS_DETAIL, NeedKind.DIET)):
        if name in form._fields:
            form._fields[name].process(None, needs.get(kind) or "")
