"""The real server under load: time, CPU, memory, and the rush for seats.

    .venv/bin/python -m bench.run [--database sqlite|postgresql]

Prints a Markdown table. Everything lives in a temporary folder and listens on loopback only.
See bench/README.md for what the columns mean.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from flask import Flask

from app import create_app
from app.config import Settings
from bench import crowd, goals, load, report, server, world
from bench.engines import ENGINES, Engine
from bench.goals import Goal
from bench.load import Cost, Meter
from bench.server import Server

EVENTS = 200
PEOPLE, SEATS = 300, 100
EVENT_PATH = f"/evenements/{world.SLUG}-3"


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure the real server.")
    parser.add_argument("--database", choices=sorted(ENGINES), default="sqlite")
    parser.add_argument("--seconds", type=int, default=4, help="of load on each address")
    parser.add_argument("--rounds", type=int, default=5, help="of the rush for seats")
    parser.add_argument("--starts", type=int, default=5, help="of the server, for its cold start")
    parser.add_argument("--people", type=int, default=PEOPLE, help="of the rush for seats")
    parser.add_argument("--only-rush", action="store_true", help="leave the pages out")
    parser.add_argument("--limits", action="store_true", help="count requests (with --only-rush)")
    options = parser.parse_args()
    if not (options.only_rush or load.is_installed()):
        print("wrk is missing: apt-get install wrk", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="synergies-bench-") as name:
        folder = Path(name)
        engine = ENGINES[options.database](folder)
        try:
            _measure(folder, engine, options)
        finally:
            engine.stop()
    return 0


def _measure(folder: Path, engine: Engine, options: argparse.Namespace) -> None:
    running, first_start = _start(folder, engine)
    running.stop()
    app = _filled(folder, engine)
    if options.only_rush:
        _only_rush(folder, engine, app, options)
        return
    starts = []
    for _ in range(options.starts):
        running, seconds = _start(folder, engine)
        starts.append(seconds)
        if len(starts) < options.starts:
            running.stop()
    try:
        report.title(options.database, EVENTS)
        time.sleep(2)
        cold = _first_feed(running, engine)
        idle, used = running.memory_mebibytes(), _memory_once_used(running)
        rows = _answers(folder, running, engine, app, options.seconds)
        rows.append((f"feed of {EVENTS}, first after a start", cold, goals.FEED_COLD))
        report.answers(rows)
        _wait_for_mails(app)
        report.size(
            first_start=first_start,
            starts=starts,
            idle=idle,
            used=used,
            loaded=running.memory_mebibytes(),
            database=engine.memory_mebibytes(),
        )
        rounds = range(options.rounds)
        report.rounds([_round(running, engine, app, n, options.people) for n in rounds])
    finally:
        running.stop()


def _start(folder: Path, engine: Engine, limits: str = "off") -> tuple[Server, float]:
    """A server that answers, and the seconds from its making to its first 200 on /sante."""
    begun = time.monotonic()
    running = server.synergies(folder, engine.url, limits=limits)
    running.wait("/sante")
    return running, time.monotonic() - begun


def _first_feed(running: Server, engine: Engine) -> Cost:
    """The whole agenda asked of a server that has just started, for the first time."""
    meter = Meter(running, engine)
    begun = time.monotonic()
    _get(running, "/agenda.ics", {"Accept-Encoding": "gzip"})
    return meter.cost(1, 1 / (time.monotonic() - begun))


def _filled(folder: Path, engine: Engine) -> Flask:
    """The application in this process too, to write what the server shows."""
    app = create_app(
        Settings(
            database_url=engine.url,
            instance_path=folder / "instance",
            secret_key=(folder / "instance" / "secret_key").read_text("ascii").strip(),
            rate_limits=False,
        )
    )
    world.fill(app, EVENTS)
    return app


def _memory_once_used(running: Server) -> float:
    """Once each kind of page has been answered, by both workers, and all is quiet again."""
    for _ in range(10):
        for path in ("/", "/agenda", EVENT_PATH, f"{EVENT_PATH}/inscription", f"{EVENT_PATH}.ics"):
            _get(running, path)
    time.sleep(2)
    return running.memory_mebibytes()


def _answers(
    folder: Path, running: Server, engine: Engine, app: Flask, seconds: int
) -> list[tuple[str, Cost, Goal]]:
    zipped = {"Accept-Encoding": "gzip"}
    tag = _get(running, "/agenda.ics", zipped)["ETag"]
    bare = server.bare(folder)
    try:
        bare.wait("/")
        rows = [("a bare Flask answer", load.ask(bare, None, "/", seconds, {}), goals.NONE)]
    finally:
        bare.stop()

    def ask(name: str, path: str, goal: Goal, headers: dict[str, str] | None = None) -> None:
        rows.append((name, load.ask(running, engine, path, seconds, headers or {}), goal))

    ask("/sante (one query)", "/sante", goals.NONE)
    ask("event page", EVENT_PATH, goals.EVENT)
    ask(f"agenda, list of {EVENTS}", "/agenda", goals.AGENDA)
    ask("event .ics", f"{EVENT_PATH}.ics", goals.FILE)
    ask(f"feed of {EVENTS}", "/agenda.ics", goals.FEED, zipped)
    ask(f"feed of {EVENTS}, 304", "/agenda.ics", goals.FEED_UNCHANGED, {"If-None-Match": tag})
    ask("registration form", f"{EVENT_PATH}/inscription", goals.FORM)
    for path, every, name, goal in (
        (EVENT_PATH, False, "event page, made anew", goals.EVENT),
        ("/agenda", False, f"agenda, list of {EVENTS}, made anew", goals.AGENDA),
        (f"{EVENT_PATH}/inscription", False, "registration form, made anew", goals.FORM),
        ("/agenda.ics", False, f"feed of {EVENTS}, one event changed", goals.FEED_COLD),
        ("/agenda.ics", True, f"feed of {EVENTS}, every event changed", goals.FEED_COLD),
    ):
        rows.append((name, _after_changes(running, engine, app, path, every=every), goal))
    return rows


def _after_changes(running: Server, engine: Engine, app: Flask, path: str, *, every: bool) -> Cost:
    """The cost of a page or feed that has to be made again each time."""
    answers, busy, server_ms, database_ms = 30, 0.0, 0.0, 0.0
    for _ in range(answers):
        world.change(app, every=every)
        meter = Meter(running, engine)
        begun = time.monotonic()
        _get(running, path, {"Accept-Encoding": "gzip"})
        busy += time.monotonic() - begun
        cost = meter.cost(1, 0)
        server_ms += cost.server_ms
        database_ms += cost.database_ms
    return Cost(answers / busy, server_ms / answers, database_ms / answers)


def _only_rush(folder: Path, engine: Engine, app: Flask, options: argparse.Namespace) -> None:
    running, _ = _start(folder, engine, limits="on" if options.limits else "off")
    try:
        _memory_once_used(running)
        rounds = range(options.rounds)
        report.rounds([_round(running, engine, app, n, options.people) for n in rounds])
    finally:
        running.stop()


def _round(running: Server, engine: Engine, app: Flask, number: int, people: int) -> report.Round:
    slug = world.one_for_crowd(app, number, SEATS)
    _wait_for_mails(app)
    meter = Meter(running, engine)
    crowded = crowd.rush(running.port, slug, people, meter.restart)
    _wait_for_mails(app)
    cost = meter.cost(people, crowded.per_second, crowded.errors)
    return report.Round(crowded, cost, world.claims(app, slug), SEATS)


def _wait_for_mails(app: Flask) -> None:
    """The mails of one measure must not weigh on the next."""
    limit = time.monotonic() + 60
    while world.mails_left(app) and time.monotonic() < limit:
        time.sleep(0.2)


def _get(running: Server, path: str, headers: dict[str, str] | None = None) -> dict[str, str]:
    address = f"http://127.0.0.1:{running.port}{path}"
    request = urllib.request.Request(address, headers=headers or {})
    with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310
        response.read()
        return dict(response.headers)


if __name__ == "__main__":
    sys.exit(main())
