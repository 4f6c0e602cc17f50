"""A report of a year says what was in force that year, and what took place there."""

from __future__ import annotations

import pytest

from app.kernel.db import db, transaction
from app.reviews import queries
from app.reviews.scope import Scope
from app.strategy.models import Dispositif
from tests.web import HouseClient

FIRST_NAMED_IN_2023 = "Territoires zéro non-recours"


def page(site: HouseClient, address: str) -> str:
    return site.get(address).get_data(as_text=True)


@pytest.mark.parametrize("year", [2019, 2021, 2022])
def test_what_is_first_named_in_2023_is_in_no_report_before(site: HouseClient, year: int) -> None:
    text = page(site, f"/bilan/{year}")
    assert FIRST_NAMED_IN_2023 not in text
    assert "page 30 du bilan annuel" not in text
    assert "Accompagnement rénové" not in text
    assert FIRST_NAMED_IN_2023 in page(site, "/bilan/2023")


def test_what_began_later_in_a_department_is_not_there_before(site: HouseClient) -> None:
    name = "Renationalisation du RSA"
    assert name not in page(site, "/bilan/2019/departements/09")
    assert name not in page(site, "/bilan/2022/departements/09")
    assert name in page(site, "/bilan/2023/departements/09")
    assert name in page(site, "/bilan/2022/departements/66")
    assert name in page(site, "/bilan/2022")


def test_what_has_ended_is_in_no_report_after(site: HouseClient) -> None:
    with transaction():
        one = db.session.query(Dispositif).filter_by(name=FIRST_NAMED_IN_2023).one()
        one.starts_year, one.ends_year = 2020, 2023
    for year, there in ((2019, False), (2020, True), (2021, True), (2024, False)):
        report = queries.report(Scope(year))
        lists = [one for part in report.parts for one in part.listings]
        names = {line.text for one in lists for line in one.lines}
        assert (f"{FIRST_NAMED_IN_2023} (TZNR)" in names) is there, year


def test_a_page_is_said_of_its_own_bilan_only(site: HouseClient) -> None:
    with transaction():
        one = db.session.query(Dispositif).filter_by(name=FIRST_NAMED_IN_2023).one()
        one.starts_year = 2020
    text = page(site, "/bilan/2021")
    assert FIRST_NAMED_IN_2023 in text
    assert "page 30" not in text
    assert "page 30" in page(site, "/bilan/2023")


@pytest.mark.parametrize("department", ["31", "34"])
def test_departments_count_the_conferences_held_there(site: HouseClient, department: str) -> None:
    text = page(site, f"/bilan/2023/departements/{department}")
    assert "Conférence régionale des acteurs" in text
    assert "Aucune rencontre n’est connue" not in text
