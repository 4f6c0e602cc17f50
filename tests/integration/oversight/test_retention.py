"""Nothing personal is kept longer than said."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.events.enums import EventStatus, PoolKind
from app.events.models import Event, Pool
from app.kernel import clock, links
from app.kernel.db import db, transaction
from app.outbox import schedule
from app.outbox.models import TaskRun
from app.outbox.schedule import DailyTask, run_due_tasks, run_task
from app.oversight.retention import DAILY_TASKS, REGISTRATIONS
from app.registrations import retention
from app.registrations.enums import ClaimStatus
from app.registrations.models import Claim, Registration
from app.registrations.retention import anonymise
from app.registrations.tokens import token_of
from tests import make
from tests.web import HouseClient

MARK = "marque-personnelle"


def register(event: Event, **values: Any) -> Registration:
    """A registration whose every personal field holds the mark."""
    public_id = f"public-{event.id}"
    with transaction():
        pool = db.session.scalars(select(Pool).where(Pool.event_id == event.id)).first()
        assert pool is not None
        assert pool.kind is PoolKind.ON_SITE
        made = Registration(
            event_id=event.id,
            public_id=public_id,
            token_hash=links.token_hash(links.derive_token("registration", public_id)),
            first_name=MARK,
            last_name=MARK,
            email=f"{MARK}@example.org",
            email_key=f"{MARK}@example.org",
            organisation=MARK,
            withdrawal_reason=MARK,
            **values,
        )
        db.session.add(made)
        db.session.flush()
        db.session.add(
            Claim(
                registration_id=made.id,
                pool_id=pool.id,
                status=ClaimStatus.CONFIRMED,
                reason=MARK,
            )
        )
    return made


def ended(ago: timedelta) -> Event:
    end = clock.now() - ago
    return make.event(starts_at=end - timedelta(hours=6), ends_at=end)


def stored(registration: Registration) -> Registration:
    db.session.rollback()
    return db.session.get_one(Registration, registration.id, populate_existing=True)


def run_anonymise() -> int:
    with transaction():
        return anonymise(clock.now() - REGISTRATIONS)


def test_a_year_after_people_are_forgotten_and_counts_stay(client: HouseClient) -> None:
    old = register(ended(REGISTRATIONS + timedelta(hours=1)))
    recent = register(ended(REGISTRATIONS - timedelta(hours=1)))
    path = f"/inscriptions/{token_of(old)}"
    assert client.get(path).status_code == 200
    assert run_anonymise() == 1
    gone, kept = stored(old), stored(recent)
    assert gone.anonymised_at is not None
    texts = [str(getattr(gone, column.key)) for column in Registration.__table__.columns]
    assert not any(MARK in value for value in texts)
    claims = db.session.scalars(select(Claim).where(Claim.registration_id == old.id)).all()
    assert [(claim.status, claim.reason) for claim in claims] == [(ClaimStatus.CONFIRMED, None)]
    assert kept.first_name == MARK
    assert client.get(path).status_code == 404
    assert run_anonymise() == 0


def test_many_at_once_are_forgotten_batch_by_batch(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a long stop more may be due than one statement takes."""
    monkeypatch.setattr(retention, "BATCH", 2)
    for _ in range(5):
        register(ended(REGISTRATIONS + timedelta(hours=1)))
    assert run_anonymise() == 5
    assert run_anonymise() == 0


def test_a_date_half_known_is_given_the_benefit_of_the_doubt(app: Flask) -> None:
    def year_only(sorts_on: date) -> Registration:
        event = make.event()
        with transaction():
            row = db.session.get_one(Event, event.id)
            row.starts_at = row.ends_at = None
            row.partial_year, row.sorts_on = sorts_on.year, sorts_on
        return register(event)

    today = clock.today()
    over = year_only(today - timedelta(days=365 + 366 + 2))
    maybe = year_only(today - timedelta(days=365 + 300))
    assert run_anonymise() == 1
    assert stored(over).anonymised_at is not None
    assert stored(maybe).anonymised_at is None


def test_an_event_that_never_got_a_date_does_not_keep_people_for_ever(app: Flask) -> None:
    def undated(age: timedelta) -> Registration:
        event = make.event()
        with transaction():
            row = db.session.get_one(Event, event.id)
            row.starts_at = row.ends_at = row.sorts_on = None
        return register(event, created_at=clock.now() - age)

    forgotten, waiting = undated(timedelta(days=1100)), undated(timedelta(days=700))
    assert run_anonymise() == 1
    assert stored(forgotten).anonymised_at is not None
    assert stored(waiting).anonymised_at is None


@pytest.fixture
def no_other_task(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "_tasks", {})
    monkeypatch.setattr(schedule, "_retry_at", {})


def test_a_task_runs_once_a_day(app: Flask, no_other_task: None) -> None:
    calls: list[str] = []

    def work() -> int:
        calls.append("x")
        return 7

    task = DailyTask("essai", work, hour=0)
    schedule.declare_tasks([task])
    assert run_due_tasks() == ["essai"]
    assert run_due_tasks() == []
    assert calls == ["x"]
    assert not run_task(task)
    run = db.session.scalars(select(TaskRun)).one()
    assert (run.name, run.day, run.changed) == ("essai", clock.today(), 7)


def test_a_task_waits_for_its_hour(
    app: Flask, no_other_task: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    schedule.declare_tasks([DailyTask("essai", lambda: 0, hour=3)])
    monkeypatch.setattr(clock, "now", lambda: make.at("2026-07-01T00:59:00"))
    assert run_due_tasks() == []
    # 3 h in Paris in summer.
    monkeypatch.setattr(clock, "now", lambda: make.at("2026-07-01T01:00:00"))
    assert run_due_tasks() == ["essai"]


def test_a_task_that_fails_leaves_nothing_and_is_tried_again_later(
    app: Flask, no_other_task: None, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    event = make.event()
    broken = [True]

    def work() -> int:
        db.session.get_one(Event, event.id).title = "Autre"
        db.session.flush()
        if broken:
            raise ValueError("personne@example.org")
        return 1

    schedule.declare_tasks([DailyTask("essai", work, 0), DailyTask("autre", lambda: 0, 0)])
    assert run_due_tasks() == ["autre"]
    db.session.rollback()
    assert db.session.get_one(Event, event.id, populate_existing=True).title != "Autre"
    assert "personne@example.org" not in caplog.text
    assert "ValueError" in caplog.text
    broken.clear()
    assert run_due_tasks() == []
    start = clock.now()
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(hours=1, seconds=1))
    monkeypatch.setattr(clock, "today", start.date)
    assert "essai" in run_due_tasks()


def test_every_task_of_the_service_runs_on_a_real_base(app: Flask) -> None:
    past = ended(timedelta(days=1))
    register(ended(timedelta(days=400)))
    for task in DAILY_TASKS:
        assert run_task(task)
    db.session.rollback()
    assert db.session.get_one(Event, past.id, populate_existing=True).status is EventStatus.HELD
    runs = {run.name: run.changed for run in db.session.scalars(select(TaskRun))}
    assert runs["Inscriptions anonymisées un an après"] == 1
    assert len(runs) == len(DAILY_TASKS)
