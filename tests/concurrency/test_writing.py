"""The recipe that keeps seats from being sold twice, with real threads and real commits.

Each test of the recipe has its control: the same race without the recipe must go wrong, or the test
would prove nothing.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.events.models import Event
from app.kernel.db import (
    begin_writing,
    db,
    in_transaction,
    is_retryable,
    lock_row,
    transaction,
    unique_violation,
)
from app.organisations.models import PartnerKind
from tests import make
from tests.conftest import ENGINE

SEATS = 5
PEOPLE = 12


@pytest.fixture
def event_id(app: Flask) -> int:
    return make.event(on_site=SEATS).id


def together(app: Flask, work: Callable[[int], None], times: int = PEOPLE) -> list[Exception]:
    """Run `work(0)` … `work(times - 1)` in threads that start as one; what they raised."""
    barrier = threading.Barrier(times)
    raised: list[Exception] = []

    def run(number: int) -> None:
        with app.app_context():
            try:
                barrier.wait(timeout=60)
                work(number)
            except Exception as error:  # noqa: BLE001  # handed to the test
                raised.append(error)
            finally:
                db.session.remove()

    with ThreadPoolExecutor(times) as pool:
        list(pool.map(run, range(times)))
    return raised


def taken() -> int:
    return db.session.scalar(select(func.count()).select_from(PartnerKind)) or 0


def take_seat(number: int) -> None:
    """Count, think, write: what any registration does, on a table that has no rules of its own."""
    count = taken()
    # Hold the gap between looking and writing open: a race hides when it is too quick.
    db.session.connection().execute(text("SELECT 1"))
    time.sleep(0.02)
    if count < SEATS:
        db.session.add(PartnerKind(slug=f"s{number}", name=f"Siège {number}", rank=number))
        db.session.flush()


def test_seats_are_never_sold_twice(app: Flask, event_id: int) -> None:
    def with_recipe(number: int) -> None:
        with transaction():
            assert lock_row(Event, event_id) is not None
            take_seat(number)

    assert together(app, with_recipe) == []
    assert taken() == SEATS


def test_without_the_recipe_seats_are_sold_twice_or_refused(app: Flask) -> None:
    """The control. SQLite refuses late writers or oversells, PostgreSQL oversells."""

    def without(number: int) -> None:
        session = db.session()
        session.info["synergies_writing"] = True
        try:
            take_seat(number)
            session.commit()
        finally:
            session.info.pop("synergies_writing")

    raised = together(app, without)
    if ENGINE == "postgresql":
        assert taken() > SEATS
    else:
        assert taken() > SEATS or any("locked" in str(error) for error in raised)


def test_writers_wait_for_each_other_and_lose_nothing(app: Flask, event_id: int) -> None:
    def add_one(_number: int) -> None:
        with transaction():
            event = lock_row(Event, event_id)
            assert event is not None
            event.sequence += 1

    assert together(app, add_one) == []
    db.session.remove()
    assert db.session.get_one(Event, event_id).sequence == PEOPLE


def test_without_the_lock_additions_are_lost_or_refused(app: Flask, event_id: int) -> None:
    """The control of the test above."""

    def add_one(_number: int) -> None:
        session = db.session()
        session.info["synergies_writing"] = True
        try:
            event = session.get_one(Event, event_id)
            time.sleep(0.02)
            event.sequence += 1
            session.commit()
        finally:
            session.info.pop("synergies_writing")

    raised = together(app, add_one)
    db.session.remove()
    reached = db.session.get_one(Event, event_id).sequence
    assert reached < PEOPLE
    assert reached + len(raised) <= PEOPLE


def test_a_reader_is_not_kept_waiting(app: Flask, event_id: int) -> None:
    holding, looked = threading.Event(), threading.Event()

    def write() -> None:
        with app.app_context(), transaction():
            event = lock_row(Event, event_id)
            assert event is not None
            event.title = "Nouveau titre"
            db.session.flush()
            holding.set()
            assert looked.wait(timeout=60), "the reader was blocked"

    thread = threading.Thread(target=write)
    thread.start()
    try:
        assert holding.wait(timeout=60)
        db.session.remove()
        assert db.session.get_one(Event, event_id).title != "Nouveau titre"
    finally:
        looked.set()
        thread.join()
    db.session.remove()
    assert db.session.get_one(Event, event_id).title == "Nouveau titre"


def test_what_raises_leaves_nothing(app: Flask) -> None:
    def write_and_fail() -> None:
        with transaction():
            db.session.add(PartnerKind(slug="a", name="A", rank=1))
            db.session.flush()
            raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011  # our own, just above
        write_and_fail()
    assert taken() == 0


@pytest.fixture
def reading(app: Flask) -> Iterator[None]:
    make.event()
    db.session.remove()
    yield
    db.session.rollback()


@pytest.mark.usefixtures("reading")
def test_a_read_that_writes_is_refused() -> None:
    db.session.add(PartnerKind(slug="a", name="A", rank=1))
    with pytest.raises(RuntimeError, match="tried to write"):
        db.session.flush()


@pytest.mark.usefixtures("reading")
def test_a_read_that_changes_is_refused() -> None:
    event = db.session.scalars(select(Event)).one()
    event.title = "Autre"
    with pytest.raises(RuntimeError, match="tried to write"):
        db.session.flush()


@pytest.mark.usefixtures("reading")
def test_a_read_with_a_writing_statement_is_refused() -> None:
    with pytest.raises(RuntimeError, match="tried to write"):
        db.session.execute(update(Event).values(title="Autre"))


@pytest.mark.usefixtures("reading")
def test_a_lock_outside_a_writing_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="writing transactions"):
        lock_row(Event, 1)


def test_after_a_writing_transaction_reads_may_not_write(app: Flask) -> None:
    with transaction():
        db.session.add(PartnerKind(slug="a", name="A", rank=1))
    db.session.add(PartnerKind(slug="b", name="B", rank=2))
    with pytest.raises(RuntimeError, match="tried to write"):
        db.session.flush()
    db.session.rollback()


def test_a_writing_transaction_sees_what_others_committed_meanwhile(
    app: Flask, event_id: int
) -> None:
    """An earlier read must not pin an old picture: `begin_writing` ends it."""
    event = db.session.get_one(Event, event_id)
    before = event.title
    raised = together(app, lambda _n: _rename(event_id, "Titre d’ailleurs"), times=1)
    assert raised == []
    with transaction():
        fresh = lock_row(Event, event_id)
        assert fresh is event
        assert fresh.title == "Titre d’ailleurs" != before


def _rename(event_id: int, title: str) -> None:
    with transaction():
        event = lock_row(Event, event_id)
        assert event is not None
        event.title = title


@pytest.mark.skipif(ENGINE == "sqlite", reason="SQLite has one writer at a time: no deadlock")
def test_a_deadlock_is_tried_again(app: Flask) -> None:
    first, second = make.event().id, make.event().id
    crossing = threading.Barrier(2)
    tries = [0, 0]

    def cross(number: int) -> None:
        order = (first, second) if number == 0 else (second, first)

        def work() -> None:
            tries[number] += 1
            for step, row_id in enumerate(order):
                event = lock_row(Event, row_id)
                assert event is not None
                event.sequence += 1
                db.session.flush()
                if step == 0 and tries[number] == 1:
                    crossing.wait(timeout=60)

        in_transaction(work)

    assert together(app, cross, times=2) == []
    # The one that was stopped may take its first row again before the other gets it: once more.
    assert sum(tries) >= 3
    db.session.remove()
    assert [db.session.get_one(Event, i).sequence for i in (first, second)] == [2, 2]


def test_other_errors_are_not_tried_again(app: Flask) -> None:
    tries = 0

    def work() -> None:
        nonlocal tries
        tries += 1
        db.session.execute(text("SELECT * FROM nowhere"))

    with pytest.raises(DBAPIError) as raised:
        in_transaction(work)
    assert tries == 1
    assert not is_retryable(raised.value)


def test_a_unique_violation_has_the_same_name_on_both_engines(app: Flask) -> None:
    def add_twice() -> None:
        begin_writing()
        for name in ("A", "B"):
            db.session.add(PartnerKind(slug="same", name=name, rank=1))
        db.session.flush()

    with pytest.raises(IntegrityError) as raised:
        add_twice()
    db.session.rollback()
    db.session.info.pop("synergies_writing", None)
    assert unique_violation(raised.value) == "uq_partner_kind_slug"


def test_a_partial_unique_index_is_named_too(app: Flask) -> None:
    person, group = make.account(), make.group()
    make.mandate(person, group)
    with pytest.raises(IntegrityError) as raised:
        make.mandate(person, group)
    assert unique_violation(raised.value) == "uq_mandate_running"


def test_another_violation_has_no_unique_name(app: Flask) -> None:
    def break_check() -> None:
        with transaction():
            event = db.session.scalars(select(Event)).one()
            event.ends_at = event.starts_at
            db.session.flush()

    make.event()
    with pytest.raises(IntegrityError) as raised:
        break_check()
    assert unique_violation(raised.value) is None


def test_a_late_transaction_sees_at_its_lock_what_others_wrote_since(
    app: Flask, event_id: int
) -> None:
    def others() -> None:
        with app.app_context(), transaction():
            stored = lock_row(Event, event_id)
            assert stored is not None
            stored.title = "Changé pendant la lecture"

    def act() -> str:
        assert db.session.get_one(Event, event_id).title != "Changé pendant la lecture"
        writer = threading.Thread(target=others)
        writer.start()  # on SQLite too, nobody waits while the other reads
        writer.join(timeout=60)
        assert not writer.is_alive()
        locked = lock_row(Event, event_id)
        assert locked is not None
        locked.city = "Exempleville"
        return locked.title

    assert in_transaction(act, late=True) == "Changé pendant la lecture"
    db.session.expire_all()
    assert db.session.get_one(Event, event_id).city == "Exempleville"


def test_a_late_transaction_writes_nothing_before_its_lock(app: Flask, event_id: int) -> None:
    def write_at_once() -> None:
        db.session.get_one(Event, event_id).city = "Exempleville"
        db.session.flush()

    with pytest.raises(RuntimeError, match="reading transaction"):
        in_transaction(write_at_once, late=True)
    with transaction():
        assert lock_row(Event, event_id) is not None, "the next one begins as it should"


def test_a_late_transaction_that_only_reads_leaves_nothing(app: Flask, event_id: int) -> None:
    with transaction(late=True):
        db.session.get_one(Event, event_id)
    with pytest.raises(RuntimeError, match="writing transactions"):
        lock_row(Event, event_id)
