"""What guards every request, on the application as it is served: CSRF, hosts, cookies, policy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.config import Settings
from app.kernel.db import db
from app.web import security
from tests.conftest import SECRET_KEY
from tests.engines import Databases
from tests.web import HouseClient, header_faults, session_of
from tests.whole_app.addresses import OUTSIDE, requests
from tests.whole_app.rows import changed_tables, row_hashes
from tests.world import PEOPLE, World


@pytest.fixture
def served(databases: Databases, world: World, tmp_path: Path) -> Iterator[Flask]:
    """A second application with nothing switched off, over HTTPS, on the filled house."""
    app = create_app(
        Settings(
            database_url=databases.url,
            instance_path=tmp_path,
            secret_key=SECRET_KEY,
            base_url="https://synergies.example.org",
        )
    )
    app.testing = True
    app.test_client_class = HouseClient
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
    # Extensions are shared by the applications of one process.
    security.limiter.enabled = False


@pytest.fixture
def browser(served: Flask) -> HouseClient:
    client = served.test_client()
    assert isinstance(client, HouseClient)
    client.environ_base.update({"HTTP_HOST": "synergies.example.org", "wsgi.url_scheme": "https"})
    return client


def sign_in(browser: HouseClient, account_id: int) -> None:
    cookie = browser.application.session_interface.get_signing_serializer(  # type: ignore[attr-defined]
        browser.application
    ).dumps(session_of(account_id))
    browser.set_cookie(
        browser.application.config["SESSION_COOKIE_NAME"], cookie, domain="synergies.example.org"
    )


# Other programs post there, without a page of ours: the address is the secret, and does one thing.
FROM_OUTSIDE = frozenset({"attendance.device_acts", "follows.stop", "reminders.refuse"})


@pytest.mark.parametrize("who", ["anonymous", "lead", "admin"])
def test_no_post_passes_without_its_token(
    served: Flask, browser: HouseClient, world: World, who: str
) -> None:
    browser.strict = False
    if who in world.accounts:
        sign_in(browser, world.accounts[who])
    before = row_hashes()
    passed = []
    for request in requests(served, world):
        if request.method != "POST" or request.endpoint in FROM_OUTSIDE:
            continue
        response = browser.forge(request.path, {"csrf_token": "wrong"}, token=False)
        if response.status_code != 400:
            passed.append(f"{request} answers {response.status_code}")
    assert passed == []
    assert changed_tables(before) == set()


@pytest.mark.parametrize("who", PEOPLE[:2])
def test_every_form_carries_its_token(
    served: Flask, browser: HouseClient, world: World, who: str
) -> None:
    if who in world.accounts:
        sign_in(browser, world.accounts[who])
    browser.strict = False
    for request in requests(served, world):
        if request.method != "GET":
            continue
        response = browser.get(request.path)
        if response.mimetype != "text/html":
            continue
        for form in re.findall(r"<form.*?</form>", response.get_data(as_text=True), re.DOTALL):
            posts = re.match(r"<form[^>]*method=\"post\"", form, re.IGNORECASE)
            assert not posts or 'name="csrf_token"' in form, f"{request}: {form[:200]}"


def test_static_files_carry_the_headers_too(served: Flask, browser: HouseClient) -> None:
    response = browser.get("/static/favicon.svg")
    with closing(response):
        assert response.status_code == 200
        assert header_faults(response) == []


def test_cookies_and_transport(served: Flask, browser: HouseClient) -> None:
    browser.strict = False
    response = browser.get("/connexion")
    assert response.status_code == 200
    assert response.headers["Strict-Transport-Security"].startswith("max-age=")
    [cookie] = response.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-synergies=")
    flags = {part.strip().lower() for part in cookie.split(";")}
    assert {"secure", "httponly", "samesite=lax", "path=/"} <= flags


def test_another_host_name_is_refused(browser: HouseClient) -> None:
    browser.strict = False
    for host in ("evil.example.org", "synergies.example.org.evil.example.org", "127.0.0.1.org"):
        assert browser.get("/", headers={"Host": host}).status_code == 400
    assert browser.get("/sante", headers={"Host": "127.0.0.1:8000"}).status_code == 200


def test_errors_are_pages_without_traces(served: Flask, browser: HouseClient) -> None:
    browser.strict = True
    for path, status in (("/nulle-part", 404), ("/groupes/inconnu", 404)):
        response = browser.get(path)
        assert response.status_code == status
        assert "Traceback" not in response.get_data(as_text=True)
    assert browser.delete("/sante").status_code == 405


def test_no_route_is_left_out(served: Flask, world: World) -> None:
    asked = {request.endpoint.partition("@")[0] for request in requests(served, world)}
    assert asked == {rule.endpoint for rule in served.url_map.iter_rules()} - OUTSIDE
