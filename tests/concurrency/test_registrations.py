"""Many people, few seats, at the same moment: through the services, and through the real form."""

from __future__ import annotations

import contextvars
import sys
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import select

from app.events.models import Event
from app.kernel.db import WRITING, db
from app.registrations.enums import ClaimStatus
from app.registrations.models import Claim, Registration
from tests import make
from tests.registering import loaded, register, withdraw

PEOPLE, SEATS = 20, 5


def all_at_once(app: Flask, works: list[Callable[[], None]]) -> list[Exception]:
    """Run each in a thread of its own, all starting as one; what was raised."""
    barrier = threading.Barrier(len(works))
    raised: list[Exception] = []

    def run(work: Callable[[], None]) -> None:
        with app.app_context():
            try:
                barrier.wait(timeout=30)
                work()
            except Exception as error:  # noqa: BLE001  # handed to the test
                raised.append(error)
            finally:
                db.session.remove()

    db.session.remove()
    with ThreadPoolExecutor(len(works)) as pool:
        list(pool.map(lambda w: contextvars.Context().run(run, w), works))
    return raised


def statuses() -> Counter[ClaimStatus]:
    db.session.remove()
    return Counter(db.session.scalars(select(Claim.status)))


def registering(event_id: int, number: int) -> Callable[[], None]:
    def work() -> None:
        register(db.session.get_one(Event, event_id), f"personne{number}@example.org")

    return work


def test_never_a_seat_too_many(app: Flask) -> None:
    event_id = make.event(on_site=SEATS).id
    assert all_at_once(app, [registering(event_id, n) for n in range(PEOPLE)]) == []
    assert statuses() == {ClaimStatus.CONFIRMED: SEATS, ClaimStatus.WAITING: PEOPLE - SEATS}
    # The seats went to who came first: ids are given in order of arrival.
    first = db.session.scalars(select(Claim.status).order_by(Claim.id).limit(SEATS)).all()
    assert set(first) == {ClaimStatus.CONFIRMED}


def test_with_the_lock_off_seats_are_sold_twice_or_writers_refused(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the same race without the lock goes wrong: the test above proves something."""
    event_id = make.event(on_site=SEATS).id

    def read_without_lock(model: type[Event], row_id: int) -> Event | None:
        return db.session.get(model, row_id)

    def begin_without_lock() -> None:
        session = db.session()
        session.rollback()
        session.info[WRITING] = True

    # By name: in its package, the function of the same name hides the module.
    module = sys.modules["app.registrations.services.register"]
    monkeypatch.setattr(module, "lock_row", read_without_lock)
    monkeypatch.setattr("app.kernel.db.begin_writing", begin_without_lock)
    raised = all_at_once(app, [registering(event_id, n) for n in range(PEOPLE)])
    assert statuses()[ClaimStatus.CONFIRMED] > SEATS or raised


def test_the_same_form_sent_many_times_at_once_registers_once(app: Flask) -> None:
    event = make.event(on_site=SEATS)
    slug = event.slug
    sent = {
        "attendance_mode": "on_site",
        "first_name": "Camille",
        "last_name": "Exemple",
        "email": "camille@example.org",
        "consent": "y",
    }
    answers: list[int] = []

    def send() -> None:
        response = app.test_client().post(f"/evenements/{slug}/inscription", data=sent)
        answers.append(response.status_code)

    assert all_at_once(app, [send] * 8) == []
    assert answers == [303] * 8
    assert statuses() == {ClaimStatus.CONFIRMED: 1}


def test_a_storm_of_withdrawals_and_arrivals_leaves_no_seat_empty(app: Flask) -> None:
    event = make.event(on_site=SEATS)
    event_id = event.id
    ids = [register(event, f"avant{n}@example.org").registration.id for n in range(SEATS * 2)]

    def leaving(registration_id: int) -> Callable[[], None]:
        return lambda: (withdraw(registration_id), None)[1]

    works = [leaving(i) for i in ids[:SEATS]] + [registering(event_id, n) for n in range(6)]
    assert all_at_once(app, works) == []
    left = statuses()
    assert left[ClaimStatus.CONFIRMED] == SEATS
    assert left[ClaimStatus.WAITING] == 6
    # Whoever waited before the storm sits now: nobody overtook them.
    for registration_id in ids[SEATS:]:
        assert [c.status for c in loaded(registration_id).claims] == [ClaimStatus.CONFIRMED]
    assert len(db.session.scalars(select(Registration.id)).all()) == SEATS * 2 + 6
