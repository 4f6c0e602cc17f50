"""Form fields that know what people type: stray spaces, Paris time, dates half known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

import wtforms
from markupsafe import Markup
from wtforms import Field, StringField, TextAreaField, widgets
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the stubs
from wtforms.utils import unset_value
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, EmailInput, ListWidget

from app.kernel.addresses import (
    WrongAddressError,
    checked_address,
    holds_web_address,
    likely_meant,
    without_invisible,
)
from app.kernel.clock import SkippedHour, from_paris, is_doubled, paris
from app.kernel.dates import MONTHS
from app.kernel.numbers import whole
from app.kernel.text import INVISIBLE
from app.web.controls import attributes_html, html

_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)
_SPACES = re.compile(r"\s+")


class LineField(StringField):
    """One line of text: trimmed, inner spaces made single, no control character. Never None."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        raw = str(valuelist[0]) if valuelist else ""
        self.data = _SPACES.sub(" ", _CONTROL.sub("", raw)).strip(INVISIBLE)


class NameField(LineField):
    """The name of a person or an organisation, which others will read in a mail: no address of the
    web in it, or a form would carry anybody's links to anybody.
    """

    def pre_validate(self, form: Any) -> None:
        if self.data and holds_web_address(self.data):
            raise ValidationError(
                "Un nom ne contient ni adresse de site, ni adresse électronique : écrivez le nom "
                "seul."
            )


class TextField(TextAreaField):
    """Several lines: trimmed, `\\n` line ends, no control character. Never None."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        raw = str(valuelist[0]) if valuelist else ""
        lines = raw.replace("\r\n", "\n").replace("\r", "\n")
        self.data = _CONTROL.sub("", lines).strip(INVISIBLE)


class EmailField(StringField):
    """An address, checked for its form only: no DNS question inside a request. Never None."""

    widget = EmailInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = without_invisible(str(valuelist[0]) if valuelist else "")

    def pre_validate(self, form: Any) -> None:
        if not self.data:
            return
        try:
            self.data = checked_address(self.data)
        except WrongAddressError as refusal:
            raise ValidationError(str(refusal)) from refusal


class OnceAskedInput(EmailInput):
    """The control, and beside it the address about which a question was asked."""

    def __call__(self, field: Field, **kwargs: Any) -> Markup:
        control = super().__call__(field, **kwargs)
        about = getattr(field, "asked_about", "")
        if not about:
            return control
        asked = {"type": "hidden", "name": f"{field.name}-sure", "value": about}
        return html(control, "<input", attributes_html(asked), ">")


class OwnEmailField(EmailField):
    """An address that nobody has confirmed yet: what looks like a slip is asked about, once.

    The same address sent again is taken as it is.
    """

    widget = OnceAskedInput()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked_about = ""

    def process(
        self, formdata: Any, data: Any = unset_value, extra_filters: Sequence[Any] | None = None
    ) -> None:
        super().process(formdata, data, extra_filters)
        self.asked_about = str(formdata.get(f"{self.name}-sure", "")) if formdata else ""

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        address = self.data or ""
        meant = likely_meant(address)
        if meant is not None and self.asked_about != address:
            self.asked_about = address
            raise ValidationError(
                f"Vouliez-vous dire {meant}\u202f? Corrigez l’adresse\u202f; si elle est juste, "
                "envoyez de nouveau le formulaire."
            )


Choices = Iterable[tuple[Any, str]]


def as_choices(choices: Choices) -> list[SelectChoice]:
    """WTForms wants its own objects and warns about pairs; pairs are what enumerations give."""
    return [SelectChoice(value=value, label=label) for value, label in choices]


def _without_blanks(valuelist: list[Any]) -> list[Any]:
    """The values that say something: `Optional` looks at the first one alone, and would let a
    choice that was never offered through behind a blank one.
    """
    return [value for value in valuelist if not isinstance(value, str) or value.strip()]


class SelectField(wtforms.SelectField):
    """One answer in a drop-down list; `choices`: (value, label) pairs."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        # An empty value may be a choice of its own ("none of them"); spaces are that value.
        given = _without_blanks(valuelist)[:1]
        self.raw_data = given or ["" for _ in valuelist[:1]]
        super().process_formdata(self.raw_data)

    def __init__(
        self,
        label: str | None = None,
        validators: list[Any] | None = None,
        *,
        choices: Choices = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, choices=as_choices(choices), **kwargs)

    def offer(self, choices: Choices) -> None:
        """Set the choices of this form only, once they are known (from the database)."""
        self.choices = as_choices(choices)


class ChoiceField(wtforms.RadioField):
    """One answer among a few. `choice_hints`: value → a line under its label."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        # An empty value may be a choice of its own ("none of them"); spaces are that value.
        given = _without_blanks(valuelist)[:1]
        self.raw_data = given or ["" for _ in valuelist[:1]]
        super().process_formdata(self.raw_data)

    def __init__(
        self,
        label: str | None = None,
        validators: list[Any] | None = None,
        *,
        choices: Choices = (),
        choice_hints: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, choices=as_choices(choices), **kwargs)
        self.choice_hints = dict(choice_hints or {})

    def offer(self, choices: Choices, hints: Mapping[str, str] | None = None) -> None:
        """Set the choices, and their hints, of this form only."""
        self.choices = as_choices(choices)
        self.choice_hints = dict(hints or {})


class TicksField(wtforms.SelectMultipleField):
    """Any number of answers, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.raw_data = _without_blanks(valuelist)
        super().process_formdata(self.raw_data)

    def __init__(
        self,
        label: str | None = None,
        validators: list[Any] | None = None,
        *,
        choices: Choices = (),
        choice_hints: Mapping[Any, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, choices=as_choices(choices), **kwargs)
        self.choice_hints = dict(choice_hints or {})

    def offer(self, choices: Choices, hints: Mapping[Any, str] | None = None) -> None:
        """Set the choices, and their hints, of this form only."""
        self.choices = as_choices(choices)
        self.choice_hints = dict(hints or {})


class HoneypotField(StringField):
    """Left empty by people, filled in by programmes: `data` non-empty means a programme."""

    is_trap = True


class _Parts(Field):
    """A question answered in several small controls, named `<name>-<part>`."""

    is_group = True
    widget = widgets.TextInput()
    parts: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.typed: dict[str, str] = {}

    @property
    def first_id(self) -> str:
        """Where the error summary leads."""
        return f"{self.id}-{self.parts[0]}"

    def process(
        self, formdata: Any, data: Any = None, extra_filters: Sequence[Any] | None = None
    ) -> None:
        names = {part: f"{self.name}-{part}" for part in self.parts}
        sent = formdata is not None and any(name in formdata for name in names.values())
        # Without this, WTForms would look for a control named like the whole field.
        super().process(None, data, extra_filters)
        self.typed = self._split(self.data)
        if formdata is None:
            return
        if sent:
            self.typed = {p: str(formdata.get(n, "")).strip() for p, n in names.items()}
        self.raw_data = [value for value in self.typed.values() if value] if sent else []
        self.data = None
        if self.raw_data:
            try:
                self.data = self._join(self.typed)
            except ValueError as error:
                self.process_errors = [*self.process_errors, str(error)]

    def _split(self, data: Any) -> dict[str, str]:
        raise NotImplementedError

    def _join(self, typed: dict[str, str]) -> Any:
        raise NotImplementedError

    def _control(self, part: str, label: str, control: str, **attributes: Any) -> str:
        name = f"{self.id}-{part}"
        drawn = attributes_html(
            {
                "class": "fr-input",
                "id": name,
                "name": f"{self.name}-{part}",
                "type": control,
                "value": self.typed.get(part, ""),
                "required": bool(self.flags.required) and part in self.needed,
                "aria-invalid": "true" if self.errors else None,
                **attributes,
            }
        )
        return (
            f'<div class="sy-part sy-part--{part}"><label class="fr-label" for="{name}">'
            f"{label}</label><input{drawn}></div>"
        )


class ParisDateTimeField(_Parts):
    """A day and an hour in Paris; `data` is an aware UTC datetime or None.

    The hour that spring skips is refused; for the hour that autumn doubles, the person is asked.
    """

    parts = ("jour", "heure", "passage")
    needed = ("jour", "heure")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask_pass = False

    def _split(self, data: datetime | None) -> dict[str, str]:
        if data is None:
            return {}
        local = paris(data)
        passage = str(local.fold + 1) if is_doubled(local.date(), local.time()) else ""
        self.ask_pass = bool(passage)
        return {"jour": f"{local:%Y-%m-%d}", "heure": f"{local:%H:%M}", "passage": passage}

    def _join(self, typed: dict[str, str]) -> datetime:
        try:
            day, hour = date.fromisoformat(typed["jour"]), time.fromisoformat(typed["heure"])
        except ValueError:
            raise ValueError(
                "Indiquez le jour et l’heure, par exemple 14/05/2026 et 09:30."
            ) from None
        self.ask_pass = is_doubled(day, hour)
        if self.ask_pass and typed["passage"] not in {"1", "2"}:
            raise ValueError(
                "Cette nuit-là, cette heure existe deux fois : dites laquelle (1 ou 2)."
            )
        try:
            return from_paris(day, hour, second_pass=typed["passage"] == "2")
        except OverflowError:
            raise ValueError("Cette année n’est pas possible.") from None
        except SkippedHour:
            raise ValueError(
                "Cette heure n’existe pas : cette nuit-là, on passe de 2 h à 3 h."
            ) from None

    def widget(self, field: Field, **_: Any) -> Markup:  # type: ignore[override]  # two inputs
        rows = [self._control("jour", "Jour", "date"), self._control("heure", "Heure", "time")]
        if self.ask_pass:
            rows.append(self._control("passage", "1re ou 2e fois", "number", min=1, max=2))
        return html('<div class="sy-parts">', *rows, "</div>")


class PartialDateField(_Parts):
    """A date of which the day, or the day and month, may not be known yet.

    `data` is `(year, month | None, day | None)` or None.
    """

    parts = ("jour", "mois", "annee")
    needed = ("annee",)

    def _split(self, data: tuple[int, int | None, int | None] | None) -> dict[str, str]:
        if data is None:
            return {}
        year, month, day = data
        return {"annee": str(year), "mois": str(month or ""), "jour": str(day or "")}

    def _join(self, typed: dict[str, str]) -> tuple[int, int | None, int | None]:
        if not typed["annee"]:
            raise ValueError("Indiquez au moins l’année.")
        if typed["jour"] and not typed["mois"]:
            raise ValueError("Indiquez aussi le mois, ou laissez le jour vide.")
        try:
            year, month = whole(typed["annee"]), _month(typed["mois"])
            day = whole(typed["jour"]) if typed["jour"] else None
            date(year, month or 1, day or 1)
        except (ValueError, OverflowError):
            raise ValueError("Cette date n’existe pas. Exemple : 14, 5, 2026.") from None
        return year, month, day

    def widget(self, field: Field, **_: Any) -> Markup:  # type: ignore[override]  # three inputs
        numeric = {"inputmode": "numeric", "autocomplete": "off"}
        return html(
            '<div class="sy-parts">',
            self._control("jour", "Jour", "text", **numeric),
            self._control("mois", "Mois", "text", autocomplete="off"),
            self._control("annee", "Année", "text", **numeric),
            "</div>",
        )


def _month(typed: str) -> int | None:
    """A month as people write it: `5`, `05`, `mai`."""
    if not typed:
        return None
    if typed.lower() in MONTHS:
        return MONTHS.index(typed.lower()) + 1
    return whole(typed)
