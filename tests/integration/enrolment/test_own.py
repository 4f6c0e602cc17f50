"""« Mes inscriptions », the link asked for again, and forms that come too fast."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app import create_app
from app.kernel import clock
from app.kernel.db import db
from app.outbox.models import OutboxMessage
from app.registrations.models import Registration
from app.web import pace
from app.web.security import limiter
from tests import make
from tests.integration.questions.asking import send
from tests.registering import register
from tests.web import HouseClient


def test_one_finds_all_ones_registrations_by_ones_address(client: HouseClient) -> None:
    account = make.account(email="Camille@example.org")
    coming = make.event(on_site=1, title="À venir fictif")
    past = make.event(
        title="Passé fictif",
        starts_at=clock.now() - timedelta(days=9),
        ends_at=clock.now() - timedelta(days=8),
    )
    register(coming, "camille@example.org")
    register(coming, "autre@example.org")
    make.registration(past, email="camille@example.org")
    address = "/compte/inscriptions"
    assert client.get(address).status_code == 302
    client.sign_in(account)
    page = client.get(address).get_data(as_text=True)
    assert page.index("À venir fictif") < page.index("Passé fictif")
    assert page.count("À venir fictif") == 1


def test_the_link_is_sent_again_and_nobody_learns_to_whom(client: HouseClient) -> None:
    event = make.event(on_site=1)
    register(event, "camille@example.org")

    def asked(email: str) -> list[object]:
        sent = client.post(f"/evenements/{event.slug}/inscription/lien", data={"email": email})
        page = client.get(sent.headers["Location"]).get_data(as_text=True)
        return [sent.status_code, sent.headers["Location"], page.replace(email, "…")]

    assert asked("Camille@example.org") == asked("personne@example.org")
    kinds = db.session.scalars(select(OutboxMessage.kind).order_by(OutboxMessage.id)).all()
    assert kinds == ["registrations/confirmed", "registrations/link_again"]
    bad = client.post(f"/evenements/{event.slug}/inscription/lien", data={"email": "x"})
    assert bad.status_code == 422


def test_no_link_is_sent_after_the_beginning(client: HouseClient) -> None:
    event = make.event(on_site=1)
    register(event, "camille@example.org")
    make.begun(event)
    address = f"/evenements/{event.slug}/inscription/lien"
    late = client.forge(address, data={"email": "camille@example.org"})
    assert late.status_code == 422
    assert "L’événement a commencé" in late.get_data(as_text=True)


@pytest.fixture
def slow(app: Flask) -> Iterator[HouseClient]:
    """A browser on an application that counts; the limiter is one for all of a process."""
    limited = create_app(replace(app.extensions["synergies_settings"], rate_limits=True))
    limited.test_client_class = HouseClient
    browser = limited.test_client()
    assert isinstance(browser, HouseClient)
    limiter.reset()
    yield browser
    limiter.enabled = False
    with limited.app_context():
        db.engine.dispose()


def test_fast_forms_pass_until_there_are_many(slow: HouseClient) -> None:
    event = make.event(on_site=50)
    for number in range(pace.PATIENCE.amount):
        assert send(slow, event, email=f"p{number}@example.org").status_code == 303
    answer = send(slow, event, email="encore@example.org")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "plus vite qu’on ne les écrit" in page
    assert "encore@example.org" in page
    # With the moment at which a person began, it passes.
    with slow.application.test_request_context():
        begun = pace._signer().sign(str(int(time.time()) - 5)).decode()
    forged = begun[:-3] + "abc"
    late = {"forged": True, "email": "lent@example.org"}
    assert send(slow, event, **late, opened=forged).status_code == 422
    assert send(slow, event, **late, opened=begun).status_code == 303


def test_a_second_click_on_the_last_seat_of_an_organisation_is_the_same_act(
    client: HouseClient,
) -> None:
    event = make.event(on_site=5, seats_per_organisation=1)
    form = client.get(f"/evenements/{event.slug}/inscription")
    found = re.search(r'name="opened"[^>]*value="([^"]+)"', form.text)
    assert found, form.text
    mine = {"organisation": "CCAS fictif", "page": form}
    assert [send(client, event, **mine).status_code for _ in range(2)] == [303, 303]
    assert len(db.session.scalars(select(Registration)).all()) == 1
    # Shown again after a mistake, the form keeps its number; another reader's is another.
    wrong = send(client, event, **{**mine, "email": "nobody"}).get_data(as_text=True)
    assert found[1] in wrong
    again = client.get(f"/evenements/{event.slug}/inscription").get_data(as_text=True)
    assert found[1] not in again


def test_without_limits_nobody_is_slowed_down(client: HouseClient) -> None:
    event = make.event(on_site=50)
    for number in range(pace.PATIENCE.amount + 5):
        assert send(client, event, email=f"p{number}@example.org").status_code == 303
