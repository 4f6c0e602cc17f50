"""Reminders: on the right day whatever the clocks do, once, and only to those who have a seat."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.accounts.enums import Role
from app.events import services as events
from app.events.enums import EventStatus
from app.events.models import Event
from app.events.when import When
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db, transaction
from app.outbox.models import OutboxMessage
from app.registrations.enums import ClaimStatus
from app.registrations.models import Claim, Registration
from app.reminders import services
from app.reminders.timing import due, leaves_at
from app.reminders.tokens import refusal_url
from tests import make
from tests.web import HouseClient

TEAM = Actor(roles=frozenset({"staff"}))


def paris(day: date, hour: int, minute: int = 0) -> datetime:
    return clock.from_paris(day, time(hour, minute))


# Clocks change in the night before: 9:30 in Paris is 7:30 UTC on that day, 8:30 the day before.
SPRING = paris(date(2026, 3, 29), 9, 30)
AUTUMN = paris(date(2026, 10, 25), 9, 30)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 3, 14), None),
        (date(2026, 3, 15), 14),
        (date(2026, 3, 22), 7),
        (date(2026, 3, 26), 7),
        (date(2026, 3, 27), 2),
        (date(2026, 3, 28), 2),
        (date(2026, 3, 29), None),
        (date(2026, 3, 30), None),
    ],
)
def test_the_reminder_of_a_day(today: date, expected: int | None) -> None:
    assert due(SPRING, (14, 7, 2), today) == expected
    assert due(SPRING, (), today) is None


def test_days_are_those_of_paris_across_the_change_of_clocks() -> None:
    assert leaves_at(SPRING, 1) == datetime(2026, 3, 28, 8, tzinfo=UTC)
    assert leaves_at(AUTUMN, 1) == datetime(2026, 10, 24, 7, tzinfo=UTC)
    # Half past midnight in Paris is still the day before in UTC.
    early = paris(date(2026, 3, 29), 0, 30)
    assert due(early, (1,), date(2026, 3, 28)) == 1
    assert due(early, (1,), date(2026, 3, 27)) is None


@pytest.fixture
def event(app: Flask) -> Event:
    """An event on the day on which summer time begins, with each kind of person."""
    made = make.event(
        title="Journée fictive",
        on_site=9,
        starts_at=SPRING,
        ends_at=SPRING + timedelta(hours=7),
    )
    for name, status in (
        ("assise", ClaimStatus.CONFIRMED),
        ("attend", ClaimStatus.WAITING),
        ("demande", ClaimStatus.REQUESTED),
        ("retiree", ClaimStatus.WITHDRAWN),
    ):
        make.registration(made, status, email=f"{name}@example.org")
    with transaction():
        long_ago = make.at("2026-03-01 10:00")
        db.session.execute(update(Claim).values(created_at=long_ago, confirmed_at=long_ago))
    return made


def send_on(day: date, hour: int = 9) -> list[str]:
    """Whom the reminders of a day reach."""
    known = set(db.session.scalars(select(OutboxMessage.id)))
    moment = datetime(day.year, day.month, day.day, hour, tzinfo=clock.PARIS)
    with clock.at(moment), transaction():
        services.send_due()
    rows = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))
    return [row.recipient for row in rows if row.id not in known]


def test_only_those_who_have_a_seat_are_reminded_and_once(event: Event) -> None:
    assert send_on(date(2026, 3, 26)) == []
    assert send_on(date(2026, 3, 27)) == ["assise@example.org"]
    assert send_on(date(2026, 3, 27), hour=23) == []
    assert send_on(date(2026, 3, 28)) == [], "a worker that was late says it late, once"


def test_a_worker_that_slept_says_how_many_days_are_left(event: Event) -> None:
    assert send_on(date(2026, 3, 28)) == ["assise@example.org"]
    (row,) = db.session.scalars(select(OutboxMessage)).all()
    assert row.subject == "Demain : Journée fictive"
    spoken = row.payload["when"].replace("\u00a0", " ")
    assert spoken == "dimanche 29 mars 2026, de 9 h 30 à 16 h 30"


def test_a_moved_event_is_called_to_mind_again(event: Event) -> None:
    assert send_on(date(2026, 3, 27)) == ["assise@example.org"]
    with clock.at(make.at("2026-03-27 12:00")), transaction():
        stored = db.session.get_one(Event, event.id)
        later = SPRING + timedelta(days=7)
        events.edit(
            TEAM, stored, version=stored.version, when=When(later, later + timedelta(hours=7))
        )
    assert send_on(date(2026, 3, 28)) == []
    assert send_on(date(2026, 4, 3)) == ["assise@example.org"]


def test_who_has_just_registered_is_not_reminded_at_once(event: Event) -> None:
    with transaction():
        db.session.execute(update(Claim).values(confirmed_at=make.at("2026-03-27 18:00")))
    assert send_on(date(2026, 3, 28)) == []


@pytest.mark.parametrize(
    "status", [EventStatus.DRAFT, EventStatus.POSTPONED, EventStatus.CANCELLED]
)
def test_an_event_that_does_not_take_place_has_no_reminder(
    event: Event, status: EventStatus
) -> None:
    with transaction():
        db.session.get_one(Event, event.id).status = status
    assert send_on(date(2026, 3, 27)) == []


def test_the_team_chooses_the_days(event: Event, client: HouseClient) -> None:
    client.sign_in(make.account(Role.STAFF))
    address = f"/gestion/evenements/{event.slug}/rappels"
    assert 'value="2" checked' in client.get(address).text
    assert client.post(address, data={"days": ["7", "1"]}).status_code == 303
    assert 'value="7" checked' in client.get(address).text
    assert send_on(date(2026, 3, 22)) == ["assise@example.org"]
    assert send_on(date(2026, 3, 28)) == ["assise@example.org"]
    assert client.forge(address, data={"days": ["3"]}).status_code == 422
    assert client.post(address, data={}).status_code == 303
    assert send_on(date(2026, 3, 27)) == []


def registration_of(address: str) -> Registration:
    return db.session.scalars(select(Registration).where(Registration.email == address)).one()


def refusal_path() -> str:
    return refusal_url(registration_of("assise@example.org")).removeprefix("http://localhost")


def test_reminders_are_refused_in_one_click_without_a_page_of_ours(
    event: Event, client: HouseClient
) -> None:
    address = refusal_path()
    page = client.get(address)
    answer = client.send(address, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200, "RFC 8058 forbids to redirect"
    assert client.post(address, page=page).status_code == 200
    assert "Vous n’aurez plus de rappel" in client.get(address).text
    assert send_on(date(2026, 3, 27)) == []


def test_looking_at_the_address_refuses_nothing(event: Event, client: HouseClient) -> None:
    page = client.get(refusal_path()).text
    assert "Ne plus m’envoyer de rappel" in page
    assert send_on(date(2026, 3, 27)) == ["assise@example.org"]


def test_a_wrong_address_refuses_nothing(event: Event, client: HouseClient) -> None:
    path = refusal_path().removesuffix("/arret")
    assert client.forge(f"{path[:-1]}{'A' if path[-1] != 'A' else 'B'}/arret").status_code == 404
    other = registration_of("attend@example.org")
    number, token = path.split("/")[-2:]
    assert number != str(other.id)
    assert client.forge(f"/rappels/{other.id}/{token}/arret").status_code == 404
