"""What the register of proposals costs at 5 000: CPU milliseconds of application and database.

    .venv/bin/python -m bench.proposals [--database sqlite|postgresql] [--count 5000]

The WSGI application is called in this process, nothing remembered between two answers unless said.
"""

from __future__ import annotations

import argparse
import gc
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import insert, select, text

from app import create_app
from app.accounts.models import Account
from app.config import Settings
from app.groups.models import WorkingGroup
from app.kernel import clock
from app.kernel.db import db, transaction
from app.kernel.text import slugify
from app.proposals.enums import DecisionLevel, Outcome
from app.proposals.enums import ProposalStatus as S
from app.proposals.models import (
    Answer,
    Proposal,
    ProposalAuthor,
    ProposalVersion,
    proposal_axis,
    proposal_department,
)
from app.proposals.services.index import index_missing
from app.proposals.services.text import COLUMNS
from app.reference.models import Department
from app.strategy.models import Axis, Framework
from app.web.remembered import pages
from bench.engines import ENGINES, Engine
from bench.feeds import Call

GOALS = {"register": 15.0, "search": 30.0}
STATES = (
    *(S.SUBMITTED, S.UNDER_REVIEW, S.REVIEWED, S.ADJOURNED, S.ACCEPTED, S.PARTLY_ACCEPTED),
    *(S.DECLINED, S.DECLINED, S.IMPLEMENTING, S.COMPLETED, S.REDIRECTED, S.WITHDRAWN),
)
ANSWERED = {
    S.ACCEPTED: Outcome.ACCEPTED,
    S.PARTLY_ACCEPTED: Outcome.PARTLY_ACCEPTED,
    S.DECLINED: Outcome.DECLINED,
    S.IMPLEMENTING: Outcome.ACCEPTED,
    S.COMPLETED: Outcome.ACCEPTED,
}
ROOTS = (
    "hébergement logement santé mobilité enfance insertion emploi énergie alimentation numérique "
    "parentalité formation accueil domiciliation précarité jeunesse maraude douche cantine école"
)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the register of proposals.")
    parser.add_argument("--database", choices=sorted(ENGINES), default="sqlite")
    parser.add_argument("--count", type=int, default=5000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="synergies-bench-") as name:
        engine = ENGINES[options.database](Path(name))
        try:
            app = build(Path(name), engine)
            with app.app_context():
                _fill(options.count)
            _report(app, engine, options.count)
        finally:
            engine.stop()


def build(folder: Path, engine: Engine) -> Flask:
    """The application on that database, migrated and empty."""
    app = create_app(
        Settings(
            database_url=engine.url,
            instance_path=folder / "instance",
            secret_key="a key for a bench, long enough to be accepted",  # noqa: S106
            base_url="http://localhost",
            rate_limits=False,
        )
    )
    with app.app_context():
        upgrade()
    return app


def _words(chance: random.Random, number: int) -> str:
    """Plain words, some often, most seldom: 20 roots, then 3 000 made-up ones."""
    roots = ROOTS.split()
    made = [
        chance.choice(roots)
        if chance.random() < 0.3
        else f"{chance.choice(roots)[:4]}{slugify(str(int(chance.paretovariate(0.6)) % 3000))}"
        for _ in range(number)
    ]
    return " ".join(made)


def _fill(count: int) -> None:
    chance = random.Random(5)  # the same house each time
    begun = clock.now() - timedelta(days=1200)
    with transaction():
        account = Account(email="a@example.org", email_key="a@example.org", name="A Fictif")
        groups = [WorkingGroup(slug=f"groupe-{n}", name=f"Groupe fictif {n}") for n in range(20)]
        framework = Framework(code="FICTIF", slug="fictif", name="Cadre fictif")
        db.session.add_all([account, framework, *groups])
        db.session.flush()
        axes = [Axis(framework_id=framework.id, number=n, label=f"Axe {n}") for n in range(1, 6)]
        db.session.add_all(axes)
        db.session.flush()
        codes = list(db.session.scalars(select(Department.code)))
        for number in range(count):
            state = STATES[number % len(STATES)]
            submitted = begun + timedelta(hours=5 * number)
            one = Proposal(
                group_id=groups[number % 20].id,
                status=state,
                reference=f"P-{clock.paris(submitted).year}-{number:04d}",
                title=f"{_words(chance, 6)} fictive",
                findings=_words(chance, 80),
                content=_words(chance, 120),
                audience=_words(chance, 5),
                decision_level=DecisionLevel.REGIONAL,
                public_title=number % 3 != 0,
                submitted_at=submitted,
                updated_at=submitted,
            )
            db.session.add(one)
            db.session.flush()
            db.session.add(ProposalAuthor(proposal_id=one.id, account_id=account.id))
            axis = axes[number % 5].id
            db.session.execute(insert(proposal_axis).values(proposal_id=one.id, axis_id=axis))
            if codes:
                code = codes[number % len(codes)]
                db.session.execute(
                    insert(proposal_department).values(proposal_id=one.id, department_code=code)
                )
            content = {
                **{name: getattr(one, name) for name in COLUMNS},
                "decision_level": DecisionLevel.REGIONAL.value,
                "axes": [{"id": axis, "label": f"Axe {number % 5 + 1}"}],
                **{key: [] for key in ("dispositifs", "metropoles", "supporters")},
                **{key: [] for key in ("departments", "documents")},
            }
            db.session.add(ProposalVersion(proposal_id=one.id, number=1, content=content))
            if state in ANSWERED:
                answer = Answer(
                    proposal_id=one.id,
                    number=1,
                    outcome=ANSWERED[state],
                    text=_words(chance, 60),
                    text_version=1,
                    decided_by_id=account.id,
                    notified_at=submitted + timedelta(days=60),
                )
                db.session.add(answer)
            db.session.flush()
            db.session.expunge_all()
        index_missing()
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            # What autovacuum would do while we count.
            connection.execute(text("VACUUM ANALYZE"))


def _report(app: Flask, engine: Engine, count: int) -> None:
    print(f"{count} proposals on {engine.url.partition(':')[0]}")
    print(f"  {'a page of the house, for its floor':44} {cost(app, engine, '/groupes'):7.1f} ms")
    cases: Sequence[tuple[str, str, str]] = (
        ("register", "register", "/propositions"),
        ("register", "register, page 30", "/propositions?page=30"),
        ("register", "register, one state", "/propositions?statut=retenue"),
        ("register", "register, axis and year", "/propositions?axe=fictif-2&annee=2025"),
        ("search", "search, a frequent word", "/propositions?q=hébergement"),
        ("search", "search, two words", "/propositions?q=hébergement+des+enfances"),
        ("search", "search, a rare word", "/propositions?q=loge2749"),
        ("search", "search, the word of every title", "/propositions?q=fictive"),
        ("search", "search, with filters", "/propositions?q=santé&statut=retenue&annee=2025"),
    )
    for goal, name, path in cases:
        spent = cost(app, engine, path)
        print(f"  {name:44} {spent:7.1f} ms   (goal {GOALS[goal]:.0f})")
    print(
        f"  {'register, remembered':44} {cost(app, engine, '/propositions', forget=False):7.1f} ms"
    )
    for path in ("/propositions.csv", "/propositions.json", "/propositions.atom"):
        print(f"  {path:44} {cost(app, engine, path, times=5):7.1f} ms")


def cost(
    app: Flask,
    engine: Engine,
    path: str,
    *,
    headers: dict[str, str] | None = None,
    forget: bool = True,
    times: int = 60,
) -> float:
    """Mean CPU milliseconds of an answer, the database's own included (in ticks of 10 ms)."""
    call: Callable[[], Any] = Call(app, path, headers)
    call()
    pages(app).clear()
    # As in the server: what was loaded at the start is out of the collector's sight.
    gc.collect()
    gc.freeze()
    before, start = engine.cpu_seconds(), time.process_time()
    for _ in range(times):
        if forget:
            pages(app).clear()
        call()
    spent = time.process_time() - start + engine.cpu_seconds() - before
    return 1000 * spent / times


if __name__ == "__main__":
    main()
