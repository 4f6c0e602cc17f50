"""Addresses that nobody writes by hand: a plain answer, never an error of ours."""

from __future__ import annotations

import pytest
from flask import Flask

from app.accounts.enums import Role
from app.events import services as events
from app.events.enums import EventKind
from app.groups import services as groups
from app.groups.queries import load_actor
from app.kernel.db import transaction
from app.organisations import services as organisations
from app.web.security import caller
from tests import make
from tests.web import HouseClient

pytestmark = pytest.mark.same_on_both

HUGE = "9" * 25
ODD = (
    "/agenda?vue=mois&periode=0001-01",
    "/agenda?groupe=%00",
    "/agenda.ics?departement=%00",
    "/comptes-rendus?annee=20239999",
    "/comptes-rendus?annee=²²²²",
    f"/comptes-rendus/{HUGE}",
    "/comptes-rendus/3000000000",
    f"/documents/{HUGE}/x.pdf",
    f"/bilan/{HUGE}",
    "/evenements/a%00b",
    "/groupes/%00",
    "/propositions/%00",
    "/propositions?groupe=%00",
    f"/propositions?page={HUGE}",
    f"/strategie/snplp/axes/{HUGE}",
)
ODD_FOR_THE_TEAM = (
    f"/gestion/inscriptions/{HUGE}/annulation",
    f"/gestion/propositions?instruction={HUGE}",
    f"/gestion/comptes?page={HUGE}",
)


@pytest.mark.parametrize("address", ODD)
def test_a_visitor_gets_a_page(client: HouseClient, address: str) -> None:
    assert client.get(address).status_code in {200, 404}


def test_the_team_gets_a_page(client: HouseClient) -> None:
    client.sign_in(make.account(Role.STAFF))
    for address in ODD_FOR_THE_TEAM:
        assert client.get(address).status_code in {200, 404}


@pytest.mark.usefixtures("app")
def test_nothing_takes_the_address_of_the_page_that_makes_it() -> None:
    team = load_actor(make.account(Role.STAFF).id)
    assert team is not None
    with transaction():
        made = (
            events.create(team, kind=EventKind.OTHER, title="Nouveau"),
            groups.create(team, name="Nouveau"),
            organisations.create(team, organisations.Details(name="Nouveau")),
        )
    assert {one.slug for one in made} == {"nouveau-2"}


@pytest.mark.parametrize(
    ("peer", "forwarded", "counted"),
    [
        ("127.0.0.1", "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        ("::1", "198.51.100.7", "198.51.100.7"),
        ("127.0.0.1", None, "127.0.0.1"),
        ("203.0.113.9", "198.51.100.7", "203.0.113.9"),
        # Two proxies in a row, and what somebody wrote before them.
        ("127.0.0.1", "203.0.113.66, 198.51.100.7, ::1", "198.51.100.7"),
        ("127.0.0.1", "198.51.100.7, nonsense", "127.0.0.1"),
        ("127.0.0.1", "::1", "::1"),
    ],
)
def test_limits_count_by_who_asks(
    app: Flask, peer: str, forwarded: str | None, counted: str
) -> None:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    with app.test_request_context(headers=headers, environ_base={"REMOTE_ADDR": peer}):
        assert caller() == counted
