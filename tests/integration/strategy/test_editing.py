"""The team completes what sources say; each act is journalled; imports respect it."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from app.accounts.enums import Role
from app.accounts.models import Account
from app.audit.models import AuditEntry
from app.kernel.db import db, transaction
from app.programme.services import default_file, import_file
from app.reference.models import Source
from app.strategy.models import AnnouncedTotal, Axis, Dispositif, Figure, FundingLine, in_force
from app.strategy.queries import funding
from tests import make
from tests.web import HouseClient


@pytest.fixture
def team(site: HouseClient) -> HouseClient:
    site.sign_in(make.account(Role.STAFF))
    return site


def total(key: str) -> AnnouncedTotal:
    found = select(AnnouncedTotal).where(AnnouncedTotal.key == key, in_force(AnnouncedTotal))
    return db.session.scalars(found.execution_options(populate_existing=True)).one()


def last_act() -> AuditEntry:
    return db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()


def test_a_total_is_changed_journalled_and_kept_by_imports(team: HouseClient) -> None:
    held = total("dispositifs")
    form = {"value": "70", "qualifier": "", "sources": ["SEED", "SITE"]}
    answer = team.post(f"/gestion/strategie/totaux/{held.id}", data=form)
    assert answer.status_code == 303
    changed = total("dispositifs")
    assert (changed.value, changed.qualifier) == (70, None)
    act = last_act()
    assert act.action == "strategy:edit_total"
    assert act.before == {"value": 65, "qualifier": "plus de", "source_codes": ["SEED"]}
    with transaction():
        import_file(default_file())
    assert total("dispositifs").value == 70


def test_a_fact_names_its_source(team: HouseClient) -> None:
    form = {"year": "2024", "key": "groups", "value": "12", "qualifier": ""}
    answer = team.post("/gestion/strategie/totaux/nouveau", data=form)
    assert answer.status_code == 422
    assert "Dites d’où vient ce fait." in answer.get_data(as_text=True)


def test_a_total_stands_once_per_year(team: HouseClient) -> None:
    form = {"year": "2023", "key": "groups", "value": "13", "sources": ["SEED"]}
    answer = team.post("/gestion/strategie/totaux/nouveau", data=form)
    assert answer.status_code == 422
    assert "déjà saisi pour cette année" in answer.get_data(as_text=True)
    assert total("groups").value == 12


@pytest.mark.parametrize(
    ("typed", "cents"),
    [("18,4", 1_840_000_000), ("1 234,56", 123_456_000_000), ("0.01", 1_000_000)],
)
def test_amounts_are_kept_in_cents(team: HouseClient, typed: str, cents: int) -> None:
    form = {"label": "Ligne fictive", "amount": typed, "sources": ["SEED"]}
    assert (
        team.post("/gestion/strategie/financements/2023/lignes/nouvelle", data=form).status_code
        == 303
    )
    found = select(FundingLine).where(FundingLine.label == "Ligne fictive")
    line = db.session.scalars(found).one()
    assert line.amount_cents == cents
    assert line.rank == 7


@pytest.mark.parametrize("typed", ["", "beaucoup", "-3", "1,123456789", "1e3"])
def test_other_amounts_are_refused_and_kept_in_the_form(team: HouseClient, typed: str) -> None:
    form = {"label": "Ligne fictive", "amount": typed, "sources": ["SEED"]}
    answer = team.post("/gestion/strategie/financements/2023/lignes/nouvelle", data=form)
    assert answer.status_code == 422
    assert f'value="{typed}"' in answer.get_data(as_text=True)


def test_the_total_of_a_year_can_be_corrected(team: HouseClient) -> None:
    shown = team.get("/gestion/strategie/financements/2023").get_data(as_text=True)
    assert 'value="75"' in shown
    form = {"amount": "76,5", "sources": ["SEED"]}
    assert team.post("/gestion/strategie/financements/2023", data=form).status_code == 303
    held = funding(2023)
    assert held is not None
    assert held.total == 7_650_000_000
    assert last_act().after == {"total_cents": 7_650_000_000}


def test_a_dispositif_its_figures_and_a_source_are_added(team: HouseClient) -> None:
    source = {"code": "BILAN_2024", "label": "Bilan annuel 2024", "url": ""}
    assert team.post("/gestion/strategie/sources/nouvelle", data=source).status_code == 303
    assert db.session.get(Source, "BILAN_2024") is not None
    assert last_act().after["code"] == "BILAN_2024"
    axis = db.session.scalars(select(Axis).order_by(Axis.id.desc()).limit(1)).one()
    form = {"name": "Dispositif fictif", "department_codes": ["09"], "sources": ["BILAN_2024"]}
    address = f"/gestion/strategie/axes/{axis.id}/dispositifs/nouveau"
    assert team.post(address, data=form).status_code == 303
    made = db.session.scalars(
        select(Dispositif).where(Dispositif.name == "Dispositif fictif")
    ).one()
    figure = {"year": "2024", "value": "40", "unit": "personnes", "sources": ["BILAN_2024"]}
    figure["territory"] = "region"
    address = f"/gestion/strategie/dispositifs/{made.id}/chiffres/nouveau"
    assert team.post(address, data=figure).status_code == 303
    assert team.post(address, data=figure).status_code == 422
    figures = db.session.scalars(select(Figure).where(Figure.dispositif_id == made.id)).all()
    assert [one.value for one in figures] == [40]
    assert team.get("/bilan/2024").status_code == 200


def test_departments_of_a_dispositif_change(team: HouseClient) -> None:
    found = select(Dispositif).where(Dispositif.name == "Renationalisation du RSA")
    held = db.session.scalars(found).one()
    form = {"name": held.name, "department_codes": ["11"], "sources": ["SEED"], "page": "49"}
    assert team.post(f"/gestion/strategie/dispositifs/{held.id}", data=form).status_code == 303
    with transaction():
        report = import_file(default_file())
    assert {kept.name for kept in report.kept} == {"departments", "source_codes"}


def test_a_save_without_change_leaves_no_trace(team: HouseClient) -> None:
    held, before = total("groups"), last_act().id
    form = {"value": "12", "qualifier": "", "sources": ["SEED"]}
    assert team.post(f"/gestion/strategie/totaux/{held.id}", data=form).status_code == 303
    assert last_act().id == before


def test_only_the_team_edits(site: HouseClient) -> None:
    held = total("groups")
    address = f"/gestion/strategie/totaux/{held.id}"
    assert site.get(address).status_code == 302
    partner: Account = make.account(Role.PARTNER)
    site.sign_in(partner)
    for one in (address, "/gestion/strategie", "/gestion/partenaires", "/gestion"):
        assert site.get(one).status_code == 403
    assert site.forge(address, data={"value": "99", "sources": ["SEED"]}).status_code == 403
    assert total("groups").value == 12


VERSION = re.compile(r'name="version"[^>]* value="([0-9a-f]+)"')


@pytest.mark.parametrize("field", ["value", "qualifier"])
def test_two_people_correct_the_same_fact(team: HouseClient, field: str) -> None:
    held = total("dispositifs")
    path = f"/gestion/strategie/totaux/{held.id}"
    found = VERSION.search(team.get(path).text)
    assert found is not None
    form = {"value": "65", "qualifier": "plus de", "sources": ["SEED"], "version": found[1]}
    first = form | {field: "71"}
    assert team.post(path, data=first).status_code == 303
    late = team.forge(path, data=form | {field: "82"})
    assert late.status_code == 409
    assert "71" in late.text
    assert "82" in late.text
    assert late.text.count("La version enregistrée") == 1, "what differs, and what was asked"
    db.session.rollback()
    assert str(getattr(total("dispositifs"), field)) == "71", "the first save stays"


def test_an_amount_is_compared_as_it_is_typed(team: HouseClient) -> None:
    path = "/gestion/strategie/financements/2023"
    found = VERSION.search(team.get(path).text)
    assert found is not None
    form = {"amount": "75,5", "sources": ["SEED"], "version": found[1]}
    assert team.post(path, data=form).status_code == 303
    late = team.forge(path, data=form | {"amount": "76"})
    assert late.status_code == 409
    assert "75,5" in late.text


def test_an_axis_has_figures_of_its_own(team: HouseClient) -> None:
    axis = db.session.scalars(select(Axis).order_by(Axis.id).limit(1)).one()
    form = {"year": "2024", "territory": "09", "value": "12", "unit": "lieux", "sources": ["SEED"]}
    address = f"/gestion/strategie/axes/{axis.id}/chiffres/nouveau"
    assert team.post(address, data=form).status_code == 303
    made = db.session.scalars(select(Figure).where(Figure.axis_id == axis.id)).one()
    assert (made.department_code, made.dispositif_id) == ("09", None)
    assert "lieux, Ariège" in team.get(f"/gestion/strategie/axes/{axis.id}").get_data(as_text=True)
    again = team.post(address, data=form)
    assert again.status_code == 422
    edit = {"value": "13", "sources": ["SEED"]}
    assert team.post(f"/gestion/strategie/chiffres/{made.id}", data=edit).status_code == 303
