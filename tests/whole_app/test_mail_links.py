"""Each page that mails lead to, opened by those who get the mail, signed out, and by strangers."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.accounts.models import Account
from app.kernel.db import db
from app.outbox import samples
from app.outbox.letters import render_bodies
from app.outbox.models import OutboxMessage
from tests.mail_links import BEARER, READERS
from tests.mail_parts import differences, links_of_html, links_of_text
from tests.web import HouseClient
from tests.whole_app.access_table import MAY
from tests.whole_app.addresses import requests
from tests.whole_app.test_access import SIGN_IN, visit_as
from tests.world import ANONYMOUS, PEOPLE, World

HOME = "http://localhost"


def _pages(app: Flask, world: World) -> Iterator[tuple[str, str]]:
    """The pages that mails lead to, with their line in the table of access."""
    for request in requests(app, world):
        if request.method == "GET" and request.endpoint.partition("@")[0] in READERS:
            yield request.endpoint, request.path


def _invited_to(answer: TestResponse) -> str:
    """Where signing in leads back to; empty when the answer is no invitation to sign in."""
    target = urlsplit(answer.headers.get("Location", ""))
    if answer.status_code != 302 or target.path != SIGN_IN:
        return ""
    return parse_qs(target.query).get("suite", [""])[0]


def _wrong(who: str, line: str, path: str, answer: TestResponse) -> str:
    """What is wrong with an answer to somebody who follows a link of a mail; empty when right."""
    readers = READERS[line.partition("@")[0]]
    if answer.status_code == 200 or (answer.status_code in (302, 303) and not _invited_to(answer)):
        return ""
    if readers != BEARER:
        if who == ANONYMOUS and _invited_to(answer) == path:
            return ""
        # Somebody else's mail: what they may not know of is hidden, or refused, by the table.
        if who not in (ANONYMOUS, *readers) and who not in MAY[line]:
            return "" if answer.status_code in (403, 404) else f"{answer.status_code}"
        # An object of the house that these readers have nothing to do with.
        if who != ANONYMOUS and who not in MAY[line]:
            return ""
    return f"{answer.status_code}"


def test_every_page_of_a_mail_opens_or_invites_to_sign_in(shared_app: Flask, world: World) -> None:
    pages = list(_pages(shared_app, world))
    assert {line.partition("@")[0] for line, _ in pages} == set(READERS)
    faults = []
    for who in PEOPLE:
        client = visit_as(shared_app, world, who)
        for line, path in pages:
            # A browser that has just signed in by this link is somebody else.
            if line == "accounts.use_link" and who != ANONYMOUS:
                continue
            if wrong := _wrong(who, line, path, client.get(path)):
                faults.append(f"{who}, {path} ({line}): {wrong}")
    assert not faults, "\n".join(faults)


def test_those_who_get_a_mail_may_read_where_it_leads() -> None:
    """The table of access agrees, on some object of the house."""
    for endpoint, readers in READERS.items():
        lines = [line for line in MAY if line.partition("@")[0] == endpoint]
        wanted = {ANONYMOUS} if readers == BEARER or not readers else set(readers)
        may = set().union(*(MAY[line] for line in lines))
        assert wanted <= may, f"{endpoint}: {sorted(wanted - may)} cannot open it"


def test_the_mails_of_the_house_open_for_their_recipients(shared_app: Flask, world: World) -> None:
    """Signed in where they have an account, signed out else: every link is a page."""
    faults = []
    read: set[tuple[str, str]] = set()
    for message in db.session.scalars(select(OutboxMessage)).all():
        # One of them was put there without its values, to be a mail that failed.
        if not message.payload or (message.kind, message.recipient) in read:
            continue
        read.add((message.kind, message.recipient))
        text, html = render_bodies(message.kind, message.subject, message.payload)
        client = _browser_of(shared_app, message.recipient)
        for link in dict.fromkeys([*links_of_text(text), *links_of_html(html or "")]):
            if not link.startswith(HOME):
                continue
            answer = client.get(link.removeprefix(HOME) or "/")
            if answer.status_code in (302, 303):
                answer = client.get(answer.headers["Location"])
            if answer.status_code != 200:
                faults.append(f"{message.kind} to {message.recipient}: {link}")
    assert read
    assert not faults, "\n".join(faults)


def _browser_of(app: Flask, address: str) -> HouseClient:
    client = app.test_client()
    assert isinstance(client, HouseClient)
    client.strict = False
    found = select(Account).where(Account.email_key == address.casefold())
    account = db.session.scalars(found).one_or_none()
    if account is not None:
        client.sign_in(account)
    return client


def test_the_two_parts_of_every_kind_say_the_same(shared_app: Flask) -> None:
    """Also of the kinds that no test writes: with the made-up values of their sample."""
    faults = []
    with shared_app.app_context():
        for kind in samples.kinds(shared_app):
            text, html = samples.parts(shared_app, kind)
            faults += [f"{kind}: {one}" for one in differences("", text, html)]
    assert not faults, "\n".join(faults)
