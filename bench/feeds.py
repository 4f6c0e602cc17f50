"""What calendars cost: CPU milliseconds of the application and its database, per answer.

    .venv/bin/python -m bench.feeds [events]

The WSGI application is called in this process, on a SQLite file of its own filled with plainly
fictitious events. What HTTP itself costs (gunicorn, sockets) is not counted here.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from werkzeug.test import EnvironBuilder

from app import create_app
from app.accounts.models import Account
from app.config import Settings
from app.events.enums import EventKind, EventMode, EventStatus
from app.events.models import Event
from app.feeds import fragments, services, store
from app.feeds.keeping import keep_fragments
from app.groups.models import WorkingGroup
from app.groups.queries import load_actor
from app.kernel import clock
from app.kernel.db import db, transaction

TEXT = (
    "Une journée pour échanger entre pairs : ce qui marche, ce qui coince, ce qui se transmet. "
    "Accueil à 9 h ; ateliers l’après-midi. "
) * 4


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with tempfile.TemporaryDirectory() as folder:
        app = build(Path(folder))
        with app.app_context():
            personal = fill(count)
        report(app, count, personal)


def build(folder: Path) -> Flask:
    app = create_app(
        Settings(
            database_url=f"sqlite:///{folder / 'bench.sqlite3'}",
            instance_path=folder,
            secret_key="a key for a bench, long enough to be accepted",  # noqa: S106
            base_url="http://localhost",
            rate_limits=False,
        )
    )
    with app.app_context():
        upgrade()
    return app


def fill(count: int) -> str:
    """The path of a private feed; its owner belongs to no group."""
    with transaction():
        group = WorkingGroup(slug="groupe", name="Groupe fictif")
        account = Account(email="a@example.org", email_key="a@example.org", name="A Fictif")
        db.session.add_all([group, account])
        db.session.flush()
        for number in range(count):
            # A third of them past, all in the window of feeds and in the years of calendars.
            starts = clock.now() + timedelta(days=(number - count // 3) % 900 - 300, hours=1)
            db.session.add(
                Event(
                    slug=f"evenement-{number}",
                    kind=list(EventKind)[number % 4],
                    title=f"Journée fictive {number} : pauvreté, santé et mobilité",
                    status=EventStatus.PUBLISHED,
                    summary=TEXT,
                    organisers="la préfecture fictive",
                    starts_at=starts,
                    ends_at=starts + timedelta(hours=7),
                    sorts_on=clock.paris(starts).date(),
                    mode=EventMode.HYBRID,
                    venue="Salle des fêtes",
                    address="1 place de la Mairie",
                    city="Exempleville",
                    group_id=group.id,
                )
            )
        db.session.flush()
        actor = load_actor(account.id)
        if actor is None:
            raise RuntimeError("no actor")
        feed = services.create(actor, name="Banc d’essai")
    # What the worker does within the minute.
    keep_fragments()
    return f"/calendriers/{services.token(feed)}.ics"


def report(app: Flask, count: int, personal: str) -> None:
    agenda, one = "/agenda.ics", "/evenements/evenement-3.ics"
    first = Call(app, agenda)
    body, headers = first()
    tag = {"If-None-Match": headers["ETag"]}
    file_tag = {"If-None-Match": Call(app, one)()[1]["ETag"]}
    rows = [
        ("feed, nothing remembered", cost(first, 10, forget)),
        ("feed, after a change", cost(first, 30, lambda: change(app))),
        ("feed, unchanged, 200", cost(first, 300)),
        ("feed, unchanged, 304", cost(Call(app, agenda, tag), 1000)),
        ("feed, unchanged, 304, with a filter", cost(Call(app, f"{agenda}?type=other", {}), 1000)),
        ("event file", cost(Call(app, one), 500)),
        ("event file, 304", cost(Call(app, one, file_tag), 500)),
        ("private feed of nobody", cost(Call(app, personal), 300)),
        ("a 404, for its floor", cost(Call(app, "/favicon.ico"), 100)),
    ]
    print(f"{count} events, {len(body) / 1000:.0f} kB")
    for name, (median, least) in rows:
        print(f"  {name:40} {median:7.2f} ms   (least {least:.2f})")


class Call:
    """One request, prepared once."""

    def __init__(self, app: Flask, path: str, headers: dict[str, str] | None = None) -> None:
        self.app = app
        self.environ = EnvironBuilder(
            path, "http://localhost", headers=list((headers or {}).items())
        ).get_environ()

    def __call__(self) -> tuple[bytes, dict[str, str]]:
        answered: dict[str, str] = {}

        def start(_status: str, headers: list[tuple[str, str]], *_rest: Any) -> Callable[..., Any]:
            answered.update(headers)
            return lambda _data: None

        chunks = self.app.wsgi_app(dict(self.environ), start)
        body = b"".join(chunks)
        close = getattr(chunks, "close", None)
        if close is not None:
            close()
        return body, answered


def cost(call: Call, times: int, before: Callable[[], None] = lambda: None) -> tuple[float, float]:
    """Median and least CPU time of a call, in milliseconds."""
    call()
    spent = []
    for _ in range(times):
        before()
        start = time.process_time()
        call()
        spent.append((time.process_time() - start) * 1000)
    spent.sort()
    return spent[len(spent) // 2], spent[0]


def forget() -> None:
    fragments.forget()
    store.public_feeds.clear()
    store.public_files.clear()


def change(app: Flask) -> None:
    with app.app_context(), transaction():
        event = db.session.get_one(Event, 1)
        event.title += "."
        event.updated_at += timedelta(seconds=1)


if __name__ == "__main__":
    main()
