"""Every text that people type has a maximum, in its form and again before it is written."""

from __future__ import annotations

import importlib
import io
import pkgutil
import time
from collections.abc import Iterator
from typing import Any

import pytest
import wtforms
from flask import Flask
from sqlalchemy import select
from wtforms.fields.core import UnboundField
from wtforms.widgets import TextArea, TextInput

import app as package
from app.kernel.db import db, transaction
from app.kernel.errors import Invalid
from app.organisations.models import Organisation
from app.proposals.models import Proposal
from app.web import limits
from app.web.fields import ChoiceField, LineField, PartialDateField, TextField, TicksField
from app.web.forms import Form
from tests.web import HouseClient
from tests.whole_app.test_access import visit_as
from tests.world import World

pytestmark = pytest.mark.budget(10)
# Read by a pattern of a dozen digits: nothing longer passes.
PATTERNED = {"MillionsField", "EuroField", "EurosField", "AmountField"}


def forms() -> Iterator[type[Form]]:
    for module in pkgutil.walk_packages(package.__path__, "app."):
        if "form" in module.name or ".views" in module.name:
            importlib.import_module(module.name)
    waiting = list(Form.__subclasses__())
    while waiting:
        form = waiting.pop()
        waiting += form.__subclasses__()
        if form.__module__.startswith("app."):
            yield form


def fields(form: type[wtforms.Form]) -> Iterator[tuple[str, Any]]:
    for name in dir(form):
        found = getattr(form, name, None)
        if isinstance(found, UnboundField):
            yield name, found


def test_each_text_of_each_form_has_a_maximum_that_is_checked(app: Flask) -> None:
    """`limits` gives one to whatever inherits `StringField`; a text of another class escapes it."""
    seen, unbounded = 0, []
    with app.test_request_context(method="POST"):
        for form in set(forms()):
            for name, unbound in fields(form):
                field = unbound.bind(form=wtforms.Form(), name=name)
                seen += 1
                most = limits.longest(field)
                shown = isinstance(field.widget, TextArea | TextInput)
                own = hasattr(field, "longest") or hasattr(field, "parts")
                other = isinstance(field, wtforms.HiddenField | wtforms.IntegerField)
                if shown and not (most or own or other) and type(field).__name__ not in PATTERNED:
                    unbounded.append(f"{form.__module__}.{form.__name__}.{name}")
    assert seen > 200
    assert not unbounded


class Sample(Form):
    class Meta(Form.Meta):
        csrf = False

    line = LineField("Une ligne")
    text = TextField("Un texte")
    count = wtforms.IntegerField("Un nombre", [wtforms.validators.Optional()])
    ticks = TicksField("Cases", [wtforms.validators.Optional()], choices=[("a", "A")])
    one = ChoiceField("Choix", [wtforms.validators.Optional()], choices=[("a", "A")])
    day = PartialDateField("Date")


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({"line": "a" * 1_001}, "line"),
        ({"text": "a" * 20_001}, "text"),
        ({"count": "9" * 30}, "count"),
        ({"ticks": [" ", "never offered"]}, "ticks"),
        ({"one": [" ", "never offered"]}, "one"),
        ({"day-annee": "9" * 25}, "day"),
        ({"day-annee": "²"}, "day"),
    ],
)
def test_too_much_or_never_offered_is_a_message(
    app: Flask, sent: dict[str, object], wrong: str
) -> None:
    with app.test_request_context(method="POST", data=sent):
        form = Sample()
        assert not form.validate()
        assert set(form.errors) == {wrong}


def test_blank_choices_are_no_choice(app: Flask) -> None:
    with app.test_request_context(
        method="POST", data={"ticks": [" ", "a"], "line": "\u200b a \u00a0"}
    ):
        form = Sample()
        assert form.validate(), form.errors
        assert form.ticks.data == ["a"]
        assert form.line.data == "a"


def test_a_text_beyond_its_column_is_refused_before_it_is_written(app: Flask) -> None:
    with pytest.raises(Invalid) as refusal, transaction():
        db.session.add(Organisation(slug="a", name="a" * 2_000_001))
    assert "trop long" in refusal.value.message


def test_a_form_that_was_sent_json_is_read_as_empty(app: Flask, client: HouseClient) -> None:
    for body in ("null", "[1]", '"a"', "[" * 50_000):
        answer = client.send("/connexion", data=body, content_type="application/json")
        assert answer.status_code in {400, 422}, body[:20]


def test_rows_that_are_too_long_keep_what_was_typed(shared_app: Flask, world: World) -> None:
    client = visit_as(shared_app, world, "lead")
    address = f"/gestion/evenements/{world.names['meeting']}/compte-rendu"
    names = "Alix Exemple, " * 40
    answer = client.post(
        address,
        {"people-0-name": names, "people-0-presence": "present", "counting": "named"},
        page=address,
        blank=True,
    )
    assert answer.status_code == 422
    assert "un texte est trop long" in answer.text
    assert names.strip() in answer.text


def test_a_file_where_words_are_asked_is_no_answer(shared_app: Flask, world: World) -> None:
    client = visit_as(shared_app, world, "admin")
    files = {"content": (io.BytesIO(b"sources:"), "a.yaml"), "filename": (io.BytesIO(b"a"), "b")}
    assert client.forge("/gestion/strategie/import", files).status_code == 422


def test_a_proposal_of_forty_thousand_letters_without_a_space_opens(
    shared_app: Flask, world: World
) -> None:
    """A picture pasted as text; stored before there was a maximum, it stopped both workers."""
    reference = world.names["proposal_accepted"]
    with transaction():
        found = db.session.scalars(select(Proposal).where(Proposal.reference == reference)).one()
        found.findings = found.content = "a" * 40_000
    client = visit_as(shared_app, world, "staff")
    began = time.process_time()
    assert client.get(f"/propositions/{reference}").status_code == 200
    assert time.process_time() - began < 10
