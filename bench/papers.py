"""What the papers of a day cost: sheets, badges, certificates, as the team asks for them.

    .venv/bin/python -m bench.papers [people]

The WSGI application is called in this process, on a SQLite file of its own. Seconds are the wall's,
from the request to the whole file, the reading of the people and the journal included: the first
time in the process, then again (the compiler remembers what did not change).
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
import uuid
from datetime import timedelta
from pathlib import Path

from flask import Flask

from app.accounts.enums import Role
from app.accounts.models import Account, AccountRole
from app.attendance import services
from app.attendance.enums import ActKind
from app.attendance.queries import slots_of
from app.events.enums import EventKind, EventStatus, PoolKind
from app.events.models import Event, Pool
from app.kernel import clock, links
from app.kernel.access import SYSTEM
from app.kernel.db import db, transaction
from app.registrations.enums import ClaimStatus
from app.registrations.models import Claim, Registration
from bench.feeds import build

GOAL_SECONDS = 2.0
ROUNDS = 5
SLUG = "journee-fictive"
ORGANISATIONS = (
    "Centre communal d’action sociale de Nullepart (fictif)",
    "Association fictive",
    "",
)


def main() -> None:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    with tempfile.TemporaryDirectory() as folder:
        app = build(Path(folder))
        app.config["WTF_CSRF_ENABLED"] = False
        with app.app_context():
            staff = _fill(people)
        _report(app, people, staff)


def _fill(people: int) -> int:
    """A day that ended an hour ago, where everybody came; the id of somebody of the team."""
    now = clock.now()
    with transaction():
        account = Account(email="a@example.org", email_key="a@example.org", name="A Fictif")
        event = Event(
            slug=SLUG,
            kind=EventKind.STUDY_DAY,
            title="Journée fictive : pauvreté, santé et mobilité",
            status=EventStatus.PUBLISHED,
            starts_at=now - timedelta(hours=8),
            ends_at=now - timedelta(hours=1),
        )
        db.session.add_all([account, event])
        db.session.flush()
        pool = Pool(event_id=event.id, kind=PoolKind.ON_SITE, capacity=people)
        db.session.add_all([AccountRole(account_id=account.id, role=Role.STAFF), pool])
        db.session.flush()
        for number in range(people):
            public_id = str(uuid.uuid4())
            person = Registration(
                event_id=event.id,
                public_id=public_id,
                token_hash=links.token_hash(links.derive_token("registration", public_id)),
                first_name="Zoé-Éléonore",
                last_name=f"Fictif-Œuvré {number}",
                email=None,
                email_key=None,
                organisation=ORGANISATIONS[number % len(ORGANISATIONS)] or None,
            )
            db.session.add(person)
            db.session.flush()
            db.session.add(
                Claim(registration_id=person.id, pool_id=pool.id, status=ClaimStatus.CONFIRMED)
            )
            db.session.flush()
            arrival = services.Act(
                act_id=str(uuid.uuid4()),
                kind=ActKind.ARRIVE,
                at=now - timedelta(hours=7),
                slot=slots_of(event)[0].key,
                person=person.id,
            )
            services.note(SYSTEM, event, [arrival])
    return account.id


def _report(app: Flask, people: int, staff: int) -> None:
    browser = app.test_client()
    with browser.session_transaction() as session:
        session["_user_id"], session["_fresh"] = str(staff), True
    base = f"/gestion/evenements/{SLUG}"
    print(f"| {people} people | first, s | again, s | kB | goal |\n|---|--:|--:|--:|---|")
    for name, path, data, goal in (
        ("sign-in sheets", "emargement.pdf", {"slot": "event", "blank": "10"}, GOAL_SECONDS),
        ("badges, 10 a page", "badges.pdf", {"sheet": "80x50"}, GOAL_SECONDS),
        ("badges, 21 a page", "badges.pdf", {"sheet": "64x38"}, GOAL_SECONDS),
        ("all certificates, ZIP", "attestations.zip", {}, None),
    ):
        taken, size = [], 0
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            answer = browser.post(f"{base}/{path}", data=data)
            taken.append(time.perf_counter() - begun)
            size = len(answer.data) // 1000
            if answer.status_code != 200:
                raise RuntimeError(f"{path} answers {answer.status_code}")
        first, *more = taken
        verdict = "" if goal is None else "reached" if first < goal else "**missed**"
        print(f"| {name} | {first:.2f} | {statistics.median(more):.2f} | {size} | {verdict} |")


if __name__ == "__main__":
    main()
