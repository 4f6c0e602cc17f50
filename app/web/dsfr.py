"""WTForms fields dressed as DSFR components.

`DsfrMeta.render_field` is the hook WTForms calls for every control: whatever the field's class or
widget, the control gets its classes, its description and its state. `field()` puts label, hint and
error around it. Both build fresh attributes at each call and write nothing on classes, which all
form instances share.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Flask
from markupsafe import Markup, escape
from wtforms import Field, widgets
from wtforms.fields import (
    RadioField,
    SelectField,
    SelectMultipleField,
)
from wtforms.form import BaseForm

from app.kernel.text import size, typographic
from app.web.cards import event_list
from app.web.controls import draw, draw_option, html
from app.web.mistakes import is_plumbing, messages, mistakes
from app.web.wording import French

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

    def get_translations(self, form: BaseForm) -> French:
        """Flask-WTF asks flask-babel, which we do not need: without this, messages are English."""
        return French()

    def render_field(self, field: Field, render_kw: Mapping[str, Any]) -> Markup:
        """Render the bare control with what accessibility asks of it."""
        attributes = {**(field.render_kw or {}), **render_kw}
        return draw(field, control_attributes(field, attributes))


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


def field(
    field: Field,
    hint: str | None = None,
    choice_hints: Mapping[Any, str] | None = None,
    **attributes: Any,
) -> Markup:
    """One question whatever its type: label, hint, control, error.

    `hint` replaces the field's description; `choice_hints` (value → words) puts a line under a
    radio or a box; the other keywords become attributes of the control (`class_` adds a class, an
    underscore stands for a hyphen).
    """
    attributes = {name.rstrip("_").replace("_", "-"): v for name, v in attributes.items()}
    hint = hint if hint is not None else (field.description or "")
    if hint:
        attributes["data-hint"] = True
    if getattr(field, "is_trap", False):
        return _trap(field)
    if isinstance(field.widget, widgets.HiddenInput):
        return _control(field, attributes)
    if is_group(field):
        return _group(field, hint, choice_hints, attributes)
    if isinstance(field.widget, widgets.CheckboxInput):
        return _tick(field, hint, attributes)
    return _single(field, hint, attributes)


def _label(field: Field) -> str:
    text = escape(typographic(str(field.label.text)))
    if not _is_optional(field) or text.endswith("(facultatif)"):
        return text
    return f'{text} <span class="sy-optional">(facultatif)</span>'


def _is_optional(field: Field) -> bool:
    """Whether to say that the question may be left unanswered.

    A list without an empty choice is always answered: there, only `Optional` says so. What some
    answers make necessary is not optional: its hint says when.
    """
    if field.flags.required or field.flags.conditional:
        return False
    if isinstance(field.widget, widgets.CheckboxInput):
        return False
    if isinstance(field, SelectField) and not isinstance(field, SelectMultipleField):
        return bool(field.flags.optional)
    return True


def _hint(field: Field, hint: str) -> str:
    if not hint:
        return ""
    text = hint if isinstance(hint, Markup) else escape(typographic(hint))
    return f'<span class="fr-hint-text" id="{field.id}-aide">{text}</span>'


def _error(field: Field) -> str:
    if not field.errors:
        return ""
    text = "<br>".join(escape(typographic(m)) for m in messages(field.errors))
    return f'<p class="fr-error-text" id="{field.id}-erreur">{text}</p>'


def _single(field: Field, hint: str, attributes: dict[str, Any]) -> Markup:
    kind = "input"
    if isinstance(field.widget, widgets.Select):
        kind = "select"
    elif isinstance(field.widget, widgets.FileInput):
        kind = "upload"
    bad = f" fr-{kind}-group--error" if field.errors else ""
    return html(
        f'<div class="fr-{kind}-group{bad}"><label class="fr-label" for="{field.id}">',
        _label(field),
        _hint(field, hint),
        "</label>",
        _control(field, attributes),
        _waiting(field),
        _error(field),
        "</div>",
    )


def _waiting(field: Any) -> str:
    """The files sent with a form that is shown again: they are still there, and can be removed."""
    if not hasattr(field, "waiting"):
        return ""
    rows = [_pending_file(field, place, file) for place, file in enumerate(field.waiting())]
    lost = [
        f'<p class="fr-message fr-message--warning">{escape(typographic(words))}</p>'
        for name in field.lost()
        if not field.errors
        and (words := f"« {name} » est trop lourd pour être gardé : choisissez-le de nouveau.")
    ]
    return "".join((*rows, *lost))


def _pending_file(field: Any, place: int, file: Any) -> str:
    token, box = escape(file.token), f"{field.id}-retirer-{place}"
    said = f"« {file.filename} » ({size(file.size)}) est gardé avec ce formulaire."
    words = escape(typographic(said))
    return (
        f'<div class="sy-pending"><p>{words}</p>'
        f'<input type="hidden" name="{field.name}-waiting" value="{token}">'
        '<div class="fr-checkbox-group fr-checkbox-group--sm">'
        f'<input type="checkbox" id="{box}" name="{field.name}-removed" value="{token}">'
        f'<label class="fr-label" for="{box}">Retirer ce fichier'
        f'<span class="fr-sr-only"> : {escape(file.filename)}</span></label></div></div>'
    )


def _tick(field: Field, hint: str, attributes: dict[str, Any]) -> Markup:
    bad = " fr-checkbox-group--error" if field.errors else ""
    return html(
        f'<div class="fr-checkbox-group{bad}">',
        _control(field, attributes),
        f'<label class="fr-label" for="{field.id}">',
        _label(field),
        _hint(field, hint),
        "</label>",
        _error(field),
        "</div>",
    )


def _group(
    field: Field,
    hint: str,
    choice_hints: Mapping[Any, str] | None,
    attributes: dict[str, Any],
) -> Markup:
    described = " ".join(_described_by(field, bool(hint)))
    attributes.pop("data-hint", None)
    bad = " fr-fieldset--error" if field.errors else ""
    more = f' aria-describedby="{described}"' if described else ""
    return html(
        f'<fieldset class="fr-fieldset sy-choices{bad}" id="{field.id}"{more}>',
        '<legend class="fr-fieldset__legend fr-fieldset__legend--regular">',
        _label(field),
        _hint(field, hint),
        "</legend>",
        _choices(field, choice_hints, attributes),
        _error(field),
        "</fieldset>",
    )


def _choices(field: Any, given: Mapping[Any, str] | None, attributes: dict[str, Any]) -> str:
    if not isinstance(field.widget, widgets.ListWidget):
        return _control(field, attributes)
    kind = "radio" if isinstance(field, RadioField) else "checkbox"
    hints: Mapping[Any, str] = given or getattr(field, "choice_hints", {})
    if kind == "radio" and field.flags.required:
        attributes["required"] = True
    rows: list[str] = []
    for place, choice in enumerate(field.iter_choices()):
        words = hints.get(choice.value, "")
        more = f'<span class="fr-hint-text">{escape(typographic(words))}</span>' if words else ""
        rows.append(
            f'<div class="fr-fieldset__element"><div class="fr-{kind}-group">'
            f"{draw_option(field, kind, place, choice, attributes)}"
            f'<label class="fr-label" for="{field.id}-{place}">'
            f"{escape(typographic(str(choice.label)))}{more}</label></div></div>"
        )
    drawn = "".join(rows)
    # Many short answers (departments) stand in columns.
    if len(rows) > 6 and max(len(str(c.label)) for c in field.iter_choices()) < 30:
        return f'<div class="sy-choices__list">{drawn}</div>'
    return drawn


def _control(field: Field, attributes: Mapping[str, Any]) -> Markup:
    control: Markup = field(**attributes)
    return control


def _trap(field: Field) -> Markup:
    """A field people neither see nor reach, and that programmes fill in."""
    return html(
        f'<div class="sy-trap" aria-hidden="true"><label for="{field.id}">',
        escape(field.label.text),
        "</label>",
        _control(field, {"tabindex": "-1", "autocomplete": "off"}),
        "</div>",
    )


def init_app(app: Flask) -> None:
    """Give the templates under `templates/dsfr/` what they call."""
    app.jinja_env.globals.update(
        dsfr_field=field,
        dsfr_errors=mistakes,
        dsfr_is_plumbing=is_plumbing,
        dsfr_event_list=event_list,
    )
