"""Conventions and contracts: entered by the team, read by all, with exact amounts."""

from __future__ import annotations

import io
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select

from app.accounts.enums import Role
from app.audit.models import AuditEntry
from app.kernel.access import ANONYMOUS, SYSTEM
from app.kernel.db import db, transaction
from app.kernel.errors import NotAllowed
from app.reference.models import Metropole
from app.strategy import services
from app.strategy.models import Axis, Convention, ConventionAction, Framework
from app.strategy.queries import convention_by_id, conventions
from tests import make
from tests.counting import counted_queries
from tests.web import HouseClient
from tests.world import PDF

ADD = "/gestion/strategie/conventions/nouvelle"
FORM: dict[str, Any] = {
    "kind": "cls",
    "title": "Contrat local (fictif)",
    "status": "signed",
    "department": "31",
    "metropole": "",
    "signatories": "État, conseil départemental",
    "signed_on": "2024-06-30",
    "starts_on": "2024-01-01",
    "ends_on": "2027-12-31",
    "amount_cents": "1 250 000,51",
    "state_share": "50",
    "note": "",
    "sources": ["SEED"],
}


@pytest.fixture
def team(site: HouseClient) -> HouseClient:
    site.sign_in(make.account(Role.STAFF))
    return site


def only() -> Convention:
    latest = select(Convention.id).order_by(Convention.id.desc()).limit(1)
    number = db.session.scalars(latest).one()
    db.session.expire_all()
    found = convention_by_id(SYSTEM, convention_id=number)
    assert found is not None
    return found


def text_of(client: Any, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return unescape(answer.get_data(as_text=True)).replace("\u202f", " ").replace("\u00a0", " ")


def test_a_contract_is_entered_and_read_by_all(team: HouseClient) -> None:
    metropole = db.session.scalars(
        select(Metropole).where(Metropole.name == "Toulouse Métropole")
    ).one()
    answer = team.post(ADD, data=FORM | {"metropole": str(metropole.id)})
    assert answer.status_code == 303
    made = only()
    assert made.amount_cents == 125_000_051
    # To the cent below: never more than what was announced.
    assert made.state_cents == 62_500_025
    assert made.place == "Haute-Garonne (31) et Toulouse Métropole"
    visitor = team.application.test_client()
    page = text_of(visitor, f"/strategie/conventions/{made.slug}")
    assert "1 250 000,51 €" in page
    assert "50 % du montant total, soit 625 000,25 €" in page
    assert "du 1er janvier 2024 au 31 décembre 2027" in page
    assert "Modifier" not in page.split("<main", 1)[1].split("</main", 1)[0]
    for place in ("31", "toulouse-metropole"):
        assert "Contrat local (fictif)" in text_of(visitor, f"/territoires/{place}")
    assert "Contrat local (fictif)" not in text_of(visitor, "/territoires/11")
    assert "Contrat local (fictif)" in text_of(visitor, "/strategie/conventions?departement=31")
    elsewhere = text_of(visitor, "/strategie/conventions?departement=11&genre=cls")
    assert "Aucune convention ici" in elsewhere
    assert text_of(visitor, "/strategie/conventions?departement=99&genre=rien")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"department": ""}, "Dites avec quel département ou quelle métropole."),
        ({"department": "75"}, "Choi"),
        ({"amount_cents": "-12"}, "montant positif"),
        ({"amount_cents": "1,234"}, "montant positif"),
        ({"state_share": "101"}, "pourcentage, de 0 à 100"),
        ({"ends_on": "2023-12-31"}, "La fin est avant le début."),
        ({"signed_on": "hier"}, ""),
        ({"sources": []}, "Dites d’où vient ce fait."),
        ({"title": ""}, "Indiquez l’intitulé."),
    ],
)
def test_what_is_wrong_is_said_and_kept(
    team: HouseClient, change: dict[str, Any], said: str
) -> None:
    post = team.forge if change.get("department") == "75" else team.post
    answer = post(ADD, data=FORM | change)
    assert answer.status_code == 422
    text = unescape(answer.get_data(as_text=True))
    assert said in text
    assert "État, conseil départemental" in text
    # Nothing but that of the programme.
    assert [one.department_code for one in conventions()] == ["09"]


def test_actions_their_axes_and_what_does_not_add_up(team: HouseClient) -> None:
    assert team.post(ADD, data=FORM).status_code == 303
    made = only()
    axis = db.session.scalars(
        select(Axis).join(Axis.framework).where(Framework.code == "CLS", Axis.number == 2)
    ).one()
    add = f"/gestion/strategie/conventions/{made.id}/actions/nouvelle"
    action = {"label": "Aller vers (fictif)", "axis": str(axis.id), "amount_cents": "1 000 000"}
    assert team.post(add, data=action).status_code == 303
    page = text_of(team, f"/strategie/conventions/{made.slug}")
    assert "CLS, axe 2" in page
    assert "Non détaillé" in page
    assert "250 000,51 €" in page
    assert team.post(add, data=action | {"label": "Autre (fictive)"}).status_code == 303
    assert "dépassent le montant total" in text_of(team, "/gestion/strategie")
    assert len(only().actions) == 2
    wrong = team.post(add, data=action | {"amount_cents": "beaucoup"})
    assert wrong.status_code == 422
    last = only().actions[-1]
    form = text_of(team, f"/gestion/strategie/conventions/actions/{last.id}")
    assert f'<option value="{axis.id}" selected>' in form
    assert 'value="1 000 000"' in form
    gone = f"/gestion/strategie/conventions/actions/{last.id}/retirer"
    assert team.post(gone).status_code == 303
    assert team.forge(gone).status_code == 404
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert entry.before["label"] == "Autre (fictive)"


def test_two_people_on_one_convention(team: HouseClient) -> None:
    assert team.post(ADD, data=FORM).status_code == 303
    made = only()
    address = f"/gestion/strategie/conventions/{made.id}"
    form = text_of(team, address)
    assert '<option value="31" selected>' in form
    assert '<option value="signed" selected>' in form
    assert 'value="1 250 000,51"' in form
    seen = FORM | {"version": services.version_of(made)}
    assert team.post(address, data=seen | {"title": "Le leur (fictif)"}).status_code == 303
    late = team.forge(address, data=seen | {"title": "Le mien (fictif)"})
    assert late.status_code == 409
    text = late.get_data(as_text=True)
    assert "Le leur (fictif)" in text
    assert "Le mien (fictif)" in text
    assert only().title == "Le leur (fictif)"


def test_its_documents_are_for_all_to_read(team: HouseClient) -> None:
    made = make.convention(department_code="31")
    address = f"/gestion/strategie/conventions/{made.id}/documents"
    assert team.post(address, data={}).status_code == 422
    wrong = {"documents": (io.BytesIO(b"MZ"), "x.exe")}
    assert team.post(address, data=wrong).status_code == 422
    sent = {"documents": (io.BytesIO(PDF), "contrat.pdf")}
    assert team.post(address, data=sent).status_code == 303
    (file,) = only().documents
    visitor = team.application.test_client()
    assert "contrat.pdf" in text_of(visitor, f"/strategie/conventions/{made.slug}")
    assert visitor.get(f"/documents/{file.id}/contrat.pdf").status_code == 200
    gone = f"{address}/{file.id}/retirer"
    assert team.post(gone).status_code == 303
    assert team.forge(gone).status_code == 404
    assert visitor.get(f"/documents/{file.id}/contrat.pdf").status_code == 302


def test_only_the_team_writes(site: HouseClient) -> None:
    made = make.convention()
    with pytest.raises(NotAllowed):
        services.save_action(ANONYMOUS, None, convention=made, label="x")
    with pytest.raises(NotAllowed):
        services.remove_action(ANONYMOUS, ConventionAction(convention_id=made.id, label="x"))


def test_as_many_questions_for_3_as_for_30(site: HouseClient) -> None:
    one = make.convention()

    def fill(count: int) -> None:
        for _ in range(count):
            made = make.convention()
            with transaction():
                services.save_action(SYSTEM, None, convention=one, label=f"Action {made.id}")

    counts = []
    for count in (3, 27):
        fill(count)
        for address in ("/strategie/conventions", f"/strategie/conventions/{one.slug}"):
            with counted_queries() as asked:
                assert site.get(address).status_code == 200
            counts.append(len(asked))
    assert counts[:2] == counts[2:]
