"""What a visitor gets at an address of something that is not public (ADR 23)."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from app.events.enums import Visibility
from app.kernel.db import db
from app.outbox.models import OutboxMessage
from app.web.routing import access_rules
from tests import make
from tests.web import HouseClient

pytestmark = pytest.mark.same_on_both


@pytest.mark.parametrize(
    "path",
    [
        "/comptes-rendus/1",
        "/comptes-rendus/1.pdf",
        "/comptes-rendus/1/remarques",
        "/evenements/reunion-inconnue",
        "/evenements/reunion-inconnue.ics",
        "/evenements/reunion-inconnue/suites",
        "/gestion/evenements/reunion-inconnue",
        "/documents/1/annexe.pdf",
        "/propositions/P-2026-999",
        "/groupes/sante/propositions/1",
        "/series/inconnue",
    ],
)
def test_a_visitor_is_sent_to_sign_in_even_where_there_is_nothing(
    client: HouseClient, path: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/connexion?suite={quote(path)}"
    page = client.get(answer.headers["Location"])
    assert "n’est pas publique, ou elle n’existe pas" in page.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/inscriptions/faux", "/convocations/faux", "/groupes/inconnu"])
def test_a_wrong_private_link_and_a_wrong_public_address_are_not_found(
    client: HouseClient, path: str
) -> None:
    assert client.get(path).status_code == 404


def test_private_links_are_stored_and_indexed_nowhere(app: Flask, client: HouseClient) -> None:
    """Even their errors: the rule of the route says so, not a list of prefixes."""
    rules = access_rules(app)
    tried = 0
    for rule in app.url_map.iter_rules():
        if "token" not in rule.arguments or "GET" not in (rule.methods or ()):
            continue
        values = dict.fromkeys(rule.arguments, 1)
        path = app.url_map.bind("localhost").build(rule.endpoint, {**values, "token": "faux"})
        answer = client.get(path)
        assert rules[rule.endpoint].secret
        assert answer.headers["Cache-Control"] == "no-store", path
        assert answer.headers["X-Robots-Tag"] == "noindex", path
        tried += 1
    assert tried > 20


def test_the_public_register_of_minutes_may_be_cached(client: HouseClient) -> None:
    assert client.get("/comptes-rendus").headers["Cache-Control"] != "no-store"


def test_from_the_mail_to_the_meeting_by_the_sign_in_page(client: HouseClient) -> None:
    """A member opens the link of a convocation, signed out: one field, one mail, and is there."""
    group, member = make.group(), make.account()
    meeting = make.event(visibility=Visibility.GROUP, group_id=group.id, title="Entre nous")
    make.mandate(member, group)
    email, path = member.email, f"/evenements/{meeting.slug}"
    sign_in = client.get(path).headers["Location"]
    assert "Entre nous" not in client.get(sign_in).get_data(as_text=True)
    assert client.post(sign_in, data={"email": email}).status_code == 303
    mail = db.session.scalars(select(OutboxMessage)).one()
    link = urlsplit(mail.payload["url"])
    used = client.post(f"{link.path}?{link.query}")
    assert used.headers["Location"] == path
    assert "Entre nous" in client.get(path).get_data(as_text=True)
