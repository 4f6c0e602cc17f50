"""What pages say before and beside: whom an act tells, what a question wants, what leads where."""

from __future__ import annotations

import pytest
from flask import Flask

from app.kernel.db import db, transaction
from app.proposals.forms.writing import ProposalForm
from app.proposals.policies import is_notified
from app.proposals.queries.loading import reload
from app.proposals.services import ProposalText
from app.strategy.models import Axis, Dispositif, Framework
from tests.proposing import TEXT, brought_to, cast
from tests.web import HouseClient

pytestmark = pytest.mark.same_on_both

LISTS = (
    *("axes", "departments", "dispositifs", "metropoles"),
    *("supporters", "origins", "documents"),
)


def test_several_decisions_are_told_once_it_is_shown_to_whom(
    app: Flask, client: HouseClient
) -> None:
    people = cast()
    made = [brought_to("accepted", people) for _ in range(2)]
    found = [reload(one.id).reference for one in made]
    client.sign_in(people.accounts["staff"])
    assert client.get("/gestion/decisions").text.count('name="reference"') == 2
    query = "&".join(f"reference={one}" for one in found)
    page = client.get(f"/gestion/decisions/notifier?{query}").text
    assert "Notifier 2" in page
    # The author, the co-author, the lead and the instructor, each counted once.
    assert "part aussitôt à 4" in page
    assert client.get("/gestion/decisions/notifier").status_code == 303
    assert client.get("/gestion/decisions/notifier?reference=P-1999-001").status_code == 404
    told = client.post("/gestion/decisions/notifier", data={"reference": found})
    assert told.status_code == 303
    assert all(is_notified(reload(one.id)) for one in made)
    assert client.get(f"/gestion/decisions/notifier?{query}").status_code == 409


def test_previews_name_those_whom_a_form_chooses(client: HouseClient) -> None:
    people = cast()
    client.sign_in(people.accounts["instructor"])
    reference = reload(brought_to("under_review", people).id).reference
    consult = client.get(f"/gestion/propositions/{reference}/consulter").text
    assert "ne prévient personne" not in consult
    assert "Le service recevra" in consult
    joining = client.get(f"/gestion/propositions/{reference}/joindre").text
    assert "Les auteurs de la proposition choisie" in joining
    client.sign_in(people.accounts["commissioner"])
    silent = reload(brought_to("accepted", people).id).reference
    told = reload(brought_to("accepted, notified", people).id).reference
    assert "ne prévient personne" in client.get(f"/gestion/propositions/{silent}/rectifier").text
    assert "part aussitôt à 3" in client.get(f"/gestion/propositions/{told}/rectifier").text


def test_a_proposal_and_the_dispositifs_it_names_lead_to_each_other(
    app: Flask, client: HouseClient
) -> None:
    people = cast()
    with transaction():
        framework = Framework(code="FICTIF", slug="fictif", name="Cadre fictif")
        db.session.add(framework)
        db.session.flush()
        axis = Axis(framework_id=framework.id, number=1, label="Axe fictif")
        db.session.add(axis)
        db.session.flush()
        named = Dispositif(axis_id=axis.id, slug="accueil-fictif", name="Accueil fictif")
        db.session.add(named)
        db.session.flush()
    text = ProposalText(**{**vars(TEXT), "dispositif_ids": frozenset({named.id})})
    told = brought_to("accepted, notified", people, text)
    secret = brought_to("accepted", people, text)
    place = "/strategie/fictif/axes/1"
    page = client.get(f"/propositions/{reload(told.id).reference}").text
    assert f'href="{place}#dispositif-accueil-fictif"' in page
    shown = client.get(place).text
    assert str(reload(told.id).reference) in shown
    assert str(reload(secret.id).reference) not in shown


def test_each_question_of_the_card_has_help_and_an_example(app: Flask) -> None:
    with app.test_request_context():
        choices: dict[str, list[tuple[str, str]]] = {name: [] for name in LISTS}
        form = ProposalForm(choices=choices)
        beside = {one.name: str(one.description) for one in form if one.type != "HiddenField"}
    # Which files to take off says itself, and who decides has a hint beside each choice.
    for name in ("removed", "csrf_token", "decision_level"):
        beside.pop(name, None)
    assert {name for name, help_ in beside.items() if "Exemple" not in help_} == set()
