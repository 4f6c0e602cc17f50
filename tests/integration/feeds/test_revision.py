"""The mark of a topic: it moves with whatever feeds show, and with nothing else."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import insert, select, update

from app.events.models import Event, event_axis
from app.feeds.store import TOPIC
from app.groups.models import WorkingGroup
from app.kernel import clock, revision
from app.kernel.db import WRITING, begin_writing, db, in_transaction, lock_row, transaction
from app.strategy.models import Axis, Framework
from tests import make


def mark() -> str:
    db.session.rollback()
    return revision.current(TOPIC)[0]


@pytest.fixture
def event(app: Flask) -> Event:
    return make.event()


@pytest.fixture
def axis(app: Flask) -> Axis:
    with transaction():
        framework = Framework(code="SNPLP", slug="snplp", name="Stratégie")
        db.session.add(framework)
        db.session.flush()
        axis = Axis(framework_id=framework.id, number=1, label="Un axe")
        db.session.add(axis)
    return axis


def by_flush(event: Event, _axis: Axis) -> None:
    db.session.get_one(Event, event.id).title = "Autre titre"


def by_flush_before_the_commit(event: Event, _axis: Axis) -> None:
    db.session.get_one(Event, event.id).title = "Autre titre"
    db.session.flush()


def by_bulk_update(_event: Event, _axis: Axis) -> None:
    db.session.execute(update(Event).values(city="Ailleurs"))


def by_bulk_update_without_synchronizing(_event: Event, _axis: Axis) -> None:
    statement = update(WorkingGroup).values(name="Autre")
    db.session.execute(statement.execution_options(synchronize_session=False))


def by_link(event: Event, axis: Axis) -> None:
    db.session.execute(insert(event_axis).values(event_id=event.id, axis_id=axis.id))


def by_collection(event: Event, axis: Axis) -> None:
    stored = db.session.get_one(Event, event.id)
    db.session.refresh(stored, ["axes"])
    stored.axes.append(db.session.get_one(Axis, axis.id))


def by_renaming_an_axis(_event: Event, axis: Axis) -> None:
    db.session.get_one(Axis, axis.id).label = "Autre nom"


CHANGES = [
    by_flush,
    by_flush_before_the_commit,
    by_bulk_update,
    by_bulk_update_without_synchronizing,
    by_link,
    by_renaming_an_axis,
]


@pytest.mark.parametrize("change", CHANGES)
def test_it_moves_however_the_tables_change(
    event: Event, axis: Axis, change: Callable[[Event, Axis], None]
) -> None:
    before = mark()
    with transaction():
        change(event, axis)
    assert mark() != before


def test_it_moves_with_the_links_of_an_event(event: Event, axis: Axis) -> None:
    before = mark()
    with transaction():
        by_collection(event, axis)
    assert mark() != before


def test_it_stays_when_everything_is_undone(event: Event) -> None:
    before = mark()
    begin_writing()
    db.session.get_one(Event, event.id).title = "Autre titre"
    db.session.flush()
    db.session.rollback()
    db.session.info.pop(WRITING)
    assert mark() == before
    with transaction():
        db.session.execute(select(Event))
    assert mark() == before, "what was undone is forgotten"


def test_it_stays_when_nothing_changes(event: Event) -> None:
    before = mark()
    with transaction():
        stored = db.session.get_one(Event, event.id)
        stored.title = stored.title
    assert mark() == before


def test_registrations_and_accounts_do_not_move_it(event: Event) -> None:
    before = mark()
    make.registration(event)
    make.account()
    assert mark() == before


def test_it_moves_inside_a_savepoint(event: Event) -> None:
    before = mark()
    with transaction(), db.session.begin_nested():
        db.session.get_one(Event, event.id).title = "Autre titre"
    assert mark() != before


def test_it_tells_when(event: Event) -> None:
    db.session.rollback()
    _mark, changed_at = revision.current(TOPIC)
    assert changed_at is not None
    assert abs((clock.now() - changed_at).total_seconds()) < 60


def test_an_unknown_table_is_refused() -> None:
    with pytest.raises(RuntimeError, match="rien"):
        revision.watch("essai", ["rien"])


def test_two_editors_who_cross_do_not_lock_each_other_out(app: Flask) -> None:
    """Each changes one event, then the other's: the mark is taken last, so only events can cross.

    Were the mark taken with the first change, the second editor would wait for it while holding the
    event that the first one needs.
    """
    first, second = make.event().id, make.event().id
    barrier = threading.Barrier(2, timeout=20)
    errors: list[BaseException] = []

    def edit(mine: int, shared: int, wait: Callable[[], object]) -> None:
        def work() -> None:
            lock_row(Event, mine)
            db.session.get_one(Event, mine).title = f"Modifié {mine}"
            db.session.flush()
            wait()
            lock_row(Event, shared)

        with app.app_context():
            try:
                in_transaction(work)
            except BaseException as error:  # noqa: BLE001 – told to the test
                errors.append(error)
            finally:
                db.session.remove()

    shared = make.event().id

    def meet() -> None:
        # SQLite lets one writer in at a time: there is nobody to meet.
        if db.engine.dialect.name == "postgresql":
            barrier.wait()

    threads = [
        threading.Thread(target=edit, args=(first, shared, meet)),
        threading.Thread(target=edit, args=(second, shared, meet)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert errors == []
    db.session.rollback()
    titles = set(db.session.scalars(select(Event.title).where(Event.id.in_([first, second]))))
    assert titles == {f"Modifié {first}", f"Modifié {second}"}
