"""The team's page of mails: what waits and what failed, never what they say."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from aiosmtpd.controller import Controller
from flask import Flask
from sqlalchemy import event, select

from app.accounts.enums import Role
from app.audit.models import AuditEntry
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db, transaction
from app.kernel.errors import Conflict, NotAllowed
from app.outbox import health, samples, services, worker
from app.outbox.enums import MessageStatus
from app.outbox.models import OutboxMessage
from app.outbox.states import MESSAGE, MessageAct
from tests import make
from tests.integration.outbox.letterbox import LetterBox, message, now_of
from tests.web import HouseClient

STAFF = Actor(account_id=1, roles=frozenset({"staff"}), label="compte 1")


def put(one: OutboxMessage, **values: object) -> None:
    with transaction():
        row = db.session.get_one(OutboxMessage, one.id)
        for name, value in values.items():
            setattr(row, name, value)


def test_the_list_shows_what_failed_first_and_no_body(client: HouseClient) -> None:
    client.sign_in(make.account(Role.STAFF))
    assert "Aucun courriel" in client.get("/gestion/courriels").text
    put(message("envoi@example.org", subject="Parti"), status=MessageStatus.SENT)
    put(
        message("panne@example.org", subject="Raté", payload={"name": "MARQUE-DU-CORPS"}),
        status=MessageStatus.FAILED,
        error="Le serveur refuse ce courriel : 550 …",
    )
    text = client.get("/gestion/courriels").text
    assert text.index("Raté") < text.index("Parti")
    assert "panne@example.org" in text
    assert "550" in text
    assert "1 courriel n’a pas pu partir" in text.replace("\u00a0", " ")
    assert "MARQUE-DU-CORPS" not in text


def test_the_list_is_filtered_by_state(client: HouseClient) -> None:
    client.sign_in(make.account(Role.STAFF))
    put(message("a@example.org"), status=MessageStatus.SENT)
    message("b@example.org")
    text = client.get("/gestion/courriels?etat=sent").text
    assert "a@example.org" in text
    assert "b@example.org" not in text
    assert client.get("/gestion/courriels?etat=rien&page=9999").status_code == 200


def test_a_worker_that_does_not_run_is_noticed(
    app: Flask, client: HouseClient, mail_settings: None
) -> None:
    client.sign_in(make.account(Role.STAFF))
    settings = app.extensions["synergies_settings"]
    app.extensions["synergies_settings"] = replace(settings, mail_url="smtp://127.0.0.1:25")
    assert "ne tourne pas" in client.get("/gestion/courriels").text, "it never said that it lives"
    health.report(None)
    one = message()
    assert "ne tourne pas" not in client.get("/gestion/courriels").text
    put(one, due_at=clock.now() - timedelta(minutes=5))
    assert "ne tourne pas" in client.get("/gestion/courriels").text


def through_a_server(app: Flask) -> None:
    settings = app.extensions["synergies_settings"]
    app.extensions["synergies_settings"] = replace(settings, mail_url="smtp://127.0.0.1:25")


@pytest.mark.parametrize("page", ["/gestion", "/gestion/evenements", "/gestion/courriels"])
def test_every_page_of_the_team_says_that_nothing_leaves_and_why(
    app: Flask, client: HouseClient, mail_settings: None, page: str
) -> None:
    client.sign_in(make.account(Role.STAFF))
    assert "dans des fichiers" in client.get(page).text
    through_a_server(app)
    health.report("Le serveur de courriel ne répond pas (liaison refusée).")
    text = client.get(page).text
    assert "Aucun courriel ne part depuis" in text
    assert "liaison refusée" in text
    health.report(None)
    assert "Aucun courriel ne part" not in client.get(page).text
    assert "Aucun courriel ne part" not in app.test_client().get("/").text


def test_what_does_not_leave_is_something_to_do(
    app: Flask, client: HouseClient, mail_settings: None
) -> None:
    client.sign_in(make.account(Role.STAFF))
    through_a_server(app)
    health.report("Le serveur de courriel ne répond pas.")
    message()
    words = " ".join(client.get("/gestion").text.split())
    assert "Aucun courriel ne part : 1 courriel en attente" in words


def test_a_trial_mail_says_what_became_of_it(
    app: Flask, client: HouseClient, mail_settings: None, server: Controller, letter_box: LetterBox
) -> None:
    client.sign_in(make.account(Role.STAFF))
    settings = app.extensions["synergies_settings"]
    app.extensions["synergies_settings"] = replace(
        settings, mail_url=f"smtp://127.0.0.1:{server.port}"
    )
    assert "Envoyer un courriel d’essai" in client.get("/gestion/courriels").text
    form = client.get("/gestion/courriels/essai").text
    assert "Adresse qui recevra" in form
    sent = client.post("/gestion/courriels/essai", data={"email": "moi@example.org"})
    result = sent.headers["Location"]
    assert "attend son départ" in client.get(result).text
    worker.run_once(app)
    assert "pris l’essai en charge" in client.get(result).text
    assert letter_box.recipients == ["moi@example.org"]
    assert client.post("/gestion/courriels/essai", data={"email": "rien"}).status_code == 422


def test_all_that_failed_leaves_again_by_one_button_or_one_command(
    app: Flask, client: HouseClient
) -> None:
    client.sign_in(make.account(Role.STAFF))
    broken = [message(), message()]
    for send_again in (
        lambda: client.post("/gestion/courriels/renvoyer-tout"),
        lambda: app.test_cli_runner().invoke(args=["outbox", "retry", "--failed"]),
    ):
        for one in broken:
            put(one, status=MessageStatus.FAILED, attempts=3, error="Refusé")
        assert "Renvoyer tout ce qui a échoué" in client.get("/gestion/courriels").text
        send_again()
        for one in broken:
            again = now_of(one)
            assert (again.status, again.attempts, again.error) == (MessageStatus.QUEUED, 0, None)


def test_the_team_sends_again_and_gives_up(client: HouseClient) -> None:
    client.sign_in(make.account(Role.STAFF))
    broken, useless = message(), message()
    put(broken, status=MessageStatus.FAILED, attempts=3, error="Refusé")
    assert client.post(f"/gestion/courriels/{broken.id}/renvoyer").status_code == 303
    assert client.post(f"/gestion/courriels/{useless.id}/annuler").status_code == 303
    again = now_of(broken)
    assert (again.status, again.attempts, again.error) == (MessageStatus.QUEUED, 0, None)
    given_up = now_of(useless)
    assert (given_up.status, given_up.payload) == (MessageStatus.CANCELLED, {})
    acts = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert acts == ["outbox:retry", "outbox:cancel"]


@pytest.mark.parametrize("status", list(MessageStatus))
def test_buttons_show_exactly_when_the_act_is_accepted(
    client: HouseClient, status: MessageStatus
) -> None:
    client.sign_in(make.account(Role.STAFF))
    one = message()
    put(one, status=status)
    page = client.get("/gestion/courriels")
    for act, path in ((MessageAct.RETRY, "renvoyer"), (MessageAct.CANCEL, "annuler")):
        address = f"/gestion/courriels/{one.id}/{path}"
        allowed = MESSAGE.allows(status, act)
        assert (address in page.text) is allowed
        put(one, status=status)
        if allowed:
            assert client.post(address, page=page).status_code == 303
        else:
            assert client.forge(address).status_code == 409
            assert now_of(one).status is status


def test_what_has_been_forgotten_cannot_be_sent_again(app: Flask) -> None:
    one = message()
    put(one, status=MessageStatus.FAILED, recipient="")
    with pytest.raises(Conflict, match="trop ancien"), transaction():
        services.retry(STAFF, one)


def test_only_the_team_acts(app: Flask) -> None:
    one = message()
    for act in (services.retry, services.cancel):
        with pytest.raises(NotAllowed), transaction():
            act(Actor(account_id=2, roles=frozenset({"partner"})), one)


def test_pages_are_for_the_team(client: HouseClient) -> None:
    one = message()
    assert client.get("/gestion/courriels").status_code == 302
    client.sign_in(make.account(Role.PARTNER))
    assert client.get("/gestion/courriels").status_code == 403
    assert client.forge(f"/gestion/courriels/{one.id}/annuler").status_code == 404


def test_forgetting_empties_old_rows_and_keeps_their_keys(app: Flask) -> None:
    old, waiting, recent = message(), message(), message()
    before = clock.now() - timedelta(days=30)
    put(old, status=MessageStatus.SENT, created_at=before - timedelta(days=1))
    put(waiting, created_at=before - timedelta(days=1))
    with transaction():
        assert services.forget(before) == 2
    with transaction():
        assert services.forget(before) == 0
    assert now_of(old).recipient == ""
    assert now_of(old).status is MessageStatus.SENT
    assert now_of(waiting).status is MessageStatus.FAILED
    assert now_of(recent).recipient != ""
    assert message(key=old.key).id == old.id


def test_a_list_costs_the_same_at_three_and_at_thirty(client: HouseClient) -> None:
    client.sign_in(make.account(Role.STAFF))
    statements: list[str] = []
    counts = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    for more in (3, 27):
        for _ in range(more):
            message()
        statements.clear()
        event.listen(db.engine, "before_cursor_execute", note)
        try:
            client.get("/gestion/courriels")
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
        counts.append(len(statements))
    assert counts[0] == counts[1]
    rows = [one for one in statements if "LIMIT" in one and "outbox_message" in one]
    assert rows
    assert not any("payload" in one for one in rows)


@pytest.mark.slow
def test_paragraphs_of_a_text_stand_apart(app: Flask) -> None:
    """A tag at the end of a line takes the line break with it: easily lost, hard to see."""
    glued = []
    for kind in samples.kinds(app):
        lines = samples.sample(app, kind).text.split("\n")
        glued += [
            f"{kind}: {line[-40:]} / {after[:40]}"
            for line, after in pairwise(lines)
            if len(line) > 80 and after.strip() and not after.startswith(("http", "-", "\u2013"))
        ]
    assert not glued, "\n".join(glued)


def test_every_mail_can_be_looked_at_with_made_up_values(app: Flask, client: HouseClient) -> None:
    client.sign_in(make.account(Role.STAFF))
    listed = client.get("/gestion/courriels/modeles").text
    kinds = samples.kinds(app)
    assert {"registrations/confirmed", "proposals/decision", "accounts/sign_in"} <= set(kinds)
    assert "registrations/facts" not in kinds, "a part of mails is no mail"
    client.strict = False
    for kind in kinds:
        assert f"/gestion/courriels/modeles/{kind}" in listed
        page = client.get(f"/gestion/courriels/modeles/{kind}")
        assert page.status_code == 200
        shown = samples.sample(app, kind)
        assert "style=" not in shown.body
        # A value without a sample shows its name between brackets.
        assert not re.search(r"\[[a-z_]+\]", f"{shown.title} {shown.text} {shown.body}"), kind
    client.strict = True
    confirmed = client.get("/gestion/courriels/modeles/registrations/confirmed").text
    assert "Logement et pauvreté" in confirmed
    assert "Camille" in confirmed
    assert client.get("/gestion/courriels/modeles/rien/du-tout").status_code == 404
