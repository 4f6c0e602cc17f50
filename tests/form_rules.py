"""What every page with a form must offer: the fields without which its form is refused.

A required field that the page leaves out makes a form that nobody can send. `HouseClient` looks at
every page that any test fetches, in whatever mode the test has brought it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from xml.etree.ElementTree import Element

from flask import template_rendered
from wtforms import Field, FormField, RadioField, SelectField, SelectMultipleField
from wtforms.form import BaseForm

from tests.parsing import parsed


@contextmanager
def noted_forms() -> Iterator[list[BaseForm]]:
    """The forms handed to the templates that are rendered meanwhile."""
    found: list[BaseForm] = []

    def note(_sender: Any, context: Mapping[str, Any], **_: Any) -> None:
        found.extend(forms_in(context.values()))

    with template_rendered.connected_to(note):
        yield found


def forms_in(values: Iterable[Any]) -> Iterator[BaseForm]:
    """Forms among values, also one level down in lists and mappings."""
    for value in values:
        if isinstance(value, BaseForm):
            yield value
        elif isinstance(value, Mapping):
            yield from (one for one in value.values() if isinstance(one, BaseForm))
        elif isinstance(value, list | tuple):
            yield from (one for one in value if isinstance(one, BaseForm))


def form_faults(html: str, forms: Iterable[BaseForm]) -> list[str]:
    """The required fields that the page does not offer, of the forms of which it offers anything.

    Args: the page; the forms that its templates were given. A form none of whose fields is there
    belongs to an act that this reader is not offered.
    """
    root, _ = parsed(html)
    names = {one.get("name", "") for one in root.iter() if type(one.tag) is str}
    wrong = []
    for form in forms:
        fields = [field for field in form if field.name != "csrf_token"]
        if not any(_is_offered(field, names) for field in fields if not _is_empty(field)):
            continue
        wrong += [
            f"{type(form).__name__}.{field.short_name} is required and is not on the page"
            for field in fields
            if needs_answer(field) and not _is_offered(field, names)
        ]
    return wrong


def needs_answer(field: Field) -> bool:
    """Whether the form is refused when nothing is sent for this field."""
    if field.flags.required:
        return True
    one_of_several = isinstance(field, RadioField | SelectField)
    several = isinstance(field, SelectMultipleField)
    checked = getattr(field, "validate_choice", False)
    return one_of_several and not several and not field.flags.optional and checked


def _is_offered(field: Field, names: set[str]) -> bool:
    if isinstance(field, FormField):
        return any(_is_offered(one, names) for one in field.form)
    parts: tuple[str, ...] = getattr(field, "parts", ())
    # A list without any choice draws no control: what the page then says is its own matter.
    return (
        _is_empty(field)
        or field.name in names
        or any(f"{field.name}-{part}" in names for part in parts)
    )


def _is_empty(field: Field) -> bool:
    return isinstance(field, SelectField) and not field.choices


def offered(html: str, action: str = "") -> dict[str, str | list[str]]:
    """What a browser would send of the first form of the page's main part, nothing being typed.

    `action` names the form by the end of its address. Files are left out.
    """
    root, _ = parsed(html)
    form = next(
        one
        for main in root.iter("main")
        for one in main.iter("form")
        if one.get("method") == "post" and one.get("action", "").endswith(action)
    )
    sent: dict[str, list[str]] = {}
    for control in form.iter():
        name = control.get("name") if type(control.tag) is str else None
        # Each page has its own proof against forgery, which `HouseClient` sends by itself.
        if not name or name == "csrf_token" or "disabled" in control.attrib:
            continue
        for value in _values(control):
            sent.setdefault(name, []).append(value)
    return {name: values if len(values) > 1 else values[0] for name, values in sent.items()}


def _values(control: Element) -> list[str]:
    kind = control.get("type", "text")
    if control.tag == "textarea":
        return ["".join(control.itertext()).removeprefix("\n")]
    if control.tag == "select":
        options = list(control.iter("option"))
        chosen = [one for one in options if "selected" in one.attrib] or options[:1]
        return [one.get("value", "".join(one.itertext())) for one in chosen]
    if control.tag != "input" or kind in {"submit", "button", "file", "image", "reset"}:
        return []
    if kind in {"checkbox", "radio"}:
        return [control.get("value", "on")] if "checked" in control.attrib else []
    return [control.get("value", "")]
