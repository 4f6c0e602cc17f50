"""What has to be put right in a form: the summary at its top, in the order of the questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from wtforms import Field, widgets
from wtforms.fields import FormField, SubmitField
from wtforms.form import BaseForm

from app.kernel.text import shortened, typographic


@dataclass(frozen=True)
class Mistake:
    """One line of the summary at the top: `target` is the id to go to, empty for the whole form."""

    message: str
    target: str = ""
    label: str = ""


def mistakes(form: BaseForm) -> list[Mistake]:
    """What has to be put right, in the order of the questions; the form's own messages first."""
    found = [Mistake(typographic(str(m))) for m in getattr(form, "form_errors", ())]
    for one in form:
        said = list(messages(one.errors))
        if not said:
            continue
        if isinstance(one, FormField):
            found += mistakes(one.form)
        elif is_plumbing(one):
            found += [Mistake(typographic(m)) for m in said]
        else:
            label = shortened(typographic(str(one.label.text)).rstrip(" ?:.\u202f\u00a0"), 60)
            found.append(Mistake(_after(typographic(said[0])), _first_control(one), label))
    return found


def _after(message: str) -> str:
    """The message as it follows "Prénom : ", hence without a capital, unless it is an acronym's."""
    return message[:1].lower() + message[1:] if message[1:2].islower() else message


def _first_control(field: Field) -> str:
    if isinstance(field.widget, widgets.ListWidget):
        return f"{field.id}-0"
    return str(getattr(field, "first_id", field.id))


def messages(errors: Any) -> Iterable[str]:
    """The messages of a field, flattened: field lists and sub-forms nest theirs."""
    if isinstance(errors, Mapping):
        for inner in errors.values():
            yield from messages(inner)
    elif isinstance(errors, list | tuple):
        for inner in errors:
            yield from messages(inner)
    elif errors:
        yield str(errors)


def is_plumbing(field: Field) -> bool:
    """Whether the field is not shown among the questions (hidden, or the button)."""
    return isinstance(field.widget, widgets.HiddenInput) or isinstance(field, SubmitField)
