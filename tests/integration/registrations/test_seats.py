"""Who gets a seat, and who gets the next one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.enums import Role
from app.audit.models import AuditEntry
from app.events import services as events
from app.events.enums import EventMode, PoolKind
from app.events.models import Event
from app.events.when import When
from app.kernel import clock
from app.kernel.access import SYSTEM
from app.kernel.db import db, transaction
from app.kernel.errors import Conflict, Invalid
from app.outbox.models import OutboxMessage
from app.registrations.allocation import fills_of
from app.registrations.enums import ClaimStatus
from tests import make
from tests.registering import change, loaded, register, standing, withdraw

ON_SITE, REMOTE = PoolKind.ON_SITE, PoolKind.REMOTE
CONFIRMED, WAITING = ClaimStatus.CONFIRMED, ClaimStatus.WAITING

pytestmark = pytest.mark.usefixtures("app")


def kinds_of_mail() -> list[str]:
    return list(db.session.scalars(select(OutboxMessage.kind).order_by(OutboxMessage.id)))


def test_seats_go_in_order_of_arrival_and_then_people_wait() -> None:
    event = make.event(on_site=2)
    ranks = [register(event, f"p{number}@example.org").rank for number in range(5)]
    assert ranks == [None, None, 1, 2, 3]
    assert [(fill.taken, fill.waiting, fill.free) for fill in fills_of(event)] == [(2, 3, 0)]


def test_a_pool_without_capacity_takes_everyone() -> None:
    event = make.event(on_site=None)
    assert {register(event, f"p{n}@example.org").rank for n in range(20)} == {None}


def test_a_withdrawal_seats_the_next_in_line_once() -> None:
    event = make.event(on_site=1)
    first, second, third = (register(event, f"p{n}@example.org").registration.id for n in range(3))
    assert withdraw(first)
    assert standing(second) == [(ON_SITE, CONFIRMED)]
    assert standing(third) == [(ON_SITE, WAITING)]
    assert kinds_of_mail() == [
        "registrations/confirmed",
        "registrations/waiting",
        "registrations/waiting",
        "registrations/withdrawn",
        "registrations/promoted",
    ]


def test_withdrawing_twice_changes_nothing() -> None:
    event = make.event(on_site=1)
    first = register(event, "p1@example.org").registration.id
    assert withdraw(first)
    before = db.session.scalar(select(func.count()).select_from(AuditEntry))
    assert not withdraw(first)
    assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == before


def test_who_waits_leaves_the_queue_without_seating_anybody() -> None:
    event = make.event(on_site=1)
    _, second, third = (register(event, f"p{n}@example.org").registration.id for n in range(3))
    withdraw(second)
    assert standing(third) == [(ON_SITE, WAITING)]
    assert "registrations/promoted" not in kinds_of_mail()


def test_an_address_registers_once_whatever_its_case() -> None:
    event = make.event(on_site=5)
    first = register(event, "Une.Personne@example.org")
    again = register(event, "une.personne@EXAMPLE.org")
    assert again.already
    assert again.registration.id == first.registration.id
    assert [fill.taken for fill in fills_of(event)] == [1]
    assert kinds_of_mail() == ["registrations/confirmed", "registrations/link_again"]


def test_the_link_is_sent_again_at_most_once_an_hour() -> None:
    event = make.event(on_site=5)
    for _ in range(4):
        register(event, "p@example.org")
    assert kinds_of_mail().count("registrations/link_again") == 1


def test_who_withdrew_may_register_again_and_the_calendar_follows() -> None:
    event = make.event(on_site=1)
    first = register(event, "p@example.org").registration.id
    withdraw(first)
    second = register(event, "p@example.org")
    assert not second.already
    calendars = [
        (row.calendar["method"], row.calendar["entry"]["sequence"])
        for row in db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))
        if row.calendar
    ]
    # Each message outnumbers the one before: no client takes it for an older one.
    assert calendars == [("REQUEST", 0), ("CANCEL", 1), ("REQUEST", 2)]


def test_who_waits_gets_no_invitation() -> None:
    event = make.event(on_site=0)
    register(event, "p@example.org")
    message = db.session.scalars(select(OutboxMessage)).one()
    assert message.calendar is None


def test_only_a_confirmed_remote_person_gets_the_link() -> None:
    link = "https://visio.example.org/salle"
    event = make.event(on_site=5, remote=1, mode=EventMode.HYBRID, remote_url=link)
    register(event, "sur-place@example.org", ON_SITE)
    register(event, "distance@example.org", REMOTE)
    register(event, "attente@example.org", REMOTE)
    rows = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
    assert [link in f"{row.payload}{row.calendar}" for row in rows] == [False, True, False]


def test_a_change_of_mode_moves_at_once_when_there_is_room() -> None:
    event = make.event(on_site=1, remote=1, mode=EventMode.HYBRID)
    first = register(event, "p1@example.org", ON_SITE).registration.id
    second = register(event, "p2@example.org", ON_SITE).registration.id
    assert change(first, REMOTE)
    assert standing(first) == [(REMOTE, CONFIRMED)]
    assert standing(second) == [(ON_SITE, CONFIRMED)]


def test_a_change_of_mode_never_loses_the_seat() -> None:
    event = make.event(on_site=1, remote=1, mode=EventMode.HYBRID)
    seated = register(event, "p1@example.org", ON_SITE).registration.id
    remote = register(event, "p2@example.org", REMOTE).registration.id
    queued = register(event, "p3@example.org", ON_SITE).registration.id
    assert change(seated, REMOTE)
    assert standing(seated) == [(ON_SITE, CONFIRMED), (REMOTE, WAITING)]
    withdraw(remote)
    # The remote seat frees the one on site, which goes to who waited for it.
    assert standing(seated) == [(REMOTE, CONFIRMED)]
    assert standing(queued) == [(ON_SITE, CONFIRMED)]


def test_one_may_give_up_waiting_for_another_way() -> None:
    event = make.event(on_site=1, remote=0, mode=EventMode.HYBRID)
    seated = register(event, "p1@example.org", ON_SITE).registration.id
    change(seated, REMOTE)
    assert change(seated, ON_SITE)
    assert standing(seated) == [(ON_SITE, CONFIRMED)]
    assert not change(seated, ON_SITE)


def test_two_people_swapping_modes_both_succeed() -> None:
    event = make.event(on_site=1, remote=1, mode=EventMode.HYBRID)
    one = register(event, "p1@example.org", ON_SITE).registration.id
    two = register(event, "p2@example.org", REMOTE).registration.id
    change(one, REMOTE)
    change(two, ON_SITE)
    assert standing(one) == [(ON_SITE, CONFIRMED), (REMOTE, WAITING)]
    assert standing(two) == [(REMOTE, CONFIRMED), (ON_SITE, WAITING)]


def test_raising_the_capacity_seats_who_waits() -> None:
    event = make.event(on_site=1)
    ids = [register(event, f"p{n}@example.org").registration.id for n in range(4)]
    with transaction():
        events.edit(SYSTEM, event, version=event.version, capacities={ON_SITE: 3})
    assert [standing(i)[0][1] for i in ids] == [CONFIRMED, CONFIRMED, CONFIRMED, WAITING]


def test_lowering_the_capacity_under_the_taken_seats_is_refused() -> None:
    event = make.event(on_site=3)
    for number in range(2):
        register(event, f"p{number}@example.org")
    with pytest.raises(Invalid) as refusal, transaction():
        events.edit(SYSTEM, event, version=event.version, capacities={ON_SITE: 1})
    assert "on_site_capacity" in refusal.value.errors
    db.session.expire_all()
    assert [fill.capacity for fill in fills_of(event)] == [3]


def test_a_mode_that_people_chose_cannot_be_taken_away() -> None:
    event = make.event(on_site=3, remote=3, mode=EventMode.HYBRID)
    register(event, "p@example.org", REMOTE)
    with pytest.raises(Invalid) as refusal, transaction():
        events.edit(SYSTEM, event, version=event.version, mode=EventMode.ON_SITE)
    assert "mode" in refusal.value.errors


def test_nobody_is_promoted_once_registration_is_closed_and_all_are_when_it_opens_again() -> None:
    event = make.event(on_site=1)
    first = register(event, "p1@example.org").registration.id
    second = register(event, "p2@example.org").registration.id
    with transaction():
        events.set_registration(SYSTEM, event, is_open=False)
    withdraw(first)
    assert standing(second) == [(ON_SITE, WAITING)]
    with transaction():
        events.set_registration(SYSTEM, event, is_open=True)
    assert standing(second) == [(ON_SITE, CONFIRMED)]


def test_extending_the_closing_date_seats_who_waits() -> None:
    soon = clock.now() - timedelta(minutes=1)
    event = make.event(on_site=1)
    first = register(event, "p1@example.org").registration.id
    second = register(event, "p2@example.org").registration.id
    with transaction():
        events.edit(SYSTEM, event, version=event.version, registration_closes_at=soon)
    withdraw(first)
    assert standing(second) == [(ON_SITE, WAITING)]
    later = clock.now() + timedelta(days=1)
    with transaction():
        events.edit(SYSTEM, event, version=event.version, registration_closes_at=later)
    assert standing(second) == [(ON_SITE, CONFIRMED)]


def refuses(event: Event) -> str:
    with pytest.raises(Invalid) as refusal:
        register(event, "p@example.org")
    return refusal.value.errors["closed"]


def test_registration_is_refused_with_the_reason() -> None:
    now = clock.now()
    assert "pas ouvertes" in refuses(make.event(registration_open=False))
    assert "ouvriront" in refuses(make.event(registration_opens_at=now + timedelta(days=1)))
    assert "closes" in refuses(make.event(registration_closes_at=now - timedelta(days=1)))
    started = make.event(starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1))
    assert "commencé" in refuses(started)


def test_after_the_start_nothing_is_given_up() -> None:
    event = make.event(on_site=1)
    first = register(event, "p1@example.org").registration.id
    with transaction():
        stored = db.session.get_one(Event, event.id)
        stored.starts_at = clock.now() - timedelta(hours=1)
        stored.ends_at = clock.now() + timedelta(hours=1)
    with pytest.raises(Conflict):
        withdraw(first)
    assert loaded(first).withdrawn_at is None


def test_a_cancelled_event_leaves_the_calendars_of_the_seated_only() -> None:
    event = make.event(on_site=1)
    register(event, "p1@example.org")
    register(event, "p2@example.org")
    with transaction():
        events.cancel(SYSTEM, event, reason="Grève annoncée.")
    told = db.session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.kind == "registrations/event_cancelled")
        .order_by(OutboxMessage.id)
    ).all()
    assert [row.calendar and row.calendar["method"] for row in told] == ["CANCEL", None]
    assert told[0].calendar is not None
    assert told[0].calendar["entry"]["status"] == "CANCELLED"


def test_a_new_date_is_told_once_with_a_higher_sequence() -> None:
    event = make.event(on_site=1)
    register(event, "p1@example.org")
    assert event.starts_at is not None
    assert event.ends_at is not None
    week = timedelta(days=7)
    later = When(event.starts_at + week, event.ends_at + week)
    with transaction():
        events.edit(SYSTEM, event, version=event.version, when=later)
    with transaction():
        assert not events.edit(SYSTEM, event, version=event.version, when=later)
    told = db.session.scalars(
        select(OutboxMessage).where(OutboxMessage.kind == "registrations/event_changed")
    ).one()
    assert told.calendar is not None
    assert told.calendar["method"] == "REQUEST"
    assert told.calendar["entry"]["sequence"] == 1


def test_every_act_is_in_the_journal_without_personal_data(app: Flask) -> None:
    event = make.event(on_site=1)
    one = register(event, "marqueur@example.org", first_name="Marqueur", last_name="Secret")
    withdraw(one.registration.id)
    make.account(Role.STAFF)
    rows = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [row.action for row in rows] == ["registration:register", "registration:withdraw"]
    text = " ".join(f"{row.before}{row.after}{row.reason}{row.actor_label}" for row in rows)
    assert "arqueur" not in text
    assert "Secret" not in text


def test_a_link_known_later_goes_to_those_seated_at_a_distance_only() -> None:
    event = make.event(on_site=5, remote=1, mode=EventMode.HYBRID)
    register(event, "sur-place@example.org", ON_SITE)
    register(event, "distance@example.org", REMOTE)
    register(event, "attente@example.org", REMOTE)
    link = "https://visio.example.org/salle"
    with transaction():
        events.edit(SYSTEM, event, version=event.version, remote_url=link)
    told = db.session.scalars(
        select(OutboxMessage).where(OutboxMessage.kind == "registrations/remote_link")
    ).one()
    assert told.recipient == "distance@example.org"
    assert told.payload["remote_url"] == link
    assert told.calendar is not None
    assert told.calendar["entry"]["conference"]["uri"] == link
    assert told.calendar["entry"]["sequence"] == 1
    assert event.sequence == 0
