"""Noting who is there: once, whatever is sent, by whatever phone, in whatever order."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from app.attendance import services
from app.attendance.enums import ActKind, Came
from app.attendance.models import DeskAct, Presence
from app.attendance.tickets import ticket_of
from app.audit.models import AuditEntry
from app.cli.check import presences
from app.events.enums import EventMode, EventStatus, PoolKind
from app.events.models import Event, Pool
from app.kernel.access import SYSTEM
from app.kernel.db import db, transaction
from app.kernel.errors import Conflict
from app.registrations.enums import ClaimStatus
from app.registrations.exports import plain_csv
from app.registrations.models import Claim, Registration
from app.registrations.queries import lines
from tests import attending, make
from tests.attending import AFTERNOON, AT_TEN, EVENING, MORNING, act, arrives, note, walks_in

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.usefixtures("ten_o_clock")]


@pytest.fixture
def ten_o_clock():  # type: ignore[no-untyped-def]  # a generator of nothing
    with time_machine.travel(AT_TEN, tick=False):
        yield


def statuses(registration_id: int) -> list[ClaimStatus]:
    return list(
        db.session.scalars(
            select(Claim.status).where(Claim.registration_id == registration_id).order_by(Claim.id)
        )
    )


def acts() -> int:
    return (
        db.session.scalar(
            select(func.count(AuditEntry.id)).where(AuditEntry.action.like("attendance:%"))
        )
        or 0
    )


def test_an_arrival_is_noted_once_and_a_second_says_when() -> None:
    event = attending.event()
    person = make.registration(event)
    first = arrives(event, person.id)
    assert (first.came, first.since) == (Came.ARRIVED, AT_TEN)
    again = arrives(event, person.id, AT_TEN + timedelta(hours=1))
    assert (again.came, again.since) == (Came.ALREADY, AT_TEN)
    assert statuses(person.id) == [ClaimStatus.ATTENDED]
    assert acts() == 1


def test_the_same_act_sent_again_changes_nothing() -> None:
    event = attending.event()
    person = make.registration(event)
    told = act(person=person.id)
    assert note(event, told, told)[1].came is Came.ARRIVED
    assert note(event, told)[0].since == AT_TEN
    assert db.session.scalar(select(func.count(DeskAct.id))) == 1


def test_the_earlier_arrival_wins_whichever_phone_comes_back_first() -> None:
    event = attending.event()
    person = make.registration(event)
    arrives(event, person.id, AT_TEN)
    arrives(event, person.id, AT_TEN - timedelta(minutes=20))
    assert db.session.scalar(select(Presence.since)) == AT_TEN - timedelta(minutes=20)


def test_an_arrival_told_after_its_undo_does_not_come_back() -> None:
    event = attending.event()
    person = make.registration(event)
    early = AT_TEN - timedelta(minutes=20)
    arrives(event, person.id, early)
    note(event, act(ActKind.UNDO, person=person.id))
    assert statuses(person.id) == [ClaimStatus.CONFIRMED]
    assert arrives(event, person.id, early + timedelta(minutes=5)).came is Came.UNDONE
    assert db.session.scalar(select(func.count(Presence.id))) == 0


def test_a_ticket_opens_its_own_event_alone() -> None:
    event, other = attending.event(), attending.event()
    person = make.registration(event)
    ticket = ticket_of(person.public_id)
    assert note(other, act(ticket=ticket))[0].came is Came.REFUSED
    assert note(event, act(ticket=ticket))[0].person == person.id


def test_who_cancelled_or_waits_or_is_unknown_is_refused() -> None:
    event = attending.event(on_site=1)
    make.registration(event)
    gone = make.registration(event, ClaimStatus.WITHDRAWN, withdrawn_at=AT_TEN)
    waits = make.registration(event, ClaimStatus.WAITING)
    refused = note(
        event,
        act(ticket=ticket_of(gone.public_id)),
        act(person=waits.id),
        act(person=999_999),
        act(person=waits.id, slot="2026-01-01-morning"),
    )
    assert {one.came for one in refused} == {Came.REFUSED}
    assert "annulée le 14" in (refused[0].why or "")
    assert [one.can_insist for one in refused] == [False, True, False, False]
    assert acts() == 0


def test_who_waits_is_let_in_when_the_desk_says_so() -> None:
    event = attending.event(on_site=1)
    make.registration(event)
    waits = make.registration(event, ClaimStatus.WAITING)
    assert note(event, act(person=waits.id, anyway=True))[0].came is Came.ARRIVED
    claim = db.session.scalars(select(Claim).where(Claim.registration_id == waits.id)).one()
    assert (claim.status, claim.over_capacity) == (ClaimStatus.ATTENDED, True)


def test_who_was_not_registered_takes_a_free_seat() -> None:
    event = attending.event(on_site=1)
    came = walks_in(event)
    assert came.came is Came.ARRIVED
    person = db.session.get_one(Registration, came.person)
    assert (person.last_name, person.email) == ("Exemple", None)
    assert statuses(person.id) == [ClaimStatus.ATTENDED]
    full = walks_in(event, "Autre")
    assert (full.came, full.can_insist) == (Came.REFUSED, True)
    assert walks_in(event, "Autre", anyway=True).came is Came.ARRIVED
    assert db.session.scalar(select(func.count(Claim.id)).where(Claim.over_capacity)) == 1


def test_a_walk_in_sent_twice_is_one_person_and_its_undo_takes_it_away() -> None:
    event = attending.event()
    told = act(ActKind.WALK_IN, walk_in=services.WalkIn("Camille", "Exemple"))
    first, again = note(event, told, told)
    assert first.person == again.person
    assert db.session.scalar(select(func.count(Registration.id))) == 1
    note(event, act(ActKind.UNDO, person=first.person))
    person = db.session.get_one(Registration, first.person)
    assert person.withdrawn_at is not None
    assert statuses(person.id) == [ClaimStatus.WITHDRAWN]


def test_a_walk_in_needs_a_name_and_a_room() -> None:
    event = attending.event(mode=EventMode.REMOTE)
    assert walks_in(event).came is Came.REFUSED
    assert walks_in(attending.event(), " ").why == "Indiquez au moins le nom."


def test_an_atelier_has_its_own_presence() -> None:
    event = attending.event()
    person = make.registration(event)
    with transaction():
        pool = Pool(event_id=event.id, kind=PoolKind.SESSION, title="Atelier B")
        db.session.add(pool)
        db.session.flush()
        db.session.add(
            Claim(registration_id=person.id, pool_id=pool.id, status=ClaimStatus.CONFIRMED)
        )
    arrives(event, person.id)
    assert statuses(person.id) == [ClaimStatus.ATTENDED, ClaimStatus.CONFIRMED]
    arrives(event, person.id, slot=f"atelier-{pool.id}")
    assert statuses(person.id) == [ClaimStatus.ATTENDED, ClaimStatus.ATTENDED]


def test_a_clock_that_runs_ahead_is_held_back() -> None:
    event = attending.event()
    person = make.registration(event)
    assert arrives(event, person.id, AT_TEN + timedelta(days=2)).since == AT_TEN


def test_no_shows_are_noted_by_hand_once_it_is_over_and_somebody_was_seen() -> None:
    event = attending.event()
    came, missed = make.registration(event), make.registration(event)

    def mark() -> int:
        with transaction():
            return services.mark_absent(SYSTEM, db.session.get_one(Event, event.id))

    with pytest.raises(Conflict, match="pas finie"):
        mark()
    with time_machine.travel(EVENING, tick=False):
        with pytest.raises(Conflict, match="Aucune présence"):
            mark()
        arrives(event, came.id)
        assert (mark(), mark()) == (1, 0)
        assert statuses(missed.id) == [ClaimStatus.ABSENT]
        # Then the paper sheet says otherwise.
        arrives(event, missed.id, slot=AFTERNOON)
        assert statuses(missed.id) == [ClaimStatus.ATTENDED]


@pytest.mark.parametrize("kept", [True, False])
def test_closing_notes_the_no_shows_where_presence_was_kept(kept: bool) -> None:
    from app.events.services import close

    event = attending.event(status=EventStatus.HELD)
    came, missed = make.registration(event), make.registration(event)
    if kept:
        arrives(event, came.id)
    with transaction():
        close(SYSTEM, db.session.get_one(Event, event.id))
    expected = ClaimStatus.ABSENT if kept else ClaimStatus.CONFIRMED
    assert statuses(missed.id) == [expected]


def test_the_tick_list_notes_and_takes_back_only_whom_it_showed() -> None:
    event = attending.event()
    here, left, hidden = (make.registration(event) for _ in range(3))
    arrives(event, left.id)
    arrives(event, hidden.id)
    with transaction():
        told = services.tick(
            SYSTEM,
            db.session.get_one(Event, event.id),
            slot=MORNING,
            shown=[here.id, left.id],
            ticked={here.id},
        )
    assert told == (1, 1)
    assert statuses(here.id) == statuses(hidden.id) == [ClaimStatus.ATTENDED]
    assert statuses(left.id) == [ClaimStatus.CONFIRMED]


def test_lists_say_who_came_and_who_did_not() -> None:
    event = attending.event()
    came = make.registration(event, last_name="Venue")
    make.registration(event, last_name="Absente")
    arrives(event, came.id)
    with time_machine.travel(EVENING, tick=False), transaction():
        services.mark_absent(SYSTEM, db.session.get_one(Event, event.id))
    rows = [line.split(",") for line in plain_csv(lines(event)).splitlines()]
    status, name = rows[0].index("status"), rows[0].index("last_name")
    assert {(row[name], row[status]) for row in rows[1:]} == {
        ("Venue", "attended"),
        ("Absente", "absent"),
    }


def test_the_check_finds_a_presence_without_its_seat() -> None:
    event = attending.event()
    person = make.registration(event)
    arrives(event, person.id)
    assert list(presences()) == []
    with transaction():
        db.session.scalars(select(Claim)).one().status = ClaimStatus.CONFIRMED
    assert len(list(presences())) == 1
    with transaction():
        db.session.delete(db.session.scalars(select(Presence)).one())
        db.session.scalars(select(Claim)).one().status = ClaimStatus.ATTENDED
    assert len(list(presences())) == 1
