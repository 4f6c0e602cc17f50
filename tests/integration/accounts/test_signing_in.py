"""Signing in by a one-time link."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from app import create_app
from app.accounts import services
from app.accounts.enums import Role
from app.accounts.models import Account, SignInToken
from app.accounts.services.signing_in import LIVE_LINKS_PER_ACCOUNT
from app.accounts.views.signing_in import local_path
from app.audit.models import AuditEntry
from app.groups.enums import GroupRole
from app.kernel import clock, links
from app.kernel.access import SYSTEM
from app.kernel.db import db, transaction
from app.outbox.letters import render_bodies
from app.outbox.models import OutboxMessage
from app.web.security import limiter
from tests import make
from tests.web import HouseClient


def messages() -> list[OutboxMessage]:
    db.session.rollback()
    return list(db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


def link_of(account: Account, after: str = "") -> str:
    """The path of a fresh link."""
    with transaction():
        services.send_link(account.email, after)
    parts = urlsplit(messages()[-1].payload["url"])
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def test_a_person_asks_follows_the_link_presses_the_button_and_is_in(
    client: HouseClient,
) -> None:
    account = make.account(name="Ada Exemple", email="ada@example.org")
    asked = client.post("/connexion", data={"email": " ADA@example.org "})
    assert asked.status_code == 303
    assert asked.location == "/connexion/courriel-envoye"
    assert "Si un compte a cette adresse" in client.get(asked.location).text
    (message,) = messages()
    assert message.recipient == "ada@example.org"
    url = message.payload["url"]
    assert url.startswith("http://localhost/connexion/")
    path = urlsplit(url).path
    page = client.get(path)
    assert page.status_code == 200
    assert "Me connecter" in page.text
    assert client.get("/compte").status_code == 302
    entered = client.post(path)
    assert entered.status_code == 303
    assert entered.location == "/compte"
    own = client.get("/compte")
    assert own.status_code == 200
    assert "Ada Exemple" in own.text
    db.session.rollback()
    stored = db.session.get_one(Account, account.id, populate_existing=True)
    assert stored.last_signed_in_at is not None
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.actor_id) == ("account:sign_in", account.id)


@pytest.mark.parametrize("closed", [None, clock.now()])
def test_nobody_learns_who_has_an_account(client: HouseClient, closed: object) -> None:
    make.account(email="ouvert@example.org")
    make.account(email="ferme@example.org", closed_at=closed)
    addresses = ("ouvert@example.org", "ferme@example.org", "inconnu@example.org")
    answers = [client.post("/connexion", data={"email": address}) for address in addresses]
    assert len({(one.status_code, one.location, one.text) for one in answers}) == 1
    sent = {one.recipient for one in messages()}
    assert "inconnu@example.org" not in sent
    assert ("ferme@example.org" in sent) is (closed is None)


@pytest.mark.parametrize("typed", ["", "personne", "a@b@c", "personne@"])
def test_an_address_that_is_none_is_refused_and_kept(client: HouseClient, typed: str) -> None:
    answer = client.post("/connexion", data={"email": typed})
    assert answer.status_code == 422
    assert f'value="{typed}"' in answer.text


def test_looking_at_a_link_uses_nothing_up(client: HouseClient) -> None:
    path = link_of(make.account())
    for _ in range(3):
        assert client.get(path).status_code == 200
        assert client.head(path).status_code == 200
    assert client.post(path).status_code == 303


def test_a_link_serves_once(client: HouseClient, app: Flask) -> None:
    path = link_of(make.account())
    assert client.post(path).status_code == 303
    stranger = app.test_client()
    assert isinstance(stranger, HouseClient)
    for answer in (stranger.get(path), stranger.forge(path)):
        assert answer.status_code == 410
        assert "Demander un nouveau lien" in answer.text
    assert stranger.get("/compte").status_code == 302


def test_a_second_click_by_the_same_person_is_no_error(client: HouseClient) -> None:
    path = link_of(make.account(), "/agenda")
    client.post(path)
    again = client.get(path)
    assert again.status_code == 303
    assert again.location == "/agenda"


def test_an_old_link_is_dead(client: HouseClient) -> None:
    path = link_of(make.account())
    with transaction():
        token = db.session.scalars(select(SignInToken)).one()
        token.expires_at = clock.now() - timedelta(seconds=1)
    assert client.get(path).status_code == 410
    assert client.forge(path).status_code == 410


def test_an_invented_link_is_dead(client: HouseClient) -> None:
    assert client.get("/connexion/AAAAAAAAAAAAAAAAAAAAAA").status_code == 410
    assert client.forge("/connexion/AAAAAAAAAAAAAAAAAAAAAA").status_code == 410


def test_a_closed_account_signs_in_no_more_and_is_thrown_out(client: HouseClient) -> None:
    account = make.account()
    client.post(link_of(account))
    other = link_of(account)
    assert client.get("/compte").status_code == 200
    with transaction():
        db.session.get_one(Account, account.id).closed_at = clock.now()
    assert client.get("/compte").status_code == 302
    assert client.post(other).status_code == 410


def test_the_database_never_holds_a_link(app: Flask) -> None:
    path = link_of(make.account())
    token = db.session.scalars(select(SignInToken)).one()
    secret = path.rpartition("/")[2]
    assert len(secret) == 22
    assert token.token_hash == links.token_hash(secret)
    assert secret not in token.token_hash


def test_a_mailbox_cannot_be_flooded(client: HouseClient) -> None:
    account = make.account()
    for _ in range(LIVE_LINKS_PER_ACCOUNT + 3):
        assert client.post("/connexion", data={"email": account.email}).status_code == 303
    assert len(messages()) == LIVE_LINKS_PER_ACCOUNT


def test_one_returns_where_one_was_going(client: HouseClient) -> None:
    account = make.account()
    asked = client.get("/compte/modifier")
    assert asked.status_code == 302
    assert asked.location == "/connexion?suite=/compte/modifier"
    client.post(asked.location, data={"email": account.email})
    parts = urlsplit(messages()[-1].payload["url"])
    entered = client.post(f"{parts.path}?{parts.query}")
    assert entered.location == "/compte/modifier"


@pytest.mark.parametrize(
    "address",
    [
        "https://ailleurs.example.org/",
        "//ailleurs.example.org",
        "/\\ailleurs.example.org",
        "javascript:alert(1)",
        "/a\nb",
        "/\t/ailleurs.example.org",
        "agenda",
        "",
        None,
    ],
)
def test_nobody_is_sent_elsewhere(address: str | None) -> None:
    assert local_path(address) == ""


@pytest.mark.parametrize("address", ["/", "/agenda?type=study_day&page=2", "/groupes/santé"])
def test_a_path_of_ours_is_kept(address: str) -> None:
    assert local_path(address) == address


def test_a_foreign_suite_leads_to_the_account(client: HouseClient) -> None:
    path = link_of(make.account())
    assert client.post(f"{path}?suite=//ailleurs.example.org").location == "/compte"


def test_signing_in_drops_what_an_earlier_session_held(client: HouseClient) -> None:
    path = link_of(make.account())
    with client.session_transaction() as session:
        session["reste"] = "d’avant"
    client.post(path)
    with client.session_transaction() as session:
        assert "reste" not in session


def test_signing_out_takes_a_button(client: HouseClient) -> None:
    client.sign_in(make.account())
    assert "Me déconnecter" in client.get("/deconnexion").text
    assert client.get("/compte").status_code == 200
    assert client.post("/deconnexion").status_code == 303
    assert client.get("/compte").status_code == 302


def test_a_signed_in_person_has_no_need_of_a_link(client: HouseClient) -> None:
    client.sign_in(make.account())
    assert client.get("/connexion").location == "/compte"
    assert client.get("/connexion?suite=/agenda").location == "/agenda"


def test_asking_without_end_is_slowed_down(app: Flask) -> None:
    limited = create_app(replace(app.extensions["synergies_settings"], rate_limits=True))
    limited.test_client_class = HouseClient
    client = limited.test_client()
    try:
        answers = [client.post("/connexion", {"email": "x@example.org"}) for _ in range(61)]
    finally:
        # The limiter is one for all applications of a process, and the others here have none.
        limiter.enabled = False
        with limited.app_context():
            db.engine.dispose()
    assert {one.status_code for one in answers[:60]} == {303}
    assert answers[60].status_code == 429
    assert answers[60].headers["Retry-After"] == "60"
    assert "Attendez 1\u00a0minute" in answers[60].text


def test_the_mail_says_what_it_is_and_until_when(app: Flask) -> None:
    account = make.account(Role.STAFF)
    link_of(account)
    (message,) = messages()
    text, html = render_bodies(message.kind, message.subject, message.payload)
    assert html is not None
    for body in (text, html):
        assert message.payload["url"] in body
        assert "une seule fois" in body
        assert "Ce n’était pas vous" in body


def test_purging_forgets_dead_links_only(app: Flask) -> None:
    account = make.account()
    link_of(account)
    link_of(account)
    with transaction():
        first = db.session.scalars(select(SignInToken).order_by(SignInToken.id)).first()
        assert first is not None
        first.expires_at = clock.now() - timedelta(days=8)
        db.session.flush()
        assert services.purge_links(clock.now() - timedelta(days=7)) == 1
    assert db.session.scalars(select(SignInToken)).one().id != first.id


def test_a_link_sent_to_a_former_address_opens_nothing(client: HouseClient) -> None:
    account = make.account(email="ancienne@example.org")
    path = link_of(account)
    with transaction():
        services.edit(
            SYSTEM,
            db.session.get_one(Account, account.id),
            email="nouvelle@example.org",
            name=account.name,
            roles=[],
            organisation_id=None,
        )
    assert client.forge(path).status_code == 410
    assert client.post(link_of(db.session.get_one(Account, account.id))).status_code == 303


def test_each_role_arrives_where_its_work_waits(app: Flask) -> None:
    group, other = make.group(), make.group()
    lead, of_two, member = make.account(), make.account(), make.account()
    make.mandate(lead, group, GroupRole.LEAD)
    for one in (group, other):
        make.mandate(of_two, one, GroupRole.LEAD)
    make.mandate(member, group, GroupRole.MEMBER)
    expected = (
        (make.account(Role.STAFF), "/gestion"),
        (make.account(Role.ADMIN), "/gestion"),
        (make.account(Role.COMMISSIONER), "/gestion/decisions"),
        (lead, f"/groupes/{group.slug}"),
        (of_two, "/compte"),
        (member, "/compte"),
    )
    for account, page in expected:
        client = app.test_client()
        assert isinstance(client, HouseClient)
        arrived = client.post(link_of(account))
        assert arrived.location == page
        assert client.get(page).status_code == 200
        assert client.get("/connexion").location == page


def test_the_account_shows_what_there_is(client: HouseClient) -> None:
    """What there is not stands together, at the end, folded."""
    client.sign_in(make.account())
    page = client.get("/compte").text
    assert page.index("Mes informations") < page.index("Ce qui viendra sur cette page")
    assert 'id="registrations"' not in page
