"""Mail cannot be turned on anyone: what a programme tried on the forms, kept as tests.

Before: thirty forms of twenty people wrote 630 mails in eight seconds, with the words and links of
the attacker, and took every seat; a private link wrote forty mails to anybody.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app import create_app
from app.events.models import Event
from app.kernel import clock
from app.kernel.db import db
from app.outbox.models import OutboxMessage
from app.registrations.models import Registration
from app.registrations.tokens import token_of
from app.registrations.views.own import MOST_CHANGES
from app.web import pace, quotas
from app.web.counters import FileStorage
from app.web.security import limiter, network
from tests import make
from tests.integration.enrolment.test_others import alone, ask, mails, to_confirm_of
from tests.registering import register
from tests.web import HouseClient

VICTIM = "victime@example.org"


@pytest.fixture
def browser(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[HouseClient]:
    """A browser on an application that counts. Programmes are told apart elsewhere (`pace`)."""
    limited = create_app(replace(app.extensions["synergies_settings"], rate_limits=True))
    limited.test_client_class = HouseClient
    client = limited.test_client()
    assert isinstance(client, HouseClient)
    client.raw = True
    limiter.reset()
    monkeypatch.setattr("app.registrations.views.register.is_too_fast", lambda: False)
    yield client
    limiter.enabled = False
    with limited.app_context():
        db.engine.dispose()


def written(to: str | None = None) -> int:
    statement = select(func.count(OutboxMessage.id))
    if to is not None:
        statement = statement.where(OutboxMessage.recipient == to)
    return db.session.scalar(statement) or 0


def stamp_of(browser: HouseClient, path: str) -> str:
    found = re.search(r'name="opened" value="([^"]+)"', browser.get(path).text)
    assert found is not None
    return found[1]


def send(browser: HouseClient, event: Event, stamp: str = "", **values: Any) -> TestResponse:
    data = {
        "first_name": "Camille",
        "last_name": "Exemple",
        "email": "camille@example.org",
        "consent": "y",
        "attendance_mode": "on_site",
        "opened": stamp or stamp_of(browser, f"/evenements/{event.slug}/inscription"),
        **values,
    }
    return browser.post(f"/evenements/{event.slug}/inscription", data=data)


def test_thirty_forms_of_twenty_people_write_a_handful_of_mails(browser: HouseClient) -> None:
    event = make.event(on_site=100)
    path = f"/evenements/{event.slug}/inscription/collegues"
    answers = []
    for form in range(30):
        people: dict[str, str] = {}
        for row in range(20):
            people |= {
                f"first_name_{row}": "Prénom",
                f"last_name_{row}": f"Nom {form} {row}",
                f"email_{row}": f"cible{form}-{row}@example.org",
            }
        stamp = stamp_of(browser, path)
        values = {"email": VICTIM, "rows": "20", "opened": stamp, **people}
        answers.append(ask(browser, event, **values))
    assert written() == written(VICTIM) == quotas.TO_ADDRESS
    assert db.session.scalar(select(func.count(Registration.id))) == 0, "no seat is taken"
    assert [one.status_code for one in answers].count(303) == quotas.TO_ADDRESS
    assert "aucun courriel de plus" in answers[-1].text
    assert "Nom 29 19" in answers[-1].text, "nothing typed is lost"
    # The next day, an honest person is served again.
    with time_machine.travel(clock.now() + timedelta(days=1), tick=False):
        assert ask(browser, event, email=VICTIM, opened=stamp_of(browser, path)).status_code == 303


def test_what_a_stranger_asks_waits_for_the_address_that_asks(browser: HouseClient) -> None:
    event = make.event(on_site=5)
    known = register(event, "ada@example.org").registration
    before = written()
    path = f"/evenements/{event.slug}/inscription/collegues"
    page = ask(browser, event, opened=stamp_of(browser, path)).headers["Location"]
    text = browser.get(page).text
    assert "ne sont pas encore inscrites" in text
    assert "Ada Exemple" in text
    assert "Attend votre confirmation" in text
    assert "claude@example.org" in text
    assert token_of(known) not in text
    assert written() == before + 1
    to_confirm = to_confirm_of("claude@example.org")
    assert to_confirm is not None
    assert browser.get(to_confirm[:-3] + "abc").status_code == 404, (
        "the page's own link is no proof"
    )
    assert "Ada Exemple" in browser.get(to_confirm).text
    assert browser.post(to_confirm).status_code == 303
    assert {one.email for one in db.session.scalars(select(Registration))} == {
        *("ada@example.org", "leo@example.org")
    }
    assert browser.post(to_confirm).status_code == 303, "twice is once"
    assert len(mails("leo@example.org")) == 1


def test_two_days_later_nothing_is_left_of_what_nobody_confirmed(browser: HouseClient) -> None:
    event = make.event(on_site=5)
    path = f"/evenements/{event.slug}/inscription/collegues"
    assert ask(browser, event, opened=stamp_of(browser, path)).status_code == 303
    to_confirm = to_confirm_of("claude@example.org")
    assert to_confirm is not None
    with time_machine.travel(clock.now() + timedelta(days=2, seconds=1), tick=False):
        assert browser.post(to_confirm).status_code == 409


def test_one_address_gets_so_many_mails_a_day_from_all_forms_together(browser: HouseClient) -> None:
    for number in range(quotas.TO_ADDRESS):
        event = make.event(on_site=5)
        assert send(browser, event, email=VICTIM, last_name=f"Nom{number}").status_code == 303
    event = make.event(on_site=5)
    assert send(browser, event, email=VICTIM).status_code == 422
    lost = browser.post(f"/evenements/{event.slug}/inscription/lien", data={"email": VICTIM})
    assert lost.status_code == 422
    assert alone(browser, event, contact_email=VICTIM).status_code == 422
    assert written(VICTIM) == quotas.TO_ADDRESS


def test_the_limit_tells_nothing_of_who_is_registered(browser: HouseClient) -> None:
    event = make.event(on_site=5)
    register(event, "connue@example.org")

    def answers(address: str) -> list[int]:
        path = f"/evenements/{event.slug}/inscription/lien"
        sent = (browser.post(path, data={"email": address}) for _ in range(quotas.TO_ADDRESS + 2))
        return [one.status_code for one in sent]

    assert answers("connue@example.org") == answers("inconnue@example.org")


def test_a_form_serves_once(browser: HouseClient) -> None:
    event = make.event(on_site=5)
    stamp = stamp_of(browser, f"/evenements/{event.slug}/inscription")
    assert send(browser, event, stamp).status_code == 303
    assert send(browser, event, stamp).status_code == 303, "a second click is the same act"
    again = send(browser, event, stamp, first_name="Dominique", email="autre@example.org")
    assert again.status_code == 422
    assert "a déjà servi" in again.text
    assert "autre@example.org" in again.text
    fresh = re.search(r'name="opened" value="([^"]+)"', again.text)
    assert fresh is not None
    assert fresh[1] != stamp
    sent = send(browser, event, fresh[1], first_name="Dominique", email="autre@example.org")
    assert sent.status_code == 303
    with time_machine.travel(clock.now() + pace.LASTING + timedelta(hours=1), tick=False):
        assert send(browser, event, stamp).status_code == 422


@pytest.mark.parametrize(
    "name",
    [
        "Cliquez sur https://evil.example/3 pour recevoir",
        "www.evil.example",
        "gagnez@evil.example",
        "evil.com",
        "voir evil.example/3",
        "bit.ly",
    ],
)
@pytest.mark.parametrize("field", ["first_name", "last_name", "organisation"])
def test_no_address_of_the_web_stands_in_a_name(client: HouseClient, field: str, name: str) -> None:
    client.raw = True
    event = make.event(on_site=5)
    answer = send(client, event, "-", **{field: name})
    assert answer.status_code == 422
    assert "Un nom ne contient ni adresse de site" in answer.text
    assert written() == 0
    row = ask(client, event, first_name_0=name)
    assert row.status_code == 422


@pytest.mark.parametrize(
    "name", ["J.-P. Martin", "St.Martin", "M. Dupont", "O’Brien", "C.N.R.S.", "A.B. Coop/ESS"]
)
def test_names_of_people_pass(client: HouseClient, name: str) -> None:
    client.raw = True
    assert send(client, make.event(on_site=5), "-", organisation=name).status_code == 303


def test_a_private_link_writes_a_handful_of_mails(browser: HouseClient) -> None:
    event = make.event(on_site=5)
    giver = register(event, "donne@example.org").registration
    page = f"/inscriptions/{token_of(giver)}"
    offer = {"first_name": "Une", "last_name": "Cible", "email": VICTIM}
    codes = []
    for _ in range(20):
        codes.append(browser.post(f"{page}/transmettre", data=offer).status_code)
        browser.post(f"{page}/reprendre")
    assert codes.count(303) == written(VICTIM) == 3
    assert set(codes[3:]) == {422}


def test_an_address_is_corrected_a_few_times(browser: HouseClient) -> None:
    """From the page that says what came of a registration, each correction writes to another."""
    event = make.event(on_site=5)
    assert send(browser, event).status_code == 303
    path = f"/evenements/{event.slug}/inscription/courriel"
    before = written()
    codes = [
        browser.post(path, data={"email": f"cible{number}@example.org"}).status_code
        for number in range(10)
    ]
    assert codes == [303] * 3 + [422] * 7
    assert written() - before <= 3


def test_changing_ones_mind_for_ever_writes_a_handful_of_mails(browser: HouseClient) -> None:
    event = make.event(on_site=5, remote=5, mode="hybrid")
    mine = register(event, "change@example.org").registration
    path = f"/inscriptions/{token_of(mine)}/participation"
    before = written()
    modes = ["remote", "on_site"] * 20
    answer = [browser.post(path, data={"attendance_mode": mode}) for mode in modes][-1]
    assert answer.status_code == 422
    assert "plusieurs fois depuis hier" in answer.text
    assert written() - before <= MOST_CHANGES


def test_a_rush_from_everywhere_passes_and_the_team_hears_of_it(browser: HouseClient) -> None:
    event = make.event(on_site=20, contact_email="equipe@example.org")
    path = f"/evenements/{event.slug}/inscription"
    for number in range(quotas.SURGE + 5):
        where = {"X-Forwarded-For": f"198.51.100.{number}"}
        data = {
            "first_name": "Camille",
            "last_name": f"Exemple {number}",
            "consent": "y",
            "email": f"p{number}@example.org",
            "attendance_mode": "on_site",
            "opened": stamp_of(browser, path),
        }
        assert browser.post(path, data=data, headers=where).status_code == 303
    alerts = [one for one in mails("equipe@example.org") if one.kind == "registrations/surge"]
    assert len(alerts) == 1


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::9", "2001:db8:1:2::/64"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        # What is no address is nobody’s word: the proxy itself is counted.
        ("unknown", "127.0.0.1"),
    ],
)
def test_a_sender_is_a_network(app: Flask, address: str, counted: str) -> None:
    with app.test_request_context(headers={"X-Forwarded-For": address}):
        assert network() == counted


def test_counts_are_shared_by_processes(browser: HouseClient) -> None:
    """Two applications of one machine count the requests of a sender together."""
    settings = browser.application.extensions["synergies_settings"]
    event = make.event(on_site=5)
    path = f"/evenements/{event.slug}/inscription/lien"
    for number in range(60):
        data = {"email": f"a{number}@example.org"}
        assert browser.post(path, data=data).status_code == 303
    other = create_app(settings)
    other.test_client_class = HouseClient
    client = other.test_client()
    assert isinstance(client, HouseClient)
    answer = client.forge(path, data={"email": "z@example.org"})
    assert answer.status_code == 429
    with other.app_context():
        db.engine.dispose()


def test_pages_are_served_where_nothing_can_be_counted(
    browser: HouseClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk, a Redis away: nobody is kept out for it."""

    def fail(*_: Any, **__: Any) -> int:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.undo()
    monkeypatch.setattr(FileStorage, "incr", fail)
    event = make.event(on_site=5)
    assert browser.get("/recherche?q=logement").status_code == 200
    assert send(browser, event).status_code == 303
