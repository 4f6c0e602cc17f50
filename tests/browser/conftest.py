"""A real server and a real browser. Both are started once per test process and stopped by it."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from app.kernel.db import db
from tests.conftest import ENGINE
from tests.engines import Databases
from tests.web import session_of
from tests.world import ANONYMOUS, World

ROOT = Path(__file__).parents[2]
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    # Without these it asks hosts that a closed network refuses.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
NARROW = {"width": 320, "height": 640}


@dataclass
class Site:
    """A running server."""

    address: str
    world: World
    folder: Path
    database: str

    def url(self, path: str) -> str:
        return f"{self.address}{path}"


def start(folder: Path, content: str, database_url: str = "") -> Iterator[Site]:
    """Run the server until the generator is closed."""
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "server.log"
    database = database_url or f"sqlite:///{folder}/served.sqlite3"
    with log.open("w") as errors:
        server = subprocess.Popen(
            [sys.executable, "-m", "tests.browser.serve", str(folder), content, database],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
        lines = None
        try:
            assert server.stdout is not None
            line = server.stdout.readline()
            assert line.startswith("{"), f"the server did not start: {log.read_text()[-3000:]}"
            told = json.loads(line)
            # It writes a line for each answer: a pipe that nobody empties is full after some
            # hundreds, and every thread of the server then waits for it.
            lines = threading.Thread(target=_read_away, args=(server.stdout,), daemon=True)
            lines.start()
            yield Site(told["address"], World(**told["world"]), folder, database)
        finally:
            server.terminate()
            server.wait(timeout=30)
            if lines is not None:
                lines.join(timeout=30)
            if server.stdout is not None:
                server.stdout.close()


def _read_away(stream: IO[str]) -> None:
    for _ in stream:
        continue


@pytest.fixture(scope="session")
def filled_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The filled house, for tests that only look."""
    yield from start(tmp_path_factory.mktemp("filled"), "filled")


@pytest.fixture(scope="session")
def empty_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A service nobody has used yet."""
    yield from start(tmp_path_factory.mktemp("empty"), "empty")


@pytest.fixture
def own_site(tmp_path: Path, shared_app: Flask, databases: Databases) -> Iterator[Site]:
    """The filled house, for one test that changes it, on the engine of the run."""
    with shared_app.app_context():
        db.session.remove()
        db.engine.dispose()
    databases.renew()
    yield from start(tmp_path / "site", "filled", databases.url if ENGINE != "sqlite" else "")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    assert CHROMIUM.is_file(), "chromium is missing: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        yield browser
        browser.close()


Visit = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, shared_app: Flask) -> Iterator[Visit]:
    """`visit(site, who, scripts=True, **options)` opens an empty page as that person.

    Whatever the policy of the page refuses, and any error of a script, fails the test.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def complain(message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            complaints.append(message.text)

    def open_page(
        site: Site, who: str = ANONYMOUS, *, scripts: bool = True, **options: Any
    ) -> Page:
        context = browser.new_context(
            **{"viewport": WIDE, "locale": "fr-FR", "timezone_id": "Europe/Paris", **options},
            java_script_enabled=scripts,
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        if who != ANONYMOUS:
            cookie = session_cookie(shared_app, site.world.accounts[who])
            context.add_cookies([{"name": "synergies", "value": cookie, "url": site.address}])
        page = context.new_page()
        page.on("console", complain)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def session_cookie(app: Flask, account_id: int) -> str:
    """What the server gives to somebody who has signed in; it has the tests' secret key."""
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    assert serializer is not None
    return str(serializer.dumps(session_of(account_id)))
