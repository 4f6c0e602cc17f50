"""A figure is never overwritten: the next one takes its place, and the history keeps both."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from app.accounts.enums import Role
from app.kernel import clock
from app.kernel.db import db, transaction
from app.programme.services import default_file, import_content
from app.strategy import queries
from app.strategy.enums import Origin
from app.strategy.models import Dispositif, Figure, FundingLine, FundingTotal, in_force
from tests import make
from tests.web import HouseClient

VERSION = re.compile(r'name="version"[^>]* value="([0-9a-f]+)"')
REGION = "region"


@pytest.fixture
def team(site: HouseClient) -> HouseClient:
    site.sign_in(make.account(Role.STAFF, name="Alix Saisie"))
    return site


def mentoring() -> Figure:
    """The figure of the release: more than 6 000 young people."""
    found = select(Figure).where(Figure.unit == "jeunes accompagnés", in_force(Figure))
    return db.session.scalars(found).one()


def series(of: Figure) -> list[Figure]:
    found = select(Figure).where(Figure.series == of.series).order_by(Figure.number)
    return list(db.session.scalars(found.execution_options(populate_existing=True)))


def typed(value: str, **more: str) -> dict[str, object]:
    return {"value": value, "qualifier": "", "sources": ["SEED"], **more}


def test_a_correction_takes_the_place_and_keeps_what_it_replaces(team: HouseClient) -> None:
    first = mentoring()
    path = f"/gestion/strategie/chiffres/{first.id}"
    form = typed("6100", comment="Chiffre définitif", stated_on="2024-06-30", page="26")
    assert team.post(path, data=form).status_code == 303
    said = series(first)
    assert [(one.number, one.value, one.supersedes_id) for one in said] == [
        (1, 6000, None),
        (2, 6100, first.id),
    ]
    assert [one.origin for one in said] == [Origin.IMPORT, Origin.TEAM]
    assert said[1].entered_by_id is not None
    shown = team.get("/strategie/snplp/axes/2").text
    assert "6\u202f100" in shown
    assert "6\u202f000" not in shown
    # Any of its statements leads to the whole history, and to the correction of the last.
    for one in said:
        history = team.get(f"/strategie/historique/chiffre/{one.id}").text
        assert "6\u202f000" in history
        assert "Chiffre définitif" in history
        assert "Alix Saisie" in history
        assert 'value="6100"' in team.get(f"/gestion/strategie/chiffres/{one.id}").text
    visitor = team.application.test_client()
    assert "Alix Saisie" not in visitor.get(f"/strategie/historique/chiffre/{first.id}").text


def test_a_correction_of_one_already_corrected_is_told(team: HouseClient) -> None:
    first = mentoring()
    path = f"/gestion/strategie/chiffres/{first.id}"
    found = VERSION.search(team.get(path).text)
    assert found is not None
    assert team.post(path, data=typed("6100", version=found[1])).status_code == 303
    late = team.forge(path, data=typed("6200", version=found[1]))
    assert late.status_code == 409
    assert "6100" in late.text
    assert "6200" in late.text
    assert [one.value for one in series(first)] == [6000, 6100]


def test_what_is_withdrawn_leaves_the_pages_and_can_come_back(team: HouseClient) -> None:
    first = mentoring()
    path = f"/gestion/strategie/retrait/chiffre/{first.id}"
    assert team.post(path, data={"reason": "  "}).status_code == 422
    assert team.post(path, data={"reason": "Compté deux fois"}).status_code == 303
    assert "6\u202f000" not in team.get("/strategie/snplp/axes/2").text
    assert "Compté deux fois" in team.get(f"/strategie/historique/chiffre/{first.id}").text
    assert team.post(path, data={"reason": "Encore"}).status_code == 409
    with transaction():
        report = import_content(default_file().read_bytes(), "encore.yaml")
    assert [(kept.section, kept.name) for kept in report.kept] == [("chiffres", "retirée")]
    address = f"/gestion/strategie/dispositifs/{first.dispositif_id}/chiffres/nouveau"
    again = typed("5900", year="2023", unit="Jeunes accompagnés", territory=REGION)
    assert team.post(address, data=again).status_code == 303
    assert [one.withdrawn for one in series(first)] == [False, True, False]


def test_a_figure_holds_where_it_says(team: HouseClient) -> None:
    first = mentoring()
    address = f"/gestion/strategie/dispositifs/{first.dispositif_id}/chiffres/nouveau"
    form = typed("310", year="2023", unit="jeunes accompagnés", territory="09")
    assert team.post(address, data=form).status_code == 303
    assert team.post(address, data=form).status_code == 422
    assert team.forge(address, data={**form, "territory": "75"}).status_code == 422
    assert [one.value for one in queries.figures(department_code="09")] == [310]
    shown = team.get("/strategie/snplp/axes/2").text
    assert "6\u202f000" in shown
    assert "<p><strong>310" not in shown, "a departmental figure is not the region's"
    assert "310</strong> jeunes accompagnés, 2023, Ariège (09)" in shown


@pytest.mark.parametrize(
    ("field", "value"), [("value", "-3"), ("value", ""), ("sources", ""), ("page", "0")]
)
def test_what_cannot_be_is_refused_and_kept_in_the_form(
    team: HouseClient, field: str, value: str
) -> None:
    first = mentoring()
    form = typed("6100", comment="Un mot gardé")
    form[field] = value
    answer = team.post(f"/gestion/strategie/chiffres/{first.id}", data=form)
    assert answer.status_code == 422
    assert "Un mot gardé" in answer.text
    assert len(series(first)) == 1


def test_the_past_is_read_as_it_was_known(team: HouseClient) -> None:
    before = clock.now()
    with time_machine.travel(before + timedelta(days=1), tick=False):
        path = "/gestion/strategie/financements/2023"
        assert team.post(path, data={"amount": "80", "sources": ["SEED"]}).status_code == 303
        now, then = queries.funding(2023), queries.funding(2023, at=before)
    assert now is not None
    assert then is not None
    assert (now.total, then.total) == (8_000_000_000, 7_500_000_000)


def test_lines_beyond_the_total_are_kept_and_said(team: HouseClient) -> None:
    path = "/gestion/strategie/financements/2023/lignes/nouvelle"
    form = {"label": "Ligne fictive", "amount": "2", "sources": ["SEED"]}
    assert team.post(path, data=form).status_code == 303
    answer = team.get("/gestion/strategie/financements/2023")
    assert "dépassent le total annoncé de 0,7" in answer.text.replace("\u00a0", " ")
    funding = queries.funding(2023)
    assert funding is not None
    assert funding.remainder == -70_000_000
    assert "les lignes dépassent le total annoncé" in team.get("/strategie").text


def test_an_import_supersedes_what_it_wrote_and_nothing_else(team: HouseClient) -> None:
    text = default_file().read_text(encoding="utf-8")
    held = mentoring()
    other = db.session.scalars(select(Figure).where(Figure.unit == "jeunes")).one()
    path = f"/gestion/strategie/chiffres/{other.id}"
    assert team.post(path, data=typed("9300", page="")).status_code == 303
    changed = text.replace("valeur: 6000", "valeur: 6050").replace("valeur: 9200", "valeur: 9250")
    assert changed != text
    for _twice in range(2):
        with transaction():
            report = import_content(changed.encode(), "corrige.yaml")
        assert {kept.name for kept in report.kept if kept.section == "chiffres"} == {
            "value",
            "page",
        }
    assert [one.value for one in series(held)] == [6000, 6050]
    assert [one.origin for one in series(held)] == [Origin.IMPORT, Origin.IMPORT]
    assert [one.value for one in series(other)] == [9200, 9300]


def test_an_import_refuses_a_figure_without_a_source(team: HouseClient) -> None:
    text = """
cadres: [{code: C, nom: Cadre}]
axes: [{cadre: C, numero: 1, libelle: Un}]
dispositifs:
  - {cadre: C, axe: 1, nom: Sans source, annee: 2023, valeur: 3, unite: lieux}
"""
    with transaction():
        report = import_content(text.encode(), "essai.yaml")
    assert [refusal.message for refusal in report.refusals] == ["Ce chiffre n’a pas de source."]


def test_the_database_keeps_one_line_without_a_fork(team: HouseClient) -> None:
    first = mentoring()
    values = {"dispositif_id": first.dispositif_id, "year": 2023, "unit": first.unit}
    for number, replaced in ((1, None), (2, None), (3, first.id)):
        extra = {"number": number, "supersedes_id": replaced, "source_codes": ["SEED"]}
        with transaction():
            db.session.add(Figure(**values, value=1, **extra))  # type: ignore[arg-type]  # any
            if number == 3:
                db.session.flush()
                db.session.add(Figure(**values, value=2, **(extra | {"number": 4})))  # type: ignore[arg-type]  # any
            with pytest.raises(Exception, match=r"(?i)unique|check"):
                db.session.flush()
            db.session.rollback()


def test_funding_and_lines_have_their_history(team: HouseClient) -> None:
    line = db.session.scalars(select(FundingLine).limit(1)).one()
    total = db.session.scalars(select(FundingTotal)).one()
    path = f"/gestion/strategie/lignes/{line.id}"
    assert team.post(path, data={"amount": "18,5", "sources": ["SEED"]}).status_code == 303
    for kind, fact in (("ligne", line), ("financement", total)):
        assert team.get(f"/strategie/historique/{kind}/{fact.id}").status_code == 200
    assert "18,5" in team.get(f"/strategie/historique/ligne/{line.id}").text
    assert team.get("/strategie/historique/chiffre/999999").status_code == 404
    assert team.get("/strategie/historique/autre/1").status_code == 404


def test_figures_may_hang_on_an_axis_or_a_framework(team: HouseClient) -> None:
    axis = db.session.scalars(select(Dispositif).limit(1)).one().axis_id
    with transaction():
        made = Figure(axis_id=axis, year=2023, value=9, unit="projets", source_codes=["SEED"])
        db.session.add(made)
    shown = team.get(f"/strategie/historique/chiffre/{made.id}").text
    assert "Axe 1" in shown
