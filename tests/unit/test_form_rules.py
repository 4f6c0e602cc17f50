"""The rule that every required field of a form is on its page sees what it is there for."""

from __future__ import annotations

from flask import Flask
from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired, Optional

from app.web.fields import ChoiceField
from app.web.forms import Form
from tests.form_rules import form_faults, offered


class Asking(Form):
    title = StringField("Titre", validators=[InputRequired()])
    mode = ChoiceField("Mode", choices=[("a", "A"), ("b", "B")])
    seats = IntegerField("Places", validators=[Optional()])


PAGE = "<!doctype html><main><form method=post>{}</form></main>"


def test_a_required_field_that_the_page_leaves_out_is_a_fault(app: Flask) -> None:
    with app.test_request_context():
        form = Asking()
        title, mode = "<input name=title>", "<input type=radio name=mode value=a>"
        assert form_faults(PAGE.format(title + mode), [form]) == []
        assert form_faults(PAGE.format(""), [form]) == [], "an act that is not offered"
        assert form_faults(PAGE.format(title), [form]) == [
            "Asking.mode is required and is not on the page"
        ]


def test_what_a_browser_sends() -> None:
    controls = (
        "<input type=hidden name=v value=1><input name=t value=x><textarea name=n>\nun</textarea>"
        "<select name=s><option value=1>1<option value=2 selected>2</select>"
        "<input type=radio name=r value=a><input type=radio name=r value=b checked>"
        "<input type=checkbox name=c value=1 checked><input type=checkbox name=c value=2 checked>"
        "<input type=file name=f><button name=go value=1>Envoyer</button>"
    )
    sent = offered(PAGE.format(controls))
    assert sent == {"v": "1", "t": "x", "n": "un", "s": "2", "r": "b", "c": ["1", "2"]}
