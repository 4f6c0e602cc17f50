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

from app.events import services as events
from app.events.enums import PoolKind
from app.events.models import Event
from app.kernel.access import SYSTEM
from app.kernel.db import WRITING, db, lock_row, transaction
from app.kernel.errors import Invalid
from app.outbox.models import OutboxMessage
from app.registrations import services
from app.registrations.allocation import fills_with_sessions
from app.registrations.enums import ClaimStatus
from app.registrations.models import Claim, Invitation, Registration
from app.registrations.tokens import invitation_token
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
                barrier.wait(timeout=60)
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


def test_a_rush_on_sessions_sells_none_twice(app: Flask) -> None:
    event = make.event(on_site=SEATS)
    event_id = event.id
    sessions = [make.session(event, "A", 3, (0, 1)), make.session(event, "C", 2, (1, 2))]

    def wishing(number: int) -> Callable[[], None]:
        def work() -> None:
            found = db.session.get_one(Event, event_id)
            register(found, f"personne{number}@example.org", sessions=sessions)

        return work

    assert all_at_once(app, [wishing(n) for n in range(PEOPLE)]) == []
    db.session.remove()
    filled = [(fill.taken, fill.waiting) for fill in fills_with_sessions(event_id)]
    assert filled == [(5, 15), (3, 17), (2, 18)]


def test_capacities_that_change_during_a_rush(app: Flask) -> None:
    """Raised while people come, lowered when it can be: never too many, none left empty."""
    event_id = make.event(on_site=2).id

    def resizing(seats: int) -> Callable[[], None]:
        def work() -> None:
            try:
                with transaction():
                    event = lock_row(Event, event_id)
                    assert event is not None
                    capacities = {PoolKind.ON_SITE: seats}
                    events.edit(SYSTEM, event, version=event.version, capacities=capacities)
            except Invalid:
                # Under the seats taken: refused, and nothing has changed.
                pass

        return work

    works = [registering(event_id, n) for n in range(14)]
    works[3:3] = [resizing(4), resizing(1), resizing(7), resizing(3)]
    assert all_at_once(app, works) == []
    db.session.remove()
    (fill,) = fills_with_sessions(event_id)
    assert fill.capacity is not None
    assert fill.taken == fill.capacity
    assert fill.taken + fill.waiting == 14
    seated = select(Claim.id).where(Claim.status == ClaimStatus.CONFIRMED)
    waiting = select(Claim.id).where(Claim.status == ClaimStatus.WAITING)
    assert max(db.session.scalars(seated)) < min(db.session.scalars(waiting))
    promoted = OutboxMessage.kind == "registrations/promoted"
    keys = db.session.scalars(select(OutboxMessage.key).where(promoted)).all()
    assert len(keys) == len(set(keys))


def test_answers_to_requests_all_at_once(app: Flask) -> None:
    """Half are refused while the others are accepted: each freed seat is given once."""
    event = make.event(on_site=6, approval_required=True)
    ids = [register(event, f"p{n}@example.org").registration.id for n in range(12)]

    def answering(number: int, registration_id: int) -> Callable[[], None]:
        def work() -> None:
            with transaction():
                found = loaded(registration_id)
                if number % 2:
                    services.refuse(SYSTEM, found, reason="Complet.")
                else:
                    services.approve(SYSTEM, found)

        return work

    assert all_at_once(app, [answering(n, one) for n, one in enumerate(ids[:6])]) == []
    left = statuses()
    assert left[ClaimStatus.CONFIRMED] == 3
    assert left[ClaimStatus.REFUSED] == 3
    assert left[ClaimStatus.REQUESTED] == 3
    assert left[ClaimStatus.WAITING] == 3


def test_one_invitation_serves_once_however_many_try(app: Flask) -> None:
    event = make.event(invitation_only=True)
    event_id = event.id
    with transaction():
        services.invite(SYSTEM, event, addresses=["p@example.org"])
    token = invitation_token(db.session.scalars(select(Invitation)).one())

    def trying(number: int) -> Callable[[], None]:
        def work() -> None:
            found = db.session.get_one(Event, event_id)
            register(found, f"p{number}@example.org", invitation=token)

        return work

    raised = all_at_once(app, [trying(n) for n in range(6)])
    assert [type(error) for error in raised] == [Invalid] * 5
    assert statuses() == {ClaimStatus.CONFIRMED: 1}


def test_the_last_seat_of_an_organisation_is_given_once(app: Flask) -> None:
    event_id = make.event(seats_per_organisation=2).id

    def coming(number: int) -> Callable[[], None]:
        def work() -> None:
            found = db.session.get_one(Event, event_id)
            register(found, f"p{number}@example.org", organisation=("CCAS", "C.C.A.S.")[number % 2])

        return work

    raised = all_at_once(app, [coming(n) for n in range(8)])
    assert [type(error) for error in raised] == [Invalid] * 6
    assert statuses() == {ClaimStatus.CONFIRMED: 2}
