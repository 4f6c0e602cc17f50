"""Every page × every kind of person: who may is let through, who may not changes nothing."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.accounts.models import Account
from app.kernel.db import db
from app.web.routing import access_rules
from tests.conftest import ENGINE, FILLED
from tests.engines import Databases
from tests.web import HouseClient
from tests.whole_app.access_table import EVERYONE, MAY
from tests.whole_app.addresses import OUTSIDE, Request, requests
from tests.whole_app.rows import Watch, changed_tables, row_hashes
from tests.world import ANONYMOUS, PEOPLE, World

REFUSED = frozenset({403, 404})
SIGN_IN = "/connexion"


def visit_as(app: Flask, world: World, who: str) -> HouseClient:
    client = app.test_client()
    assert isinstance(client, HouseClient)
    # The crawler looks at the pages themselves.
    client.strict = False
    if who != ANONYMOUS:
        account = db.session.scalars(select(Account).where(Account.id == world.accounts[who])).one()
        client.sign_in(account)
    return client


def is_refused(response: TestResponse) -> bool:
    target = urlsplit(response.headers.get("Location", "")).path
    asked = 300 <= response.status_code < 400 and target == SIGN_IN
    own_page = response.request.path == SIGN_IN
    return response.status_code in REFUSED or (asked and not own_page)


def send(app: Flask, world: World, who: str, request: Request) -> TestResponse:
    # A browser of its own for each request: some of them sign out.
    client = visit_as(app, world, who)
    if request.method == "POST":
        return client.forge(request.path, {})
    return client.open(request.path, method=request.method)


def test_every_page_says_here_whom_it_is_for(shared_app: Flask) -> None:
    endpoints = set(access_rules(shared_app)) - OUTSIDE
    assert endpoints - set(MAY) == set(), "say in access_table.py who may use these pages"
    named = {line.partition("@")[0] for line in MAY}
    assert named - endpoints == set(), "these pages are no more"


@pytest.mark.budget(30)
@pytest.mark.parametrize("who", PEOPLE)
def test_refusals(shared_app: Flask, world: World, who: str) -> None:
    before = row_hashes()
    let_in = [
        f"{request} answers {response.status_code}"
        for request in requests(shared_app, world)
        if who not in MAY.get(request.endpoint, EVERYONE)
        and not is_refused(response := send(shared_app, world, who, request))
    ]
    assert not let_in, f"{who} should be refused:\n" + "\n".join(let_in)
    assert changed_tables(before) == set(), f"what {who} was refused has left something"


# What an act writes is undone by a copy of the database, which costs PostgreSQL much more; whom a
# page lets in does not depend on the engine.
LET_IN = PEOPLE if ENGINE == "sqlite" else (ANONYMOUS, "lead", "staff")


@pytest.mark.budget(60)
@pytest.mark.parametrize("who", LET_IN)
def test_permissions(shared_app: Flask, databases: Databases, world: World, who: str) -> None:
    before = row_hashes()
    watch = Watch()
    kept_out = []
    for request in requests(shared_app, world):
        if who not in MAY.get(request.endpoint, frozenset()):
            continue
        response = send(shared_app, world, who, request)
        if is_refused(response) or response.status_code >= 500:
            kept_out.append(f"{request} answers {response.status_code}")
        # A page that is only looked at cannot write (tests/concurrency), so only acts are undone.
        if request.method == "POST" and watch.has_seen_a_write() and changed_tables(before):
            db.session.remove()
            db.engine.dispose()
            watch.close()
            databases.renew(FILLED)
            watch = Watch()
    watch.close()
    assert not kept_out, f"{who} should be let through:\n" + "\n".join(kept_out)
