"""How long a session lives, and how one ends all of one’s own."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from app.accounts import services
from app.accounts.enums import Role
from app.accounts.models import Account
from app.audit.models import AuditEntry
from app.groups.queries import load_actor
from app.kernel.db import db, transaction
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


def test_a_session_from_before_sessions_had_numbers_goes_on(client: HouseClient) -> None:
    account = make.account()
    for borne, expected in ((str(account.id), 200), (f"{account.id}.0", 200)):
        with client.session_transaction() as session:
            session["_user_id"] = borne
        assert client.get("/compte").status_code == expected


def test_what_a_cookie_cannot_hold_signs_nobody_in(client: HouseClient) -> None:
    account = make.account()
    for borne in (f"{account.id}.1", f"{account.id}.x", f"{account.id}.", "x.0", "²", "-1.0"):
        with client.session_transaction() as session:
            session["_user_id"] = borne
        answer = client.get("/compte").status_code
        assert answer == (200 if borne == f"{account.id}." else 302), borne
