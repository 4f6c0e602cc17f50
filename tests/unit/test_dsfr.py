"""Form fields as DSFR markup: what assistive technology is told, nothing shared between forms."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, FileField, Form, HiddenField, SubmitField, validators

from app.proposals.forms.acts import DecisionForm
from app.web import dsfr
from app.web.fields import (
    ChoiceField,
    EmailField,
    HoneypotField,
    LineField,
    ParisDateTimeField,
    PartialDateField,
    SelectField,
    TextField,
    TicksField,
)
from app.web.mistakes import is_plumbing, mistakes

NEEDED = validators.InputRequired()


class Registration(Form):
    class Meta(dsfr.DsfrMeta):
        pass

    mode = ChoiceField(
        "Comment venez-vous ?", [NEEDED], choices=[("a", "Sur place"), ("b", "Loin")]
    )
    first_name = LineField("Prénom", [NEEDED, validators.Length(max=20)])
    email = EmailField("Courriel", [NEEDED], description="Pour vous confirmer.")
    kind = SelectField("Type", choices=[("x", "<b>"), ("y", "Y")])
    needs = TicksField("Vos besoins", choices=[("lsf", "LSF"), ("pmr", "Fauteuil")])
    text = TextField("Message")
    file = FileField("Pièce")
    consent = BooleanField("J’accepte", [NEEDED])
    starts = ParisDateTimeField("Début")
    when = PartialDateField("Date annoncée")
    website = HoneypotField("Site")
    token = HiddenField()
    send = SubmitField("Envoyer")


class Elements(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs), f"attribute given twice on <{tag}>"
        self.found.append((tag, dict(attrs)))


def elements(text: str, *tags: str) -> list[dict[str, str | None]]:
    return [attributes for tag, attributes in Elements(text).found if tag in tags]


def control(text: str) -> dict[str, str | None]:
    (found,) = elements(text, "input", "select", "textarea")
    return found


def sent(**values: Any) -> Registration:
    form = Registration(MultiDict({name.replace("__", "-"): v for name, v in values.items()}))
    form.validate()
    return form


@pytest.fixture(autouse=True)
def context() -> Iterator[None]:
    with Flask(__name__).test_request_context():
        yield


def test_a_fresh_field_says_nothing_of_errors() -> None:
    text = dsfr.field(Registration().first_name)
    drawn = control(text)
    assert drawn["class"] == "fr-input"
    assert drawn["autocomplete"] == "given-name"
    assert drawn["maxlength"] == "20"
    assert "required" in drawn
    assert "aria-invalid" not in drawn
    assert "aria-describedby" not in drawn
    assert "None" not in text
    assert "error" not in text


def test_a_refused_field_points_to_hint_and_message() -> None:
    text = dsfr.field(sent(email="camille").email)
    drawn = control(text)
    assert drawn["aria-invalid"] == "true"
    assert drawn["aria-describedby"] == "email-aide email-erreur"
    assert drawn["value"] == "camille"
    ids = [e["id"] for e in elements(text, "span", "p") if "id" in e]
    assert ids == ["email-aide", "email-erreur"]
    assert "fr-input-group--error" in text
    assert "prenom.nom@example.org" in text


def test_a_hint_given_by_the_page_is_described() -> None:
    text = dsfr.field(Registration().first_name, "Comme sur <votre> badge.")
    assert control(text)["aria-describedby"] == "first_name-aide"
    assert "&lt;votre&gt;" in text
    assert "data-hint" not in text


def test_optional_is_said_in_words_and_needed_is_not() -> None:
    assert "(facultatif)" in dsfr.field(Registration().text)
    assert "(facultatif)" not in dsfr.field(Registration().first_name)
    assert "(facultatif)" not in dsfr.field(Registration().consent)
    assert "(facultatif)" not in dsfr.field(Registration().kind)


def test_radios_are_one_fieldset() -> None:
    text = dsfr.field(sent(mode="b").mode)
    assert [e["id"] for e in elements(text, "fieldset")] == ["mode"]
    radios = elements(text, "input")
    assert [r["id"] for r in radios] == ["mode-0", "mode-1"]
    assert ["checked" in r for r in radios] == [False, True]
    assert [e["for"] for e in elements(text, "label")] == ["mode-0", "mode-1"]


def test_ticks_keep_what_was_ticked() -> None:
    form = Registration(MultiDict([("needs", "pmr")]))
    boxes = elements(dsfr.field(form.needs), "input")
    assert [(b["type"], "checked" in b) for b in boxes] == [("checkbox", False), ("checkbox", True)]


def test_select_escapes_and_selects() -> None:
    text = dsfr.field(Registration(MultiDict({"kind": "y"})).kind)
    assert "&lt;b&gt;" in text
    assert [("selected" in o) for o in elements(text, "option")] == [False, True]


def test_textarea_keeps_a_first_line_break() -> None:
    form = Registration(data={"text": "\nun"})
    assert ">\n\nun</textarea>" in dsfr.field(form.text, rows=4)


def test_attributes_of_the_page_win_and_classes_add_up() -> None:
    drawn = control(dsfr.field(Registration().first_name, class_="large", autocomplete="off"))
    assert drawn["class"] == "fr-input large"
    assert drawn["autocomplete"] == "off"


def test_two_forms_share_nothing() -> None:
    dsfr.field(sent(email="x").email, "Autre", rows=3, class_="z")
    drawn = control(dsfr.field(Registration().email))
    assert drawn["class"] == "fr-input"
    assert "aria-invalid" not in drawn
    assert "rows" not in drawn


def test_hidden_and_trap() -> None:
    assert control(dsfr.field(Registration().token))["type"] == "hidden"
    trap = dsfr.field(Registration().website)
    assert control(trap)["tabindex"] == "-1"
    assert 'aria-hidden="true"' in trap


def test_checkbox_file_and_what_is_plumbing() -> None:
    form = sent(consent="y")
    assert "checked" in control(dsfr.field(form.consent))
    assert "value" not in control(dsfr.field(form.file))
    assert [f.name for f in form if is_plumbing(f)] == ["token", "send"]


def test_mistakes_follow_the_questions_and_lead_to_them() -> None:
    form = sent(email="x")
    form.form_errors = ["Les inscriptions sont closes."]
    found = mistakes(form)
    assert [m.target for m in found] == ["", "mode-0", "first_name", "email", "kind", "consent"]
    assert found[0].message == "Les inscriptions sont closes."
    assert found[1].label == "Comment venez-vous"
    assert found[2].message == "cette réponse est nécessaire."


def test_lines_are_trimmed_and_cleaned() -> None:
    form = sent(first_name="  Anne \u202e Lise\x00 ", text=" a\r\nb ", email=" a@EXAMPLE.org ")
    assert form.first_name.data == "Anne Lise"
    assert form.text.data == "a\nb"
    assert form.email.data == "a@example.org"


def test_paris_time_becomes_utc() -> None:
    form = sent(starts__jour="2026-05-14", starts__heure="09:30")
    assert form.starts.data == datetime(2026, 5, 14, 7, 30, tzinfo=UTC)
    assert not form.starts.errors


def test_paris_time_is_shown_back() -> None:
    form = Registration(data={"starts": datetime(2026, 1, 14, 8, 5, tzinfo=UTC)})
    values = {e["name"]: e["value"] for e in elements(dsfr.field(form.starts), "input")}
    assert values == {"starts-jour": "2026-01-14", "starts-heure": "09:05"}


def test_the_skipped_hour_is_refused_and_kept() -> None:
    form = sent(starts__jour="2026-03-29", starts__heure="02:30")
    assert form.starts.data is None
    assert "n’existe pas" in form.starts.errors[0]
    assert 'value="02:30"' in dsfr.field(form.starts)


def test_the_doubled_hour_is_asked() -> None:
    asked = sent(starts__jour="2026-10-25", starts__heure="02:30")
    assert "deux fois" in asked.starts.errors[0]
    assert "starts-passage" in dsfr.field(asked.starts)
    second = sent(starts__jour="2026-10-25", starts__heure="02:30", starts__passage="2")
    assert second.starts.data == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "data"),
    [
        ({"when__annee": "2023"}, (2023, None, None)),
        ({"when__annee": "2023", "when__mois": "mai"}, (2023, 5, None)),
        ({"when__annee": "2023", "when__mois": "05", "when__jour": "3"}, (2023, 5, 3)),
        ({"when__annee": "", "when__mois": ""}, None),
        ({"when__annee": "2023", "when__jour": "3"}, None),
        ({"when__annee": "2023", "when__mois": "2", "when__jour": "30"}, None),
    ],
)
def test_partial_dates(typed: dict[str, str], data: object) -> None:
    assert sent(**typed).when.data == data


def test_partial_date_keeps_what_was_typed() -> None:
    form = sent(when__annee="2023", when__mois="2", when__jour="30")
    assert form.when.errors
    values = [e["value"] for e in elements(dsfr.field(form.when), "input")]
    assert values == ["30", "2", "2023"]


def test_what_some_answers_make_necessary_is_not_called_optional(app: Flask) -> None:
    with app.test_request_context():
        shown = dsfr.field(DecisionForm().reasons)
    assert "(facultatif)" not in shown
    assert "Nécessaires si" in shown
