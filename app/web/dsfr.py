"""WTForms fields dressed as DSFR components.

`DsfrMeta.render_field` is the hook WTForms calls for every control: whatever the field's class or
widget, the control gets its classes, its description and its state. `field()` puts label, hint and
error around it. Both build fresh attributes at each call and write nothing on classes, which all
form instances share.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask
from markupsafe import Markup, escape
from wtforms import Field, widgets
from wtforms.fields import FormField, RadioField, SelectField, SubmitField
from wtforms.form import BaseForm

from app.kernel.text import typographic

# What browsers may fill in for the person, by the name of the field (WCAG 1.3.5).
AUTOCOMPLETE = {
    "first_name": "given-name",
    "last_name": "family-name",
    "email": "email",
    "phone": "tel",
    "organisation": "organization",
    "postal_code": "postal-code",
}
_CLASSES: tuple[tuple[type[Any], str], ...] = (
    (widgets.FileInput, "fr-upload"),
    (widgets.CheckboxInput, ""),
    (widgets.RadioInput, ""),
    (widgets.SubmitInput, "fr-btn"),
    (widgets.HiddenInput, ""),
    (widgets.Input, "fr-input"),
    (widgets.TextArea, "fr-input"),
    (widgets.Select, "fr-select"),
)


class DsfrMeta:
    """Mixed into the Meta of the base form, before the library's own."""

    def render_field(self, field: Field, render_kw: Mapping[str, Any]) -> Markup:
        """Render the bare control with what accessibility asks of it."""
        attributes = {**(field.render_kw or {}), **render_kw}
        control: Markup = field.widget(field, **control_attributes(field, attributes))
        return control


def control_attributes(field: Field, given: Mapping[str, Any]) -> dict[str, Any]:
    """The attributes of a control; `given` wins, but for its class, which is added."""
    attributes: dict[str, Any] = {}
    classes = next((name for kind, name in _CLASSES if isinstance(field.widget, kind)), "")
    classes = f"{classes} {given.get('class_', given.get('class', ''))}".strip()
    if classes:
        attributes["class"] = classes
    plumbing = isinstance(field.widget, widgets.HiddenInput | widgets.SubmitInput)
    if not plumbing and not is_group(field):
        described = " ".join(_described_by(field, bool(given.get("data-hint"))))
        if described:
            attributes["aria-describedby"] = described
        if field.errors:
            # Only when true: WTForms would print `aria-invalid="None"`.
            attributes["aria-invalid"] = "true"
        if field.short_name in AUTOCOMPLETE:
            attributes["autocomplete"] = AUTOCOMPLETE[field.short_name]
        if getattr(field.widget, "input_type", "") == "email":
            attributes.update(spellcheck="false", autocapitalize="off")
    ours = {"class", "class_", "data-hint"}
    attributes.update((name, value) for name, value in given.items() if name not in ours)
    return {name: value for name, value in attributes.items() if value is not None}


def _described_by(field: Field, hint: bool) -> Iterable[str]:
    if hint or field.description:
        yield f"{field.id}-aide"
    if field.errors:
        yield f"{field.id}-erreur"


def is_group(field: Field) -> bool:
    """Whether the field is several controls under one question."""
    return isinstance(field.widget, widgets.ListWidget) or getattr(field, "is_group", False)


def is_plumbing(field: Field) -> bool:
    """Whether the field is not shown among the questions (hidden, or the button)."""
    return isinstance(field.widget, widgets.HiddenInput) or isinstance(field, SubmitField)


def field(field: Field, hint: str | None = None, **attributes: Any) -> Markup:
    """One question whatever its type: label, hint, control, error.

    `hint` replaces the field's description; the other keywords become attributes of the control
    (`class_` adds a class, an underscore stands for a hyphen).
    """
    attributes = {name.replace("_", "-"): v for name, v in attributes.items()}
    hint = hint if hint is not None else (field.description or "")
    if hint:
        attributes["data-hint"] = True
    if getattr(field, "is_trap", False):
        return _trap(field)
    if isinstance(field.widget, widgets.HiddenInput):
        return _control(field, attributes)
    if is_group(field):
        return _group(field, hint, attributes)
    if isinstance(field.widget, widgets.CheckboxInput):
        return _tick(field, hint, attributes)
    return _single(field, hint, attributes)


def _control(field: Field, attributes: Mapping[str, Any]) -> Markup:
    control: Markup = field(**attributes)
    return control


def _options(field: Field) -> Iterable[Field]:
    """The controls of a field that holds several (radios, boxes)."""
    options: Iterable[Field] = field  # type: ignore[assignment]  # Field does not declare __iter__
    return options


def _label(field: Field) -> Markup:
    text = escape(typographic(str(field.label.text)))
    if field.flags.required or isinstance(field.widget, widgets.CheckboxInput):
        return text
    return text + Markup(' <span class="sy-optional">(facultatif)</span>')


def _hint(field: Field, hint: str) -> Markup:
    if not hint:
        return Markup("")
    text = hint if isinstance(hint, Markup) else escape(typographic(hint))
    return Markup('<span class="fr-hint-text" id="{}-aide">{}</span>').format(field.id, text)


def _error(field: Field) -> Markup:
    if not field.errors:
        return Markup("")
    text = Markup("<br>").join(escape(typographic(str(e))) for e in _messages(field.errors))
    return Markup('<p class="fr-error-text" id="{}-erreur">{}</p>').format(field.id, text)


def _single(field: Field, hint: str, attributes: dict[str, Any]) -> Markup:
    kind = "input"
    if isinstance(field.widget, widgets.Select):
        kind = "select"
    elif isinstance(field.widget, widgets.FileInput):
        kind = "upload"
    bad = f" fr-{kind}-group--error" if field.errors else ""
    return Markup(
        '<div class="fr-{kind}-group{bad}"><label class="fr-label" for="{id}">{label}{hint}</label>'
        "{control}{error}</div>"
    ).format(
        kind=kind,
        bad=bad,
        id=field.id,
        label=_label(field),
        hint=_hint(field, hint),
        control=_control(field, attributes),
        error=_error(field),
    )


def _tick(field: Field, hint: str, attributes: dict[str, Any]) -> Markup:
    return Markup(
        '<div class="fr-checkbox-group{bad}">{control}'
        '<label class="fr-label" for="{id}">{label}{hint}</label>{error}</div>'
    ).format(
        bad=" fr-checkbox-group--error" if field.errors else "",
        id=field.id,
        label=_label(field),
        hint=_hint(field, hint),
        control=_control(field, attributes),
        error=_error(field),
    )


def _group(field: Field, hint: str, attributes: dict[str, Any]) -> Markup:
    described = " ".join(_described_by(field, bool(hint)))
    attributes.pop("data-hint", None)
    return Markup(
        '<fieldset class="fr-fieldset sy-choices{bad}" id="{id}"{described}>'
        '<legend class="fr-fieldset__legend fr-fieldset__legend--regular">{label}{hint}</legend>'
        "{controls}{error}</fieldset>"
    ).format(
        bad=" fr-fieldset--error" if field.errors else "",
        id=field.id,
        described=Markup(' aria-describedby="{}"').format(described) if described else "",
        label=_label(field),
        hint=_hint(field, hint),
        controls=_controls(field, attributes),
        error=_error(field),
    )


def _controls(field: Field, attributes: dict[str, Any]) -> Markup:
    if not isinstance(field.widget, widgets.ListWidget):
        return _control(field, attributes)
    kind = "radio" if isinstance(field, RadioField) else "checkbox"
    hints = getattr(field, "choice_hints", {})
    rows = []
    for option in _options(field):
        words = hints.get(option.data, "")
        more = Markup('<span class="fr-hint-text">{}</span>').format(typographic(words))
        if not isinstance(field, RadioField | SelectField):
            attributes.pop("required", None)
        rows.append(
            Markup(
                '<div class="fr-fieldset__element"><div class="fr-{kind}-group">{control}'
                '<label class="fr-label" for="{id}">{label}{more}</label></div></div>'
            ).format(
                kind=kind,
                control=option.widget(option, **attributes),
                id=option.id,
                label=typographic(str(option.label.text)),
                more=more if words else "",
            )
        )
    return Markup("").join(rows)


def _trap(field: Field) -> Markup:
    """A field people neither see nor reach, and that programmes fill in."""
    return Markup(
        '<div class="sy-trap" aria-hidden="true"><label for="{id}">{label}</label>{control}</div>'
    ).format(
        id=field.id,
        label=field.label.text,
        control=field(tabindex="-1", autocomplete="off"),
    )


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
        messages = list(_messages(one.errors))
        if not messages:
            continue
        if isinstance(one, FormField):
            found += mistakes(one.form)
        elif is_plumbing(one):
            found += [Mistake(typographic(m)) for m in messages]
        else:
            label = typographic(str(one.label.text)).rstrip(" ?:\u202f\u00a0")
            found.append(Mistake(typographic(messages[0]), _first_control(one), label))
    return found


def _first_control(field: Field) -> str:
    if isinstance(field.widget, widgets.ListWidget):
        return next((str(option.id) for option in _options(field)), str(field.id))
    return str(getattr(field, "first_id", field.id))


def _messages(errors: Any) -> Iterable[str]:
    """The messages of a field, flattened: field lists and sub-forms nest theirs."""
    if isinstance(errors, Mapping):
        for inner in errors.values():
            yield from _messages(inner)
    elif isinstance(errors, list | tuple):
        for inner in errors:
            yield from _messages(inner)
    elif errors:
        yield str(errors)


def init_app(app: Flask) -> None:
    """Give the templates under `templates/dsfr/` what they call."""
    app.jinja_env.globals.update(
        dsfr_field=field, dsfr_errors=mistakes, dsfr_is_plumbing=is_plumbing
    )
