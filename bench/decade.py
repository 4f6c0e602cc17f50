"""Ten years of the network: statistics, territories, the year at a glance, reports and their files.

    .venv/bin/python -m bench.decade [--database sqlite|postgresql] [--years 10]

The volume of the demonstration each year: 100 meetings, 2 000 registrations, 40 proposals; and the
programme of 2023. The WSGI application is called in this process. A figure is CPU milliseconds of
application and database by answer: made anew, with the questions put to the database, then as it is
remembered while nothing changes.
"""

from __future__ import annotations

import argparse
import random
import re
import tempfile
import time
import tracemalloc
import uuid
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import event as hooks
from sqlalchemy import func, select, text

from app.accounts.enums import Role
from app.accounts.models import Account, AccountRole
from app.attendance.models import Headcount
from app.events.enums import EventKind, EventStatus, PoolKind
from app.events.models import Event, Pool
from app.groups.models import WorkingGroup
from app.kernel import clock
from app.kernel.access import SYSTEM
from app.kernel.db import db, transaction
from app.minutes.enums import Audience, MinutesStatus
from app.minutes.models import Decision, Minutes
from app.organisations.models import Organisation, PartnerKind
from app.programme.services import import_file
from app.proposals.enums import DecisionLevel, Outcome, ProposalStatus
from app.proposals.models import Answer, Proposal, ProposalAuthor, proposal_department
from app.reference.models import Department
from app.registrations.enums import ClaimStatus
from app.registrations.models import Claim, Registration
from app.resources import data_path
from app.reviews import queries, services
from app.reviews.enums import REGION
from app.reviews.scope import Scope
from app.reviews.services import Words
from app.server.prepare import PROGRAMME
from app.strategy.models import Axis
from app.web.remembered import pages
from bench.engines import Engine
from bench.feeds import Call
from bench.proposals import build, cost
from bench.run import ENGINES

MEETINGS, PEOPLE, PROPOSALS = 100, 20, 40
PAGE_MS, PDF_SECONDS, PDF_PAGES = 30, 3, 60
PARAGRAPH = "On a parlé de **ce qui marche** et de ce qui coince, sans rien conclure encore. " * 5
ORGANISATIONS = 120


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure ten years of the network.")
    parser.add_argument("--database", choices=sorted(ENGINES), default="sqlite")
    parser.add_argument("--years", type=int, default=10)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="synergies-bench-") as name:
        engine = ENGINES[options.database](Path(name))
        try:
            app = build(Path(name), engine)
            last = clock.today().year - 1
            with app.app_context():
                account_id = fill(range(last - options.years + 1, last + 1))
            _report(app, engine, last, _signed_in(app, account_id))
        finally:
            engine.stop()


def fill(years: range) -> int:
    """Fictitious years on the programme of 2023; the id of an account of the team."""
    with transaction():
        import_file(data_path() / PROGRAMME)
    chance = random.Random(7)  # the same years each time
    with transaction():
        account = Account(email="a@example.org", email_key="a@example.org", name="A Fictif")
        db.session.add(account)
        db.session.flush()
        db.session.add(AccountRole(account_id=account.id, role=Role.STAFF))
        names = _organisations(chance)
    for year in years:
        with transaction():
            _year(year, chance, names, account.id)
        db.session.expunge_all()
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))
    return account.id


def _organisations(chance: random.Random) -> list[str]:
    kinds = list(db.session.scalars(select(PartnerKind.id)))
    codes = list(db.session.scalars(select(Department.code)))
    names = [f"Organisation fictive {number}" for number in range(ORGANISATIONS)]
    for number, name in enumerate(names):
        one = Organisation(slug=f"organisation-fictive-{number}", name=name)
        one.kind_id, one.department_code = chance.choice(kinds), chance.choice(codes)
        db.session.add(one)
    return names


def _year(year: int, chance: random.Random, names: list[str], account_id: int) -> None:
    groups = list(db.session.scalars(select(WorkingGroup.id)))
    axes = list(db.session.scalars(select(Axis)))
    codes = list(db.session.scalars(select(Department.code)))
    for number in range(MEETINGS):
        starts = datetime(year, 1, 5, 9, tzinfo=UTC) + timedelta(days=int(number * 3.5))
        event = Event(
            slug=f"rencontre-{year}-{number}",
            kind=list(EventKind)[min(number % 12, 2)],
            title=f"Rencontre fictive {number} de {year}",
            status=EventStatus.HELD,
            starts_at=starts,
            ends_at=starts + timedelta(hours=7),
            sorts_on=starts.date(),
            department_code=chance.choice(codes),
        )
        if event.kind is EventKind.GROUP_MEETING:
            event.group_id = chance.choice(groups)
        event.axes = chance.sample(axes, 2)
        db.session.add(event)
        db.session.flush()
        _people(event, chance, names)
        if event.kind is EventKind.GROUP_MEETING:
            _minutes(event)
    for number in range(PROPOSALS):
        _proposal(year, number, chance.choice(groups), chance.choice(codes), account_id)


def _people(event: Event, chance: random.Random, names: list[str]) -> None:
    pool = Pool(event_id=event.id, kind=PoolKind.ON_SITE, capacity=100)
    db.session.add_all([pool, Headcount(event_id=event.id, persons_concerned=chance.randint(0, 9))])
    db.session.flush()
    when = event.starts_at
    people = []
    for who in chance.sample(range(4000), PEOPLE):
        email = f"personne{who}@example.org"
        one = Registration(
            event_id=event.id,
            public_id=str(uuid.UUID(int=chance.getrandbits(128))),
            token_hash=f"{chance.getrandbits(256):064x}",
            first_name="Camille",
            last_name=f"Fictif {who}",
            email=email,
            email_key=email,
            organisation=chance.choice(names),
        )
        people.append(one)
    db.session.add_all(people)
    db.session.flush()
    states = (ClaimStatus.ATTENDED, ClaimStatus.ATTENDED, ClaimStatus.ATTENDED, ClaimStatus.ABSENT)
    db.session.add_all(
        Claim(
            registration_id=one.id,
            pool_id=pool.id,
            status=chance.choice(states),
            confirmed_at=when,
        )
        for one in people
    )


def _minutes(event: Event) -> None:
    minutes = Minutes(
        event_id=event.id,
        status=MinutesStatus.PUBLISHED,
        audience=Audience.PUBLIC,
        body="Un texte fictif.",
        published_at=event.ends_at,
        approved_at=event.ends_at,
    )
    db.session.add(minutes)
    db.session.flush()
    db.session.add_all(
        Decision(minutes_id=minutes.id, number=n, text=f"Décision fictive {n}") for n in (1, 2)
    )


def _proposal(year: int, number: int, group: int, code: str, account_id: int) -> None:
    submitted = datetime(year, 1, 10, tzinfo=UTC) + timedelta(days=8 * number)
    answered = number % 4 != 0
    one = Proposal(
        group_id=group,
        status=ProposalStatus.ACCEPTED if answered else ProposalStatus.UNDER_REVIEW,
        reference=f"P-{year}-{number:03d}",
        title=f"Proposition fictive {number}",
        findings="Un constat fictif.",
        content="Une proposition fictive.",
        audience="Des personnes",
        decision_level=DecisionLevel.REGIONAL,
        public_title=True,
        submitted_at=submitted,
        updated_at=submitted,
    )
    db.session.add(one)
    db.session.flush()
    db.session.add(ProposalAuthor(proposal_id=one.id, account_id=account_id))
    db.session.execute(
        proposal_department.insert().values(proposal_id=one.id, department_code=code)
    )
    if answered:
        db.session.add(
            Answer(
                proposal_id=one.id,
                number=1,
                outcome=Outcome.ACCEPTED,
                text="Retenue (fiction).",
                text_version=1,
                decided_by_id=account_id,
                notified_at=submitted + timedelta(days=45),
            )
        )


def _signed_in(app: Flask, account_id: int) -> dict[str, str]:
    """The header of a browser where that account is signed in."""
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = str(account_id), True
    cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    if cookie is None:
        raise RuntimeError("no session")
    return {"Cookie": f"{cookie.key}={cookie.value}"}


def _report(app: Flask, engine: Engine, year: int, team: dict[str, str]) -> None:
    with app.app_context():
        held = db.session.scalar(select(func.count()).select_from(Event))
        people = db.session.scalar(select(func.count()).select_from(Registration))
        keys = [fact.key for _, fact in queries.report(Scope(year)).facts()]
    print(f"{held} events, {people} registrations on {engine.url.partition(':')[0]}")
    print("\n| page | CPU ms | questions | remembered, CPU ms | goal |\n|---|--:|--:|--:|--:|")
    home = f"/bilan/{year}"
    asked: tuple[tuple[str, str, bool], ...] = (
        ("/groupes, for the floor", "/groupes", False),
        (f"statistics of {year}", f"/statistiques?annee={year}", False),
        ("the same for the team", f"/statistiques?annee={year}", True),
        ("statistics, every year", "/statistiques?annee=toutes", False),
        ("the same for the team", "/statistiques?annee=toutes", True),
        ("statistics of one department", f"/statistiques?annee={year}&departement=31", False),
        ("territories", "/territoires", False),
        ("a department", "/territoires/31", False),
        ("the year at a glance", "/gestion/annee", True),
        ("report, counted now", home, False),
        ("report of a department", f"{home}/departements/31", False),
        *((f"figure {key}", f"{home}/chiffres/{key}", False) for key in keys[:40:6]),
    )
    for name, path, signed_in in asked:
        _tell(app, engine, name, path, team if signed_in else {})
    with app.app_context():
        _write_report(year)
    _tell(app, engine, "report, published, 60 pages", home, {})
    _files(app, home)


def _tell(app: Flask, engine: Engine, name: str, path: str, headers: dict[str, str]) -> None:
    call = Call(app, path, headers)
    call()
    pages(app).clear()
    with app.app_context(), _counted() as questions:
        call()
    spent = cost(app, engine, path, headers=headers, times=30)
    again = cost(app, engine, path, headers=headers, times=30, forget=False)
    print(f"| {name} | {spent:.1f} | {len(questions)} | {again:.1f} | {PAGE_MS} |")


@contextmanager
def _counted() -> Iterator[list[str]]:
    asked: list[str] = []

    def note(*arguments: object) -> None:
        asked.append(str(arguments[2]))

    hooks.listen(db.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        hooks.remove(db.engine, "before_cursor_execute", note)


def _write_report(year: int) -> None:
    """Long texts in every section, validated and published."""
    with transaction():
        review = services.open_review(SYSTEM, year=year, territory=REGION)
    parts = queries.report(Scope(year)).parts
    each = "\n\n".join([PARAGRAPH] * (PDF_PAGES * 4000 // (len(parts) * len(PARAGRAPH))))
    for part in parts:
        with transaction():
            services.save_section(SYSTEM, review, part.key, Words(each), version=0)
    with transaction():
        services.validate(SYSTEM, review)
    with transaction():
        services.publish(SYSTEM, review)


def _files(app: Flask, home: str) -> None:
    print("\n| file | size | seconds | goal |\n|---|--:|--:|--:|")
    for name in ("bilan.pdf", "bilan.odt"):
        begun = time.process_time()
        content, _ = Call(app, f"{home}/{name}")()
        spent = time.process_time() - begun
        size = f"{len(content) // 1024} kB"
        if name.endswith(".pdf"):
            size = f"{_sheets(content)} pages"
        print(f"| {name} | {size} | {spent:.2f} | {PDF_SECONDS if 'pdf' in name else ''} |")
    environ = Call(app, f"{home}/donnees.zip").environ
    tracemalloc.start()
    begun, first, size = time.perf_counter(), 0.0, 0
    chunks = app.wsgi_app(dict(environ), lambda *_: lambda _data: None)
    for chunk in chunks:
        first = first or time.perf_counter() - begun
        size += len(chunk)
    peak = tracemalloc.get_traced_memory()[1] // 1024
    tracemalloc.stop()
    whole = time.perf_counter() - begun
    told = f"{size // 1024} kB, first byte after {first:.2f} s, {peak} kB held at most"
    print(f"| donnees.zip | {told} | {whole:.2f} | |")


def _sheets(pdf: bytes) -> int:
    """How many pages the file has: typst writes them in compressed streams of objects."""
    found = 0
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            found += len(re.findall(rb"/Type\s*/Page\b", zlib.decompress(stream)))
        except zlib.error:
            continue
    return found + len(re.findall(rb"/Type\s*/Page\b", pdf))


if __name__ == "__main__":
    main()
