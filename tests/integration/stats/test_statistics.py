"""Figures are those of a recount in plain SQL; small ones cannot be found again."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.accounts.enums import Role
from app.events.enums import EventKind, EventStatus
from app.kernel.access import ANONYMOUS, Actor
from app.kernel.db import db, transaction
from app.kernel.masking import MASKED, masked
from app.kernel.tables import Table
from app.organisations.models import PartnerKind
from app.registrations.enums import ClaimStatus
from app.stats.filters import StatsFilters
from app.stats.queries import Statistics, statistics
from tests import make
from tests.counting import counted_queries
from tests.web import HouseClient

STAFF = Actor(roles=frozenset({"staff"}))
YEAR = 2025


def read(actor: Actor = STAFF, **arguments: str) -> Statistics:
    return statistics(actor, StatsFilters.parse({"annee": str(YEAR), **arguments}))


def table(found: Statistics, name: str) -> Table:
    made = found.table(name)
    assert made is not None, name
    return made


def values(made: Table) -> dict[str, tuple[Any, ...]]:
    return {line.key or line.label: line.values for line in made.lines}


def scalar(query: str, **given: Any) -> Any:
    return db.session.execute(text(query), given).scalar()


PEOPLE = ("a", "b", "c", None)
CELLS = st.tuples(
    st.integers(0, 3),
    st.sampled_from(list(EventStatus)),
    st.sampled_from([YEAR - 1, YEAR]),
    st.lists(
        st.tuples(
            st.sampled_from(PEOPLE),
            st.sampled_from(list(ClaimStatus)),
            st.sampled_from(["CCAS fictif", "ccas FICTIF", "Autre", None]),
        ),
        max_size=6,
        unique_by=lambda one: one[0] or object(),
    ),
)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(cells=st.lists(CELLS, max_size=5), seed=st.integers(0, 99))
def test_statistics_equal_a_recount_in_plain_sql(app: Flask, cells: list[Any], seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # repeatable on purpose
    with transaction():
        for name in ("claim", "registration", "pool", "event"):
            db.session.execute(text(f"DELETE FROM {name}"))  # noqa: S608  # our own names
        if not scalar("SELECT count(*) FROM organisation"):
            family_kind = PartnerKind(slug="ccas", name="CCAS", rank=1)
            db.session.add(family_kind)
            db.session.flush()
            kind_id = family_kind.id
        else:
            kind_id = 0
    if kind_id:
        make.organisation(name="CCAS fictif", kind_id=kind_id)
    for kind_number, status, year, people in cells:
        event = make.event(
            kind=list(EventKind)[kind_number],
            status=status,
            starts_at=datetime(year, chance.randint(1, 12), chance.randint(2, 27), 9, tzinfo=UTC),
        )
        for who, claim, organisation in people:
            email = f"{who}@example.org" if who else None
            withdrawn = datetime(year, 1, 1, tzinfo=UTC) if claim is ClaimStatus.WITHDRAWN else None
            make.registration(
                event, claim, email=email, organisation=organisation, withdrawn_at=withdrawn
            )
    found = read()
    here = (
        "event.status IN ('published', 'postponed', 'held', 'closed')"
        f" AND event.sorts_on >= '{YEAR}-01-01' AND event.sorts_on <= '{YEAR}-12-31'"
    )
    for kind in EventKind:
        recount = scalar(f"SELECT count(*) FROM event WHERE kind = :kind AND {here}", kind=kind)  # noqa: S608
        assert values(table(found, "rencontres-par-genre"))[kind.value] == (recount,)
    joined = (
        "SELECT count(DISTINCT registration.id) FROM registration"  # noqa: S608
        " JOIN event ON event.id = registration.event_id"
        " JOIN claim ON claim.registration_id = registration.id"
        f" WHERE registration.withdrawn_at IS NULL AND {here}"
    )
    registered = scalar(joined)
    attended = scalar(f"{joined} AND claim.status = 'attended'")
    absent = scalar(f"{joined} AND claim.status = 'absent'")
    summary = values(table(found, "participation"))
    assert summary["Inscriptions"] == (registered,)
    assert summary["Présences"] == (attended,)
    assert summary["Absences"] == (absent,)
    for name in ("genre", "mois", "famille", "departement"):
        total = table(found, f"participation-par-{name}").total
        assert total is not None
        assert total.values == (attended, absent, registered - attended - absent, registered)
    again = scalar(
        f"{joined} AND claim.status = 'attended' AND registration.email_key IN"  # noqa: S608
        " (SELECT r.email_key FROM registration r JOIN event e ON e.id = r.event_id"
        " JOIN claim c ON c.registration_id = r.id WHERE c.status = 'attended'"
        " AND r.withdrawn_at IS NULL AND e.sorts_on < event.sorts_on"
        " AND e.status IN ('published', 'postponed', 'held', 'closed'))"
    )
    unknown = scalar(f"{joined} AND claim.status = 'attended' AND registration.email_key IS NULL")
    arrivals = [line.values[0] for line in table(found, "premieres-venues").lines]
    assert arrivals == [attended - again - unknown, again, unknown]
    family = values(table(found, "participation-par-famille")).get("CCAS", (0, 0, 0, 0))
    assert family[3] == scalar(f"{joined} AND registration.organisation_key = 'ccasfictif'")


@given(st.lists(st.integers(0, 40), max_size=14))
def test_what_is_masked_cannot_be_found_again(numbers: list[int]) -> None:
    shown = masked(numbers)
    hidden = [number for number, one in zip(numbers, shown, strict=True) if one is None]
    assert all(one is None for number, one in zip(numbers, shown, strict=True) if 0 < number < 5)
    assert 0 not in hidden
    if hidden and sum(numbers) >= 5:
        # The total gives the sum of what is hidden: of two at least, and no small number.
        assert len(hidden) > 1
        assert sum(hidden) >= 5


def attended(count: int, **event: Any) -> None:
    held = make.event(starts_at=datetime(YEAR, 5, 14, 8, tzinfo=UTC), **event)
    for _ in range(count):
        make.registration(held, ClaimStatus.ATTENDED)


def test_small_numbers_are_the_teams_alone(app: Flask) -> None:
    attended(20)
    attended(3, kind=EventKind.CONFERENCE)
    team = values(table(read(), "participation-par-genre"))
    assert team["conference"] == (3, 0, 0, 3)
    shown = values(table(read(ANONYMOUS), "participation-par-genre"))
    assert shown["conference"] == (MASKED,)
    # Alone, it would be the total less this one.
    assert shown["study_day"] == (MASKED,)
    assert values(table(read(ANONYMOUS), "participation"))["Présences"] == (23,)


def test_people_are_not_filtered_in_public(app: Flask) -> None:
    attended(20)
    assert read(type="study_day").table("participation") is not None
    narrowed = read(ANONYMOUS, type="study_day")
    assert narrowed.table("participation") is None
    assert narrowed.table("satisfaction") is None
    page = app.test_client().get(f"/statistiques?annee={YEAR}&type=study_day")
    assert "désigneraient" in page.get_data(as_text=True)


def test_every_filter_chooses_events(app: Flask) -> None:
    group = make.group()
    attended(1, group_id=group.id, kind=EventKind.GROUP_MEETING)
    attended(1, department_code=None)
    assert read().events == 2
    assert read(type="group_meeting").events == 1
    assert read(groupe=group.slug).events == 1
    assert read(groupe="inconnu").events == 0
    assert read(departement="31").events == 0
    assert read(annee="toutes").events == 2
    assert read(annee="2019").events == 0


@pytest.mark.parametrize("query", ["annee=demain", "annee=99999", "type=bal", "axe=x", "annee=²"])
def test_an_impossible_filter_is_not_found(client: HouseClient, query: str) -> None:
    assert client.get(f"/statistiques?{query}").status_code == 404


def test_each_table_is_a_file(client: HouseClient) -> None:
    attended(7)
    client.sign_in(make.account(Role.STAFF))
    page = client.get(f"/statistiques?annee={YEAR}").get_data(as_text=True)
    for one in read().tables():
        if one.is_empty:
            continue
        for extension in ("csv", "ods"):
            address = f"/statistiques/{one.name}.{extension}?annee={YEAR}"
            assert f'href="{address}"' in page
            assert client.get(address).status_code == 200
    csv = client.get(f"/statistiques/participation-par-genre.csv?annee={YEAR}")
    assert "Journée d’études;7;0;0;7" in csv.get_data(as_text=True)
    assert client.get("/statistiques/inconnu.csv").status_code == 404
    assert client.get("/statistiques/participation.exe").status_code == 404


def test_the_number_of_questions_stays(client: HouseClient) -> None:
    client.strict = False
    client.sign_in(make.account(Role.STAFF))
    asked = []
    for rounds in (1, 12):
        for _ in range(rounds):
            group = make.group()
            attended(2, group_id=group.id, kind=EventKind.GROUP_MEETING)
            make.organisation()
        client.get(f"/statistiques?annee={YEAR}")
        with counted_queries() as sent:
            assert client.get(f"/statistiques?annee={YEAR}").status_code == 200
        asked.append(len(sent))
    assert asked[0] == asked[1] == QUERIES


QUERIES = 18


def test_a_remembered_page_follows_registrations(client: HouseClient) -> None:
    held = make.event(starts_at=datetime(YEAR, 5, 14, 8, tzinfo=UTC))
    for _ in range(9):
        make.registration(held, ClaimStatus.ATTENDED)
    first = client.get(f"/statistiques?annee={YEAR}").get_data(as_text=True)
    make.registration(held, ClaimStatus.ATTENDED)
    again = client.get(f"/statistiques?annee={YEAR}").get_data(as_text=True)
    assert first != again
