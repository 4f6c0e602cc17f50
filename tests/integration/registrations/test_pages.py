"""Registering by the form, one's own page, and what those who run the event see."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.accounts.enums import Role
from app.events.enums import EventMode, EventStatus
from app.events.models import Event
from app.kernel.db import db, transaction
from app.registrations.models import Registration
from app.registrations.tokens import token_of
from tests import make
from tests.registering import register
from tests.web import HouseClient


def answers(**values: str) -> dict[str, str]:
    return {
        "attendance_mode": "on_site",
        "first_name": "Camille",
        "last_name": "Exemple",
        "email": "camille@example.org",
        "organisation": "Association fictive",
        "consent": "y",
        **values,
    }


def send(client: HouseClient, event: Event, *, page: Any = None, **values: str) -> TestResponse:
    address = f"/evenements/{event.slug}/inscription"
    return client.post(address, data=answers(**values), page=page)


def own_address(email: str = "camille@example.org") -> str:
    """The private page of an address: only its mail says where it is."""
    found = db.session.scalars(select(Registration).where(Registration.email == email)).one()
    return f"/inscriptions/{token_of(found)}"


def test_one_registers_without_an_account(client: HouseClient) -> None:
    event = make.event(on_site=1)
    made = send(client, event)
    assert made.status_code == 303
    told = client.get(made.headers["Location"]).get_data(as_text=True)
    assert "Votre place est confirmée" in told
    assert "à camille@example.org" in told
    page = client.get(own_address())
    assert "Votre place est confirmée" in page.get_data(as_text=True)
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert page.headers["Cache-Control"] == "no-store"


def test_who_comes_late_is_told_the_rank(client: HouseClient) -> None:
    event = make.event(on_site=1)
    register(event, "avant@example.org")
    page = client.get(send(client, event).headers["Location"]).get_data(as_text=True)
    assert "au rang 1" in page


def test_the_same_form_twice_leads_to_the_same_page(client: HouseClient) -> None:
    event = make.event(on_site=5)
    first, second = send(client, event), send(client, event)
    assert first.headers["Location"] == second.headers["Location"]
    assert len(db.session.scalars(select(Registration)).all()) == 1


@pytest.mark.parametrize("seats", [5, 1, 0])
def test_nobody_learns_whether_an_address_is_registered(app: Flask, seats: int) -> None:
    """The same answer to the byte, headers included, whether there is room or not."""
    event = make.event(on_site=seats)
    register(event, "connue@example.org")

    def told(email: str) -> list[object]:
        browser = app.test_client()
        assert isinstance(browser, HouseClient)
        sent = send(browser, event, email=email)
        page = browser.get(sent.headers["Location"])
        names = sorted(name for name, _ in (*sent.headers, *page.headers))
        text = re.sub(r'(name="csrf_token")[^>]*', r"\1", page.text).replace(email, "…")
        return [sent.status_code, sent.headers["Location"], sent.get_data(), names, text]

    assert told("connue@example.org") == told("nouvelle@example.org")
    assert len(db.session.scalars(select(Registration)).all()) == 2


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"first_name": "", "last_name": "  "}, "Indiquez votre prénom"),
        ({"first_name": "", "last_name": "\u200b"}, "Indiquez votre nom"),
        ({"email": "jérôme@example.org"}, "contient un accent"),
        ({"email": "camille@"}, "ne semble pas complète"),
        ({"email": ""}, "Indiquez votre adresse"),
        ({"consent": ""}, "Votre accord est nécessaire"),
        ({"first_name": "x" * 81}, "80 caractères"),
        ({"website": "https://spam.example.org"}, "devait rester vide"),
    ],
)
def test_bad_answers_are_said_and_nothing_is_lost(
    client: HouseClient, values: dict[str, str], said: str
) -> None:
    event = make.event(on_site=5)
    answer = send(client, event, **values)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert said in page
    if "organisation" not in values:
        assert "Association fictive" in page
    assert db.session.scalars(select(Registration)).all() == []


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"email": "a@example.org\r\nBcc: b@example.org"}, "ne semble pas complète"),
        ({"attendance_mode": "remote"}, "hoisissez une des réponses"),
    ],
)
def test_what_the_form_does_not_offer_is_refused(
    client: HouseClient, values: dict[str, str], said: str
) -> None:
    event = make.event(on_site=5)
    answer = client.forge(f"/evenements/{event.slug}/inscription", data=answers(**values))
    assert answer.status_code == 422
    assert said in answer.text
    assert db.session.scalars(select(Registration)).all() == []


def test_a_form_sent_after_the_close_keeps_what_was_typed(client: HouseClient) -> None:
    event = make.event()
    form = client.get(f"/evenements/{event.slug}/inscription")
    with transaction():
        db.session.get_one(Event, event.id).registration_open = False
    answer = send(client, event, page=form)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "ne sont pas ouvertes" in page
    assert "Association fictive" in page


def test_hostile_names_are_shown_as_text(client: HouseClient) -> None:
    event = make.event(on_site=5)
    made = send(client, event, first_name="<script>alert(1)</script>")
    assert "<script>alert" not in client.get(made.headers["Location"]).get_data(as_text=True)


@pytest.mark.parametrize("token", ["x", "A" * 22, "../../etc/passwd", "%00"])
def test_forged_tokens_find_nothing(client: HouseClient, token: str) -> None:
    for address in (f"/inscriptions/{token}", f"/inscriptions/{token}/annulation"):
        assert client.get(address).status_code == 404


def test_change_and_cancel_by_the_private_link(client: HouseClient) -> None:
    event = make.event(on_site=1, remote=5, mode=EventMode.HYBRID)
    send(client, event)
    address = own_address()
    assert (
        client.post(f"{address}/participation", data={"attendance_mode": "remote"}).status_code
        == 303
    )
    assert "À distance" in client.get(address).get_data(as_text=True)
    leave = client.get(f"{address}/annulation")
    assert client.post(f"{address}/annulation", data={"reason": ""}, page=leave).status_code == 303
    assert "est annulée" in client.get(address).get_data(as_text=True)
    # Cancelling again, from a page left open, is harmless.
    assert client.post(f"{address}/annulation", page=leave).status_code == 303
    late = client.forge(f"{address}/participation", data={"attendance_mode": "on_site"})
    assert late.status_code == 409


def test_a_mode_that_does_not_exist_is_refused(client: HouseClient) -> None:
    event = make.event(on_site=1, remote=5, mode=EventMode.HYBRID)
    send(client, event)
    address = own_address()
    answer = client.forge(f"{address}/participation", data={"attendance_mode": "en rêve"})
    assert answer.status_code == 422


def test_the_export_opens_right_in_french_excel_and_runs_nothing(client: HouseClient) -> None:
    event = make.event(on_site=1)
    register(event, "a@example.org", first_name="=1+1", last_name="Étoile; œuvre")
    register(event, "b@example.org", first_name="@SUM(A1)")
    client.sign_in(make.account(Role.STAFF))
    answer = client.post(
        f"/gestion/evenements/{event.slug}/inscriptions/fichier", data={"format": "csv"}
    )
    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    assert rows[0][:4] == ["Statut", "Rang", "Prénom", "Nom"]
    assert rows[1][2:4] == ["'=1+1", "Étoile; œuvre"]
    assert rows[2][:3] == ["Sur liste d’attente", "1", "'@SUM(A1)"]
    assert "attachment" in answer.headers["Content-Disposition"]


def test_the_command_lists_for_scripts(client: HouseClient) -> None:
    event = make.event(on_site=1)
    for number in range(3):
        register(event, f"p{number}@example.org")
    db.session.rollback()
    said = client.application.test_cli_runner().invoke(
        args=["registrations", "list", event.slug, "--format", "csv"]
    )
    assert said.exit_code == 0
    rows = list(csv.DictReader(io.StringIO(said.output)))
    assert [(row["status"], row["rank"], row["mode"]) for row in rows] == [
        ("confirmed", "", "on_site"),
        ("waiting", "1", "on_site"),
        ("waiting", "2", "on_site"),
    ]


def test_the_team_cancels_for_somebody(client: HouseClient) -> None:
    event = make.event(on_site=1)
    mine = register(event, "p@example.org").registration
    client.sign_in(make.account(Role.STAFF))
    page = client.get(f"/gestion/evenements/{event.slug}/inscriptions").get_data(as_text=True)
    assert "p@example.org" in page
    address = f"/gestion/inscriptions/{mine.id}/annulation"
    assert client.post(address, data={"reason": "À sa demande"}).status_code == 303
    db.session.expire_all()
    assert db.session.get_one(Registration, mine.id).withdrawn_at is not None


def test_a_cancelled_event_says_so_on_the_private_page(client: HouseClient) -> None:
    event = make.event(on_site=1)
    send(client, event)
    address = own_address()
    with transaction():
        stored = db.session.get_one(Event, event.id)
        stored.status = EventStatus.CANCELLED
    assert "Cet événement est annulé" in client.get(address).get_data(as_text=True)
