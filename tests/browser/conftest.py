"""A real server and a real browser. Both are started once per test process and stopped by it."""

from __future__ import annotations

import multiprocessing
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import BytecodeCache
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)

from tests.browser import serve
from tests.conftest import FILLED, SECRET_KEY, UNUSED
from tests.engines import Databases
from tests.web import session_of
from tests.world import ANONYMOUS, World

# The browser without its windows and menus, which cost as much as the pages.
CHROMIUM = Path("/usr/bin/chromium-headless-shell")
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
# Far more than a loaded machine needs: only a server that is stuck takes so long.
START_SECONDS = STOP_SECONDS = 60
# What a test waits for comes in a moment: long patience costs only where it never comes.
PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)


@dataclass
class Site:
    """A running server."""

    address: str
    world: World
    folder: Path
    database: str

    def url(self, path: str) -> str:
        return f"{self.address}{path}"


# Each server is forked from a process that has loaded the application once.
_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["tests.browser.serve"])


@dataclass
class Houses:
    """Starts servers on copies of the kept houses."""

    databases: Databases
    files: Path
    templates: BytecodeCache | None

    @contextmanager
    def served(self, name: str, world: World, folder: Path) -> Iterator[Site]:
        """Run a server on a copy of that house until the end of the block."""
        folder.mkdir(parents=True, exist_ok=True)
        if self.files.is_dir():
            shutil.copytree(self.files, folder / self.files.name)
        database = self.databases.lend(name, folder)
        hears, tells = _processes.Pipe(duplex=False)
        server = _processes.Process(
            target=serve.main, args=(folder, database, SECRET_KEY, self.templates, tells)
        )
        server.start()
        tells.close()
        try:
            yield Site(_address(hears, folder), world, folder, database)
        finally:
            server.terminate()
            server.join(timeout=STOP_SECONDS)
            assert server.exitcode is not None, "the server does not stop"
            server.close()
            hears.close()
            self.databases.drop(database)


def _address(hears: Connection, folder: Path) -> str:
    """Where the server answers; raises with its last words when it never does."""
    try:
        if hears.poll(START_SECONDS):
            return str(hears.recv())
    except EOFError:
        pass
    raise AssertionError(f"the server did not start: {(folder / 'server.log').read_text()[-3000:]}")


@pytest.fixture(scope="session")
def houses(databases: Databases, instance_path: Path, shared_app: Flask) -> Houses:
    return Houses(databases, instance_path / "files", shared_app.jinja_env.bytecode_cache)


@pytest.fixture(scope="session")
def filled_site(
    houses: Houses, filled: World, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """The filled house, for tests that only look."""
    with houses.served(FILLED, filled, tmp_path_factory.mktemp("filled")) as site:
        yield site


@pytest.fixture(scope="session")
def empty_site(
    houses: Houses, unused: World, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """A service nobody has used yet."""
    with houses.served(UNUSED, unused, tmp_path_factory.mktemp("empty")) as site:
        yield site


@pytest.fixture
def own_site(houses: Houses, filled: World, tmp_path: Path) -> Iterator[Site]:
    """The filled house, for one test that changes it, on the engine of the run."""
    with houses.served(FILLED, filled, tmp_path / "site") as site:
        yield site


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    assert CHROMIUM.is_file(), f"apt-get install {CHROMIUM.name}"
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
        context.set_default_timeout(PATIENCE_MS)
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
