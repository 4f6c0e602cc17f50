"""How long a session lives, and how one ends all of one’s own."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts import services
from app.accounts.enums import Role
from app.accounts.models import Account
from app.audit.models import AuditEntry
from app.groups.queries import load_actor
from app.kernel import clock
from app.kernel.db import db, transaction
from app.outbox.models import OutboxMessage
from app.web.session import ADMINISTRATION, MEMBERS, TEAM
from tests import make
from tests.web import HouseClient


def browser(app: Flask) -> HouseClient:
    client = app.test_client()
    assert isinstance(client, HouseClient)
    return client


def signed_in_by_link(app: Flask, account: Account) -> HouseClient:
    with transaction():
        address = services.issue_link(account.email)
    assert address is not None
    client = browser(app)
    assert client.post(address.removeprefix("http://localhost")).status_code == 303
    return client


def is_signed_in(client: HouseClient) -> bool:
    return client.get("/compte").status_code == 200


def test_one_signs_out_of_every_device_at_once(app: Flask) -> None:
    account, other = make.account(), make.account()
    phone, computer = (signed_in_by_link(app, account) for _ in range(2))
    somebody = signed_in_by_link(app, other)
    assert "Me déconnecter partout" in phone.get("/compte/deconnexion").text
    assert phone.post("/compte/deconnexion").status_code == 303
    assert not is_signed_in(phone)
    assert not is_signed_in(computer)
    assert is_signed_in(somebody)
    acts = select(AuditEntry.action).order_by(AuditEntry.id.desc()).limit(1)
    assert db.session.scalar(acts) == "account:sign_out_everywhere"
    assert is_signed_in(signed_in_by_link(app, account)), "a new link opens a new session"


def test_signing_out_here_leaves_other_devices_alone(app: Flask) -> None:
    account = make.account()
    phone, computer = (signed_in_by_link(app, account) for _ in range(2))
    assert phone.post("/deconnexion").status_code == 303
    assert not is_signed_in(phone)
    assert is_signed_in(computer)


def test_a_new_address_ends_the_sessions_of_the_former_one(app: Flask) -> None:
    account, admin = make.account(), make.account(Role.ADMIN)
    phone = signed_in_by_link(app, account)
    actor = load_actor(admin.id)
    assert actor is not None
    with transaction():
        services.edit(
            actor,
            account,
            email="nouvelle@example.org",
            name="Camille Fictif",
            roles=(),
            organisation_id=None,
        )
    assert not is_signed_in(phone)


def test_a_cookie_without_its_marks_signs_nobody_in(client: HouseClient) -> None:
    """Those given before sessions ended by themselves: one signs in again."""
    account = make.account()
    with client.session_transaction() as session:
        session["_user_id"] = f"{account.id}.0"
    assert client.get("/compte").status_code == 302


def test_what_a_cookie_cannot_hold_signs_nobody_in(client: HouseClient) -> None:
    account = make.account()
    client.sign_in(account)
    for borne in (f"{account.id}.1", f"{account.id}.x", f"{account.id}.", "x.0", "²", "-1.0"):
        with client.session_transaction() as session:
            session["_user_id"] = borne
        answer = client.get("/compte").status_code
        assert answer == (200 if borne == f"{account.id}." else 302), borne


def test_signing_out_closes_every_copy_of_the_cookie(app: Flask) -> None:
    account = make.account(Role.STAFF)
    mine = signed_in_by_link(app, account)
    with mine.session_transaction() as session:
        copied = dict(session)
    thief = browser(app)
    with thief.session_transaction() as session:
        session.update(copied)
    assert thief.get("/gestion/comptes").status_code == 200
    assert mine.post("/deconnexion").status_code == 303
    assert not is_signed_in(thief)
    assert thief.get("/gestion/comptes").status_code == 302


def test_a_used_link_ends_the_others(app: Flask) -> None:
    account = make.account()
    with transaction():
        first, second = services.issue_link(account.email), services.issue_link(account.email)
    assert first is not None
    assert second is not None
    path = second.removeprefix("http://localhost")
    assert browser(app).post(path).status_code == 303
    assert browser(app).get(first.removeprefix("http://localhost")).status_code == 410


@pytest.mark.parametrize(
    ("role", "idle"),
    [(Role.ADMIN, ADMINISTRATION.idle), (Role.STAFF, TEAM.idle), (Role.PARTNER, MEMBERS.idle)],
)
def test_a_session_that_serves_no_more_ends(app: Flask, role: Role, idle: timedelta) -> None:
    client = signed_in_by_link(app, make.account(role))
    _age(client, began=idle, seen=idle - timedelta(minutes=1))
    assert is_signed_in(client)
    _age(client, began=idle, seen=idle + timedelta(minutes=1))
    assert not is_signed_in(client)


def test_a_session_that_serves_ends_all_the_same(app: Flask) -> None:
    client = signed_in_by_link(app, make.account(Role.ADMIN))
    _age(client, began=ADMINISTRATION.whole + timedelta(minutes=1), seen=timedelta())
    assert not is_signed_in(client)


def test_reading_keeps_a_session_alive(app: Flask) -> None:
    client = signed_in_by_link(app, make.account(Role.ADMIN))
    _age(client, began=timedelta(hours=3), seen=timedelta(hours=1))
    assert is_signed_in(client)
    with client.session_transaction() as session:
        assert clock.now().timestamp() - session["seen"] < 60


def test_acts_on_accounts_ask_for_a_recent_session(app: Flask) -> None:
    admin, other = make.account(Role.ADMIN), make.account()
    client = signed_in_by_link(app, admin)
    page = f"/gestion/comptes/{other.id}"
    assert client.get(f"{page}/modifier").status_code == 200
    _age(client, began=timedelta(minutes=31), seen=timedelta())
    asked = client.get(f"{page}/modifier")
    assert asked.headers["Location"] == f"/connexion/confirmer?suite={quote(page + '/modifier')}"
    assert client.get(page).status_code == 200, "looking is another matter"
    sent = client.get(asked.headers["Location"])
    assert "demande une connexion récente" in sent.get_data(as_text=True)
    assert client.post(asked.headers["Location"]).status_code == 303
    mail = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc())).first()
    assert mail is not None
    assert mail.recipient == admin.email
    link = urlsplit(mail.payload["url"])
    used = client.post(f"{link.path}?{link.query}")
    assert used.headers["Location"] == f"{page}/modifier"
    assert client.get(f"{page}/modifier").status_code == 200


def test_an_act_from_an_old_session_does_nothing(app: Flask) -> None:
    admin, other = make.account(Role.ADMIN), make.account()
    client = signed_in_by_link(app, admin)
    page = f"/gestion/comptes/{other.id}"
    assert client.get(page).status_code == 200
    _age(client, began=timedelta(hours=2, minutes=1), seen=timedelta())
    refused = client.post(f"{page}/fermer", headers={"Referer": f"http://localhost{page}"})
    assert refused.headers["Location"] == f"/connexion/confirmer?suite={quote(page)}"
    assert db.session.get_one(Account, other.id).closed_at is None


def test_a_form_left_open_can_be_sent_after_signing_in_again(app: Flask) -> None:
    account = make.account()
    client = signed_in_by_link(app, account)
    with client.session_transaction() as session:
        session["csrf_token"] = "the key of the forms left open"
    _age(client, began=timedelta(days=31), seen=timedelta(days=31))
    late = client.forge("/compte/modifier", {"name": "Ada Exemple"})
    assert late.status_code == 403
    assert "ce que vous avez écrit y est encore" in late.get_data(as_text=True)
    with transaction():
        link = services.issue_link(account.email)
    assert link is not None
    assert client.post(link.removeprefix("http://localhost")).status_code == 303
    with client.session_transaction() as session:
        assert session["csrf_token"] == "the key of the forms left open"


def _age(client: HouseClient, *, began: timedelta, seen: timedelta) -> None:
    """Make the session of this browser as old as that."""
    now = clock.now()
    with client.session_transaction() as session:
        session["began"] = int((now - began).timestamp())
        session["seen"] = int((now - seen).timestamp())
