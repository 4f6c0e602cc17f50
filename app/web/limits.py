"""Bounds that every field of every form has, whatever its own rules: no text without a maximum."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from wtforms import FieldList, FormField, HiddenField, IntegerField, StringField, TextAreaField

from app.kernel.numbers import LARGEST
from app.kernel.text import number

# Where a field says nothing else by `Length`: a line, several pages.
LINE: Final = 1_000
TEXT: Final = 20_000


def longest(field: Any) -> int | None:
    """How many signs `field` takes; None where no text is typed."""
    if not isinstance(field, StringField) or isinstance(field, HiddenField):
        return None
    stated: int | None = field.flags.maxlength
    return stated or (TEXT if isinstance(field, TextAreaField) else LINE)


def refuse_too_much(form: Iterable[Any]) -> bool:
    """Put a message beside each field of `form` that holds more than it takes; True if any does."""
    refused = False
    for field in _fields(form):
        message = _too_much(field)
        if message is not None:
            refused = True
            if not field.errors:
                field.errors = [message]
    return refused


def _fields(form: Iterable[Any]) -> Iterator[Any]:
    for field in form:
        if isinstance(field, FieldList):
            yield from _fields(field.entries)
        elif isinstance(field, FormField):
            yield from _fields(field.form)
        else:
            yield field


def _too_much(field: Any) -> str | None:
    most = longest(field)
    if most is not None and isinstance(field.data, str) and len(field.data) > most:
        return f"Ce texte est trop long : {number(most)} caractères au plus."
    largest = getattr(field, "largest", LARGEST)
    if isinstance(field, IntegerField) and field.data is not None and abs(field.data) > largest:
        return "Ce nombre est trop grand."
    return None
