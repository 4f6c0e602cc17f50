"""Seats kept aside, seats added beyond the capacity, and the alerts as a pool fills up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.accounts.enums import Role
from app.audit.models import AuditEntry
from app.events import services as events
from app.events.enums import PoolKind
from app.events.models import Event, Pool, Reserve
from app.kernel import clock
from app.kernel.access import SYSTEM, Actor
from app.kernel.db import db, transaction
from app.kernel.errors import Conflict, Invalid
from app.outbox.models import OutboxMessage
from app.registrations import services
from app.registrations.allocation import fills_of
from app.registrations.models import Claim
from tests import make
from tests.registering import held, loaded, register, withdraw

pytestmark = pytest.mark.usefixtures("app")

TEAM = Actor(account_id=None, roles=frozenset({Role.STAFF.value}), label="équipe")


def reserve(event: Event, seats: int, **values: Any) -> Reserve:
    pool = db.session.scalars(select(Pool).where(Pool.event_id == event.id)).first()
    assert pool is not None
    with transaction():
        return events.add_reserve(SYSTEM, pool, label="Intervenants", seats=seats, **values)


def the_claim(registration_id: int) -> Claim:
    return loaded(registration_id).claims[0]


def give(registration_id: int, **how: Any) -> bool:
    with transaction():
        return services.give_seat(TEAM, the_claim(registration_id), **how)


def resize(event: Event, **values: Any) -> None:
    db.session.expire_all()
    fresh = db.session.get_one(Event, event.id)
    with transaction():
        events.edit(SYSTEM, fresh, version=fresh.version, **values)


def alerts() -> list[OutboxMessage]:
    kind = OutboxMessage.kind == "registrations/fill_alert"
    return list(db.session.scalars(select(OutboxMessage).where(kind).order_by(OutboxMessage.id)))


class TestReserves:
    def test_seats_kept_aside_are_nobodys_until_released(self) -> None:
        event = make.event(on_site=3)
        kept = reserve(event, 2)
        first, second = (register(event, f"p{n}@example.org") for n in range(2))
        assert (first.rank, second.rank) == (None, 1)
        (fill,) = fills_of(event)
        assert (fill.taken, fill.held, fill.free) == (1, 2, 0)
        assert fill.why_full == "1\u00a0prise et 2\u00a0réservées sur 3\u00a0places"
        with transaction():
            assert events.release_reserve(SYSTEM, kept)
        with transaction():
            assert not events.release_reserve(SYSTEM, kept)
        assert held(second.registration.id) == {"Sur place": "confirmed"}
        assert fills_of(event)[0].held == 0

    def test_the_team_gives_them_one_by_one(self) -> None:
        event = make.event(on_site=2)
        kept = reserve(event, 1)
        register(event, "p1@example.org")
        ahead = register(event, "p2@example.org").registration.id
        speaker = register(event, "p3@example.org").registration.id
        assert give(speaker, reserve_id=kept.id)
        assert not give(speaker, reserve_id=kept.id)
        assert held(speaker) == {"Sur place": "confirmed"}
        # Whoever stood before in the queue still stands there: it was not their seat.
        assert held(ahead) == {"Sur place": "waiting"}
        with pytest.raises(Invalid, match="toutes données"):
            give(ahead, reserve_id=kept.id)
        # Given up, it is kept aside again, not given to the queue.
        withdraw(speaker)
        assert held(ahead) == {"Sur place": "waiting"}
        (fill,) = fills_of(event)
        assert (fill.taken, fill.held) == (1, 1)

    def test_a_speaker_who_sits_already_may_take_one_which_frees_a_seat(self) -> None:
        event = make.event(on_site=2)
        kept = reserve(event, 1)
        speaker = register(event, "p1@example.org").registration.id
        queued = register(event, "p2@example.org").registration.id
        assert give(speaker, reserve_id=kept.id)
        assert held(queued) == {"Sur place": "confirmed"}

    def test_they_are_released_on_their_day(self) -> None:
        event = make.event(on_site=1)
        day = clock.today() + timedelta(days=3)
        reserve(event, 1, release_on=day)
        first = register(event, "p1@example.org").registration.id
        with transaction():
            assert events.release_due_reserves() == 0
        with clock.at(clock.now() + timedelta(days=3)), transaction():
            assert events.release_due_reserves() == 1
        assert held(first) == {"Sur place": "confirmed"}

    def test_only_free_seats_are_kept_aside(self) -> None:
        event = make.event(on_site=2)
        register(event, "p1@example.org")
        with pytest.raises(Invalid) as refused:
            reserve(event, 2)
        assert list(refused.value.errors) == ["seats"]
        with pytest.raises(Invalid):
            reserve(make.event(on_site=None), 1)
        with pytest.raises(Invalid):
            reserve(make.event(on_site=2), 1, release_on=clock.today())

    def test_the_capacity_holds_what_is_taken_and_what_is_kept_aside(self) -> None:
        event = make.event(on_site=3)
        reserve(event, 1)
        register(event, "p1@example.org")
        with pytest.raises(Invalid) as refused:
            resize(event, capacities={PoolKind.ON_SITE: 1})
        assert "gardez au moins 2 places" in refused.value.errors["on_site_capacity"]
        resize(event, capacities={PoolKind.ON_SITE: 2})

    def test_a_reserve_of_elsewhere_is_refused(self) -> None:
        event, other = make.event(on_site=0), make.event(on_site=1)
        elsewhere = reserve(other, 1)
        first = register(event, "p1@example.org").registration.id
        with pytest.raises(Invalid):
            give(first, reserve_id=elsewhere.id)


class TestBeyondCapacity:
    def test_only_by_saying_so_and_the_journal_keeps_it(self) -> None:
        event = make.event(on_site=1)
        register(event, "p1@example.org")
        second = register(event, "p2@example.org").registration.id
        with pytest.raises(Invalid) as refused:
            give(second)
        assert list(refused.value.errors) == ["beyond"]
        assert give(second, beyond_capacity=True, reason="Une chaise de plus.")
        (fill,) = fills_of(event)
        assert (fill.taken, fill.extra, fill.room_left) == (2, 1, -1)
        entry = db.session.scalars(
            select(AuditEntry).where(AuditEntry.action == "registration:give_seat")
        ).one()
        assert entry.after["beyond_capacity"] == 2
        assert (entry.after["capacity"], entry.reason) == (1, "Une chaise de plus.")

    def test_the_room_is_full_until_it_is_below_its_capacity_again(self) -> None:
        event = make.event(on_site=1)
        first = register(event, "p1@example.org").registration.id
        second, third = (register(event, f"p{n}@example.org").registration.id for n in (2, 3))
        give(second, beyond_capacity=True)
        withdraw(first)
        assert held(third) == {"Sur place": "waiting"}
        withdraw(second)
        assert held(third) == {"Sur place": "confirmed"}

    def test_an_event_with_one_seat_more_may_still_be_edited(self) -> None:
        event = make.event(on_site=1)
        register(event, "p1@example.org")
        give(register(event, "p2@example.org").registration.id, beyond_capacity=True)
        resize(event, capacities={PoolKind.ON_SITE: 1}, registration_closes_at=event.starts_at)
        with pytest.raises(Invalid):
            resize(event, capacities={PoolKind.ON_SITE: 0})

    def test_a_free_seat_after_the_closing_is_no_seat_more(self) -> None:
        """Nobody is promoted any more, but the team may still give what was given back."""
        event = make.event(on_site=1)
        first = register(event, "p1@example.org").registration.id
        second = register(event, "p2@example.org").registration.id
        resize(event, registration_closes_at=clock.now() + timedelta(seconds=1))
        with clock.at(clock.now() + timedelta(hours=1)):
            withdraw(first)
            assert held(second) == {"Sur place": "waiting"}
            assert give(second)
        assert [fill.extra for fill in fills_of(event)] == [0]

    def test_nothing_is_given_to_who_left_or_once_it_has_begun(self) -> None:
        event = make.event(on_site=0)
        first = register(event, "p1@example.org").registration.id
        second = register(event, "p2@example.org").registration.id
        gone = the_claim(first)
        withdraw(first)
        with pytest.raises(Conflict), transaction():
            services.give_seat(TEAM, gone, beyond_capacity=True)
        assert event.starts_at is not None
        with clock.at(event.starts_at), pytest.raises(Conflict):
            give(second, beyond_capacity=True)

    def test_what_the_team_gives_needs_no_approval(self) -> None:
        event = make.event(on_site=0, approval_required=True)
        first = register(event, "p1@example.org").registration.id
        give(first, beyond_capacity=True)
        assert held(first) == {"Sur place": "confirmed"}


class TestAlerts:
    def test_each_level_is_told_once(self) -> None:
        event = make.event(on_site=10, contact_email="contact@example.org")
        people = [register(event, f"p{n}@example.org").registration.id for n in range(10)]
        assert [m.payload["highest"] for m in alerts()] == [50, 80, 100]
        assert {m.recipient for m in alerts()} == {"contact@example.org"}
        withdraw(people[0])
        register(event, "encore@example.org")
        assert len(alerts()) == 3

    def test_a_jump_over_several_makes_one_mail_and_tells_them_all(self) -> None:
        event = make.event(on_site=1, contact_email="contact@example.org")
        register(event, "p@example.org")
        (mail,) = alerts()
        assert mail.payload["levels"] == "50\u202f%, 80\u202f% et 100\u202f%"
        db.session.expire_all()
        assert db.session.scalars(select(Pool.alerted)).one() == 100

    def test_a_smaller_room_is_a_fuller_one(self) -> None:
        event = make.event(on_site=10, contact_email="contact@example.org")
        for number in range(4):
            register(event, f"p{number}@example.org")
        assert alerts() == []
        resize(event, capacities={PoolKind.ON_SITE: 5})
        assert [m.payload["highest"] for m in alerts()] == [80]

    def test_each_session_has_its_own(self) -> None:
        event = make.event(contact_email="contact@example.org")
        atelier = make.session(event, "Atelier", 2)
        register(event, "p@example.org", sessions=[atelier])
        assert [m.payload["pool"] for m in alerts()] == ["Atelier"]

    def test_without_a_contact_the_group_or_the_team_is_told(self) -> None:
        staff = make.account(Role.STAFF)
        make.account(Role.PARTNER)
        lead = make.account()
        group = make.group()
        make.mandate(lead, group)
        for event, told in (
            (make.event(on_site=1), staff.email),
            (make.event(on_site=1, group_id=group.id), lead.email),
        ):
            register(event, "p@example.org")
            assert alerts()[-1].recipient == told
        assert len(alerts()) == 2
