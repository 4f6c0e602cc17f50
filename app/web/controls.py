"""Form controls as HTML text, drawn directly.

WTForms' own widgets build every attribute through `Markup.format`; a registration form of twelve
questions cost 3 ms that way, and costs a third of it here. Same result, attribute for attribute;
widgets this module does not know are left to draw themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape
from wtforms import Field, widgets

from app.kernel.text import typographic

# Widgets whose drawing is WTForms' own: a subclass that draws otherwise is left alone.
_PLAIN = frozenset(
    {
        widgets.TextInput,
        widgets.EmailInput,
        widgets.TelInput,
        widgets.URLInput,
        widgets.SearchInput,
        widgets.NumberInput,
        widgets.DateInput,
        widgets.TimeInput,
        widgets.HiddenInput,
    }
)


def html(*parts: str) -> Markup:
    """Put together pieces that are already HTML: our own tags, and values that went by `escape`."""
    return Markup("".join(parts))  # noqa: S704  # the contract above


def attributes_html(attributes: Mapping[str, Any]) -> str:
    """` name="value"` for each: True stands for a bare name; False and None are left out."""
    drawn: list[str] = []
    for name, value in attributes.items():
        if value is True:
            drawn.append(f" {name}")
        elif value is not False and value is not None:
            drawn.append(f' {name}="{escape(value)}"')
    return "".join(drawn)


def draw(field: Any, given: Mapping[str, Any]) -> Markup:
    """The control of a field with the attributes given; those the validators imply are added."""
    widget = field.widget
    kind = type(widget)
    attributes = {"id": field.id, "name": field.name, **implied(field, widget), **given}
    if kind in _PLAIN:
        attributes.setdefault("type", widget.input_type)
        attributes.setdefault("value", field._value())
        return html("<input", attributes_html(attributes), ">")
    if kind is widgets.CheckboxInput:
        attributes.setdefault("checked", bool(field.data))
        return html(
            "<input",
            attributes_html({"type": "checkbox", "value": field._value(), **attributes}),
            ">",
        )
    if kind is widgets.FileInput:
        attributes.setdefault("multiple", bool(widget.multiple))
        return html("<input", attributes_html({"type": "file", **attributes}), ">")
    if kind is widgets.TextArea:
        # The line break after the tag is dropped by browsers; it keeps one typed by the person.
        text = escape(field._value())
        return html("<textarea", attributes_html(attributes), ">\n", text, "</textarea>")
    if kind is widgets.Select and not field.has_groups():
        attributes.setdefault("multiple", bool(widget.multiple))
        return html("<select", attributes_html(attributes), ">", _options(field), "</select>")
    drawn: Markup = widget(field, **given)
    return drawn


def draw_option(
    field: Field, kind: str, place: int, choice: Any, given: Mapping[str, Any]
) -> Markup:
    """One radio or box of a field that offers several; `place` counts from 0."""
    attributes = {
        "type": kind,
        "id": f"{field.id}-{place}",
        "name": field.name,
        "value": choice.value,
        "checked": bool(choice.selected),
        **given,
    }
    return html("<input", attributes_html(attributes), ">")


def implied(field: Field, widget: Any) -> dict[str, Any]:
    """The attributes that validators ask for (`required`, `maxlength`…)."""
    wanted = getattr(widget, "validation_attrs", ())
    found = {name: value for name, value in vars(field.flags).items() if name in wanted}
    return {name: value() if callable(value) else value for name, value in found.items()}


def _options(field: Any) -> str:
    drawn: list[str] = []
    for choice in field.iter_choices():
        attributes = {"value": choice.value, "selected": bool(choice.selected)}
        attributes.update(choice.render_kw or {})
        words = escape(typographic(str(choice.label or choice.value)))
        drawn.append(f"<option{attributes_html(attributes)}>{words}</option>")
    return "".join(drawn)
