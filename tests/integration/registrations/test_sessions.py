"""Sessions (ateliers): one claim each, its own queue, and no seat lost for one not there yet."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.events import services as events
from app.events.enums import EventMode, PoolKind
from app.events.models import Event, Pool
from app.events.when import When
from app.kernel.access import SYSTEM
from app.kernel.db import db, transaction
from app.kernel.errors import Conflict, Invalid
from app.outbox.models import OutboxMessage
from app.registrations.allocation import fills, fills_of
from app.registrations.queries import lines
from tests import make
from tests.registering import change, choose, held, loaded, register, withdraw

pytestmark = pytest.mark.usefixtures("app")


def mails(kind: str) -> list[OutboxMessage]:
    rows = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))
    return [row for row in rows if row.kind == f"registrations/{kind}"]


def pool(pool_id: int) -> Pool:
    return db.session.get_one(Pool, pool_id)


def test_each_claim_has_its_own_state_and_rank() -> None:
    event = make.event(on_site=1)
    a, b = make.session(event, "A", 2, (0, 1)), make.session(event, "B", 1, (1, 2))
    register(event, "p1@example.org", sessions=[a, b])
    second = register(event, "p2@example.org", sessions=[a, b])
    mine = held(second.registration.id)
    assert mine == {"Sur place": "waiting", "A": "confirmed", "B": "waiting"}
    assert [(fill.label, rank) for _, fill, rank in second.sessions] == [("A", None), ("B", 1)]
    # The one mail tells all three.
    (mail,) = mails("waiting")
    assert mail.payload["sessions"] == [
        ["A", "place confirmée"],
        ["B", "liste d’attente, rang 1"],
    ]


def test_a_seat_freed_in_a_session_goes_to_who_waits_there() -> None:
    event = make.event(on_site=None)
    a = make.session(event, "A", 1)
    ids = [register(event, f"p{n}@example.org", sessions=[a]).registration.id for n in range(3)]
    assert choose(ids[0])
    assert [held(one).get("A") for one in ids] == [None, "confirmed", "waiting"]
    (mail,) = mails("promoted")
    assert (mail.recipient, mail.payload["session"], mail.calendar) == ("p1@example.org", "A", None)
    withdraw(ids[1])
    assert held(ids[2])["A"] == "confirmed"


def test_one_session_at_a_time() -> None:
    event = make.event()
    a, b = make.session(event, "A", 5, (0, 2)), make.session(event, "B", 5, (1, 3))
    c, free = make.session(event, "C", 5, (2, 3)), make.session(event, "Libre", 5)
    with pytest.raises(Invalid) as refused:
        register(event, "p@example.org", sessions=[a, b])
    assert "« A » et « B » ont lieu en même temps" in refused.value.errors["sessions"]
    # One that begins when another ends, or that has no time, is no obstacle.
    register(event, "p@example.org", sessions=[a, c, free])
    assert [fill.taken for fill in fills_of(event)] == [1, 1, 0, 1, 1]


def test_a_session_of_elsewhere_is_refused() -> None:
    event, other = make.event(), make.event()
    elsewhere = make.session(other, "Ailleurs")
    mode = db.session.scalars(select(Pool.id).where(Pool.event_id == event.id)).one()
    for wrong in (elsewhere, mode, 999_999):
        with pytest.raises(Invalid, match="n’est plus proposé"):
            register(event, "p@example.org", sessions=[wrong])


def test_changing_for_a_full_session_keeps_the_seat_until_the_other_comes() -> None:
    event = make.event()
    a, b = make.session(event, "A", 1, (0, 1)), make.session(event, "B", 1, (0, 1))
    mine = register(event, "p1@example.org", sessions=[a]).registration.id
    other = register(event, "p2@example.org", sessions=[b]).registration.id
    queued = register(event, "p3@example.org", sessions=[a]).registration.id
    assert choose(mine, b)
    assert held(mine) == {"Sur place": "confirmed", "A": "confirmed (interim)", "B": "waiting"}
    assert held(queued)["A"] == "waiting"
    withdraw(other)
    assert held(mine) == {"Sur place": "confirmed", "B": "confirmed"}
    assert held(queued)["A"] == "confirmed"


def test_giving_up_the_wait_keeps_the_seat_for_good() -> None:
    event = make.event()
    a, b = make.session(event, "A", 1, (0, 1)), make.session(event, "B", 1, (0, 1))
    mine = register(event, "p1@example.org", sessions=[a]).registration.id
    register(event, "p2@example.org", sessions=[b])
    choose(mine, b)
    assert choose(mine, a)
    assert held(mine) == {"Sur place": "confirmed", "A": "confirmed"}
    assert not choose(mine, a)


def test_one_wish_may_stand_against_two_seats() -> None:
    event = make.event()
    a, b = make.session(event, "A", 1, (0, 1)), make.session(event, "B", 1, (1, 2))
    long = make.session(event, "Long", 1, (0, 2))
    mine = register(event, "p1@example.org", sessions=[a, b]).registration.id
    other = register(event, "p2@example.org", sessions=[long]).registration.id
    choose(mine, long)
    assert held(mine) == {
        "Sur place": "confirmed",
        "A": "confirmed (interim)",
        "B": "confirmed (interim)",
        "Long": "waiting",
    }
    withdraw(other)
    assert held(mine) == {"Sur place": "confirmed", "Long": "confirmed"}


def test_a_seat_that_no_other_wish_threatens_is_given_back_at_once() -> None:
    event = make.event()
    a, later = make.session(event, "A", 1, (0, 1)), make.session(event, "Plus tard", 0, (2, 3))
    mine = register(event, "p1@example.org", sessions=[a]).registration.id
    queued = register(event, "p2@example.org", sessions=[a]).registration.id
    choose(mine, later)
    assert held(mine) == {"Sur place": "confirmed", "Plus tard": "waiting"}
    assert held(queued)["A"] == "confirmed"


def test_another_way_to_attend_leaves_the_sessions_alone() -> None:
    event = make.event(on_site=1, remote=1, mode=EventMode.HYBRID)
    a = make.session(event, "A", 1)
    mine = register(event, "p1@example.org", sessions=[a]).registration.id
    change(mine, PoolKind.REMOTE)
    assert held(mine) == {"À distance": "confirmed", "A": "confirmed"}


def test_a_cancelled_session_is_told_and_the_rest_stands() -> None:
    event = make.event()
    a, b = make.session(event, "A", 1, (0, 1)), make.session(event, "B", 1, (0, 1))
    mine = register(event, "p1@example.org", sessions=[a]).registration.id
    other = register(event, "p2@example.org", sessions=[b]).registration.id
    choose(mine, b)
    with transaction():
        assert events.cancel_session(SYSTEM, pool(b))
    # What was awaited is gone: the seat that stood in for it is a seat like another.
    assert held(mine) == {"Sur place": "confirmed", "A": "confirmed"}
    assert held(other) == {"Sur place": "confirmed"}
    assert {m.recipient for m in mails("session_cancelled")} == {"p1@example.org", "p2@example.org"}
    with transaction():
        assert not events.cancel_session(SYSTEM, pool(b))
    with pytest.raises(Conflict), transaction():
        events.edit_session(SYSTEM, pool(b), title="B bis")


def test_a_session_cannot_be_smaller_than_the_seats_taken() -> None:
    event = make.event()
    a = make.session(event, "A", 2)
    ids = [register(event, f"p{n}@example.org", sessions=[a]).registration.id for n in range(3)]
    with pytest.raises(Invalid) as refused, transaction():
        events.edit_session(SYSTEM, pool(a), capacity=1)
    assert list(refused.value.errors) == ["capacity"]
    assert "gardez au moins 2 places" in refused.value.message
    with transaction():
        assert events.edit_session(SYSTEM, pool(a), capacity=3)
    assert held(ids[2])["A"] == "confirmed"


def test_sessions_that_people_hold_together_stay_apart() -> None:
    event = make.event()
    a, b = make.session(event, "A", 1, (0, 1)), make.session(event, "B", 1, (1, 2))
    register(event, "p@example.org", sessions=[a, b])
    assert event.starts_at is not None
    begin = event.starts_at
    with (
        pytest.raises(Invalid, match="inscrites à « A » et « B »"),
        transaction(),
    ):
        events.edit_session(SYSTEM, pool(b), starts_at=begin, ends_at=begin + timedelta(hours=1))


def test_sessions_stay_within_the_event_and_follow_it() -> None:
    event = make.event()
    begin = event.starts_at
    assert begin is not None
    day, hour = timedelta(days=7), timedelta(hours=1)
    for starts, ends, field in (
        (begin - hour, begin + hour, "starts_at"),
        (begin, begin + 24 * hour, "ends_at"),
        (begin + hour, begin, "ends_at"),
        (begin, None, "ends_at"),
    ):
        with pytest.raises(Invalid) as refused, transaction():
            events.add_session(SYSTEM, event, title="A", starts_at=starts, ends_at=ends)
        assert list(refused.value.errors) == [field]
    with transaction():
        a = events.add_session(SYSTEM, event, title="A", starts_at=begin, ends_at=begin + hour).id
    with transaction():
        again = events.add_session(SYSTEM, event, title="A", starts_at=begin, ends_at=begin + hour)
        assert again.id == a
    db.session.expire_all()
    event = db.session.get_one(Event, event.id)
    with transaction():
        when = When(begin + day, begin + day + 7 * hour)
        events.edit(SYSTEM, event, version=event.version, when=when)
    db.session.expire_all()
    assert (pool(a).starts_at, pool(a).ends_at) == (begin + day, begin + day + hour)


def test_sessions_do_not_count_as_people() -> None:
    """A person with two sessions is one line of the list, and one seat on the card."""
    event = make.event(on_site=5)
    a, b = make.session(event, "A", 5, (0, 1)), make.session(event, "B", 5, (1, 2))
    mine = register(event, "p@example.org", sessions=[a, b]).registration
    assert len(loaded(mine.id).claims) == 3
    assert [line.mode for line in lines(event)] == [PoolKind.ON_SITE]
    assert [fill.label for fill in fills([event.id])[event.id]] == ["Sur place"]
