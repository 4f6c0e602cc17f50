"""Minutes of sixty pages: the page that edits them, the page that shows them, PDF and ODT.

    .venv/bin/python -m bench.minutes [rounds]

In this process, on a SQLite file of its own, without HTTP: the time that a worker is busy, the best
and the median of some rounds. A page of paper holds about 3 000 signs.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from app.accounts.enums import Role
from app.accounts.models import Account, AccountRole
from app.events.enums import EventKind, EventMode, EventStatus
from app.events.models import Event
from app.groups.models import WorkingGroup
from app.kernel import clock
from app.kernel.access import SYSTEM
from app.kernel.db import db, transaction
from app.minutes import papers, queries, services
from app.minutes.content import Content, Item, Person, ToDo
from app.minutes.enums import Audience, Presence
from app.minutes.models import Circulation, Minutes
from app.minutes.odt import odt
from app.minutes.services.life import first_end
from bench.feeds import build

PAGES, SIGNS = 60, 3000
EDIT_MS, PDF_SECONDS = 50, 2
SENTENCE = "On a parlé de **ce qui marche** et de ce qui coince, sans rien conclure encore. "
SLUG = "reunion-longue"


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with tempfile.TemporaryDirectory() as folder:
        app = build(Path(folder))
        with app.app_context():
            account_id = fill()
        client = app.test_client()
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = str(account_id), True
        write = f"/gestion/evenements/{SLUG}/compte-rendu"

        def page(path: str) -> None:
            answer = client.get(path)
            if answer.status_code != 200:
                raise RuntimeError(f"{path}: {answer.status}")

        print(f"| {PAGES} pages, {rounds} rounds | best | median | goal |\n|---|--:|--:|--:|")
        tell("page that edits", rounds, lambda: page(write), f"{EDIT_MS} ms")
        with app.app_context():
            number = publish()
        tell("page that shows", rounds, lambda: page(f"/comptes-rendus/{number}"), "")
        tell("history", rounds, lambda: page(f"{write}/versions"), "")
        with app.app_context():
            found = db.session.get_one(Minutes, number)
            minutes = queries.minutes_of(found.event_id)
            if minutes is None:
                raise RuntimeError("the minutes are gone")
            edition = minutes.editions[-1]
            papers.pdf(minutes, edition)
            some = max(3, rounds // 3)
            tell("PDF/UA", some, lambda: papers.pdf(minutes, edition), f"{PDF_SECONDS} s")
            tell("ODT", some, lambda: odt(papers.data_of_paper(minutes, edition)), "")


def tell(name: str, rounds: int, act: Callable[[], object], goal: str) -> None:
    act()
    taken = []
    for _ in range(rounds):
        begun = time.process_time()
        act()
        taken.append((time.process_time() - begun) * 1000)
    print(f"| {name} | {min(taken):.0f} ms | {statistics.median(taken):.0f} ms | {goal} |")


def fill() -> int:
    """A draft of sixty pages as a long day makes it; the account of somebody who writes it."""
    with transaction():
        group = WorkingGroup(slug="groupe", name="Groupe fictif")
        account = Account(email="a@example.org", email_key="a@example.org", name="A Fictif")
        db.session.add_all([group, account])
        db.session.flush()
        db.session.add(AccountRole(account_id=account.id, role=Role.STAFF))
        starts = clock.now() - timedelta(days=1)
        event = Event(
            slug=SLUG,
            kind=EventKind.GROUP_MEETING,
            title="Réunion longue (fictive)",
            status=EventStatus.PUBLISHED,
            starts_at=starts,
            ends_at=starts + timedelta(hours=7),
            sorts_on=clock.paris(starts).date(),
            mode=EventMode.REMOTE,
            group_id=group.id,
        )
        db.session.add(event)
        db.session.flush()
        services.save_draft(SYSTEM, event, content(), version=0)
        return account.id


def content() -> Content:
    text = "\n\n".join(
        f"## Partie {n}\n\n{SENTENCE * 5}\n\n- un point ;\n- un autre.\n\n"
        "| Lieu | Nombre |\n|---|---|\n| Ariège | 4 |\n| Lot | 2 |"
        for n in range(6)
    )
    each = max(1, PAGES * SIGNS // (30 * len(text)))
    return Content(
        "Nous avons parlé du logement. Nous avons décidé deux choses.",
        "",
        tuple(f"Décision fictive {n} : {SENTENCE}" for n in range(20)),
        Audience.MEMBERS,
        items=tuple(Item(f"Point {n}", "\n\n".join([text] * each)) for n in range(30)),
        actions=tuple(
            ToDo(f"Action fictive {n}", "Une structure", None, clock.today() + timedelta(days=n))
            for n in range(30)
        ),
        people=tuple(Person(Presence.PRESENT, f"Personne {n}", "Fictive") for n in range(60)),
        next_meeting="À préciser",
    )


def publish() -> int:
    with transaction():
        found = db.session.query(Minutes).one()
        minutes = queries.minutes_of(found.event_id)
        if minutes is None:
            raise RuntimeError("there is no draft")
        services.circulate(SYSTEM, minutes, version=minutes.version, until=first_end())
        db.session.query(Circulation).one().until = clock.today() - timedelta(days=1)
        services.approve(SYSTEM, minutes, version=minutes.version)
        services.publish(SYSTEM, minutes, version=minutes.version)
        return minutes.id


if __name__ == "__main__":
    main()
