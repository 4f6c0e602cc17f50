"""The review of a year: announced beside known, never one for the other."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app.events.enums import EventKind, EventStatus
from app.kernel.access import ANONYMOUS, SYSTEM
from app.kernel.clock import PARIS, now
from app.kernel.db import db, transaction
from app.proposals.enums import Outcome
from app.registrations.enums import ClaimStatus
from app.reviews import figures, queries
from app.strategy import services as strategy
from app.strategy.models import Axis, Framework
from tests import make
from tests.web import HouseClient


def shown(site: HouseClient, year: int) -> str:
    answer = site.get(f"/bilan/{year}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True).replace("\u00a0", " ").replace("&nbsp;", " ")


def test_announced_and_known_stand_side_by_side(site: HouseClient) -> None:
    page = shown(site, 2023)
    assert "12 groupes annoncés, 10 renseignés" in page
    assert "18 journées annoncées, 3 renseignées" in page
    assert "Plus de 65 dispositifs annoncés, 16 renseignés" in page
    assert "12 groupes renseignés" not in page
    assert "Communiqué de presse du préfet de la région Occitanie, 24 mai 2024" in page


def test_funding_is_not_scaled(site: HouseClient) -> None:
    page = shown(site, 2023)
    assert "75 M€ annoncés" in page
    assert "1,3 M€ ne sont pas détaillés" in page


def test_axes_are_those_of_the_year(site: HouseClient) -> None:
    found = queries.shown(ANONYMOUS, year=2023)
    assert found is not None
    axes = [part.key for part in found.report.parts if part.key.startswith("axe-")]
    assert axes == [f"axe-snplp-{number}" for number in range(1, 7)]
    later = queries.shown(ANONYMOUS, year=2024)
    assert later is not None
    axes = [part.key for part in later.report.parts if part.key.startswith("axe-")]
    assert axes == [f"axe-pacte-{number}" for number in range(1, 5)]


def test_figures_of_an_axis_and_of_a_department_are_in_their_reports(site: HouseClient) -> None:
    axis = db.session.scalars(
        select(Axis).join(Axis.framework).where(Framework.code == "PACTE", Axis.number == 2)
    ).one()
    said: dict[str, Any] = {"year": 2025, "axis_id": axis.id, "source_codes": ["SEED"]}
    with transaction():
        strategy.save_figure(SYSTEM, None, value=860, unit="entrées en emploi (fictif)", **said)
        strategy.save_figure(
            SYSTEM,
            None,
            value=41,
            unit="lieux ouverts (fictif)",
            department_code="09",
            provisional=True,
            **said,
        )
    region = shown(site, 2025)
    assert "entrées en emploi (fictif)" in region
    assert "lieux ouverts (fictif)" not in region
    there = site.get("/bilan/2025/departements/09")
    text = there.get_data(as_text=True)
    assert there.status_code == 200
    assert "lieux ouverts (fictif)" in text
    assert "Chiffre provisoire." in text
    assert "entrées en emploi (fictif)" not in text


def test_a_year_of_which_nothing_is_known_has_no_page(site: HouseClient) -> None:
    assert site.get("/bilan/1999").status_code == 404
    assert site.get("/bilan/2099").status_code == 404
    assert "Bilan de 2023" in site.get("/bilan").get_data(as_text=True)


def test_another_year_is_computed(site: HouseClient) -> None:
    page = shown(site, 2019)
    assert "Ce que Synergies contient aujourd’hui de l’année 2019" in page
    assert "3e conférence régionale" in page


def test_drafts_and_cancelled_events_do_not_count(client: HouseClient) -> None:
    year = now().astimezone(PARIS).year
    held = now() - timedelta(days=1)
    dates: dict[str, Any] = {"starts_at": held, "ends_at": held + timedelta(hours=2)}
    group = make.group()
    met = make.event(kind=EventKind.GROUP_MEETING, group_id=group.id, **dates)
    make.event(status=EventStatus.DRAFT, **dates)
    make.event(status=EventStatus.CANCELLED, **dates)
    make.registration(met, ClaimStatus.ATTENDED)
    make.registration(met, ClaimStatus.CONFIRMED)
    make.registration(met, ClaimStatus.WITHDRAWN)
    found = figures.activity(held.astimezone(PARIS).year)
    assert found.events == {EventKind.GROUP_MEETING: 1}
    assert found.groups_that_met == 1
    assert found.attended == 1
    assert year in queries.years()


def test_an_answer_counts_once_it_is_notified(client: HouseClient) -> None:
    assert figures.activity(2026).answers.get(Outcome.ACCEPTED, 0) == 0


def test_more_groups_than_announced_are_not_said_to_be_of_the_year(site: HouseClient) -> None:
    for _ in range(5):
        make.group()
    page = shown(site, 2023)
    assert "15 groupes dans Synergies aujourd’hui" in page
    assert "tous ne sont pas de 2023" in page
