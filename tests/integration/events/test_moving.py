"""A date that changes, in each way of changing it: what hangs on it follows, and is told."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.attendance.enums import Part
from app.attendance.models import HalfDay
from app.events import services
from app.events.enums import EventStatus, PoolKind
from app.events.models import Event, Pool, Reserve
from app.events.when import When
from app.kernel import clock
from app.kernel.access import SYSTEM
from app.kernel.clock import from_paris
from app.kernel.db import db, transaction
from app.kernel.errors import Invalid
from app.outbox.models import OutboxMessage
from app.questions.models import EventQuestion, GivenAnswer
from app.questions.services import forget_due
from app.surveys.models import Survey
from tests import make

NOW = make.at("2026-11-30T11:00")


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def at(text: str) -> datetime:
    """A time in Paris."""
    moment = datetime.fromisoformat(text)
    return from_paris(moment.date(), moment.time())


class Day:
    """A published study day on 20 December, 9 h to 16 h, with all that may hang on a date."""

    def __init__(self) -> None:
        self.event = make.event(
            on_site=20,
            slug="journee",
            starts_at=at("2026-12-20T09:00"),
            ends_at=at("2026-12-20T16:00"),
            registration_closes_at=at("2026-12-17T18:00"),
        )
        self.session = make.session(
            self.event,
            "Logement",
            starts_at=at("2026-12-20T14:30"),
            ends_at=at("2026-12-20T16:00"),
        )
        self.person = make.registration(self.event, email="personne@example.org")
        question = make.question(self.event, erase_on=date(2026, 12, 22))
        with transaction():
            seats = select(Pool.id).where(Pool.kind == PoolKind.ON_SITE)
            db.session.add(
                Reserve(
                    pool_id=db.session.scalars(seats).one(),
                    label="Intervenants",
                    seats=2,
                    release_on=date(2026, 12, 15),
                )
            )
            db.session.add(
                GivenAnswer(registration_id=self.person.id, question_id=question.id, values=["Oui"])
            )
            db.session.add(
                Survey(event_id=self.event.id, closes_on=date(2027, 1, 5)),
            )
            db.session.add(
                HalfDay(
                    event_id=self.event.id,
                    day=date(2026, 12, 20),
                    part=Part.MORNING,
                    starts_at=at("2026-12-20T09:00"),
                    ends_at=at("2026-12-20T12:15"),
                )
            )

    @property
    def now(self) -> Event:
        db.session.rollback()
        db.session.expire_all()
        return db.session.get_one(Event, self.event.id)

    @property
    def hours(self) -> tuple[datetime | None, datetime | None]:
        db.session.rollback()
        found = db.session.get_one(Pool, self.session, populate_existing=True)
        return found.starts_at, found.ends_at

    def edit(self, starts: str, ends: str, **values: Any) -> None:
        event = self.now
        with transaction():
            services.edit(
                SYSTEM, event, version=event.version, when=When(at(starts), at(ends)), **values
            )


def mails(kind: str) -> list[OutboxMessage]:
    db.session.rollback()
    return list(
        db.session.scalars(
            select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id)
        )
    )


@pytest.fixture
def day(app: Flask) -> Day:
    return Day()


def postponed_then_dated(day: Day) -> None:
    with transaction():
        services.postpone(SYSTEM, day.event, reason="Neige", version=day.now.version)
    # Nothing is erased nor released while no date is known.
    with time_machine.travel(at("2027-01-10T12:00"), tick=False):
        with transaction():
            assert forget_due() == 0
            assert services.release_due_reserves() == 0
        rescheduled(day)


def rescheduled(day: Day) -> None:
    when = When(at("2027-02-18T09:00"), at("2027-02-18T16:00"))
    with transaction():
        services.reschedule(
            SYSTEM, day.event, reason="Une autre date", version=day.now.version, when=when
        )


def edited(day: Day) -> None:
    day.edit("2027-02-18T09:00", "2027-02-18T16:00")


def postponed_at_once(day: Day) -> None:
    when = When(at("2027-02-18T09:00"), at("2027-02-18T16:00"))
    with transaction():
        services.postpone(SYSTEM, day.event, reason="Neige", version=day.now.version, when=when)


@pytest.mark.parametrize("way", [edited, rescheduled, postponed_at_once, postponed_then_dated])
def test_what_hangs_on_the_date_moves_with_it(day: Day, way: Any) -> None:
    way(day)
    assert day.hours == (at("2027-02-18T14:30"), at("2027-02-18T16:00"))
    assert day.now.registration_closes_at == at("2027-02-15T18:00")
    assert db.session.scalars(select(Reserve.release_on)).one() == date(2027, 2, 13)
    assert db.session.scalars(select(EventQuestion.erase_on)).one() == date(2027, 2, 20)
    assert db.session.scalars(select(Survey.closes_on)).one() == date(2027, 3, 6)
    half = db.session.scalars(select(HalfDay)).one()
    assert (half.day, half.ends_at) == (date(2027, 2, 18), at("2027-02-18T12:15"))
    (mail,) = mails("registrations/event_changed")
    lines = [line.replace("\u00a0", " ").replace("\u202f", " ") for line in mail.payload["moved"]]
    assert lines == [
        "Atelier « Logement » : jeudi 18 février 2027, de 14 h 30 à 16 h",
        "Clôture des inscriptions : lundi 15 février 2027 à 18 h",
    ]


def test_the_answers_of_a_postponed_event_wait_for_half_a_year_at_most(day: Day) -> None:
    with transaction():
        services.postpone(SYSTEM, day.event, reason="Neige", version=day.now.version)
    with time_machine.travel(at("2027-07-01T12:00"), tick=False), transaction():
        assert forget_due() == 1


def test_a_start_that_moves_alone_leaves_the_sessions(day: Day) -> None:
    day.edit("2026-12-20T09:30", "2026-12-20T16:00")
    assert day.hours == (at("2026-12-20T14:30"), at("2026-12-20T16:00"))
    assert day.now.registration_closes_at == at("2026-12-17T18:00")
    assert mails("registrations/event_changed")[0].payload["moved"] == []


def test_the_whole_event_an_hour_later_takes_its_sessions_along(day: Day) -> None:
    day.edit("2026-12-20T10:00", "2026-12-20T17:00")
    assert day.hours == (at("2026-12-20T15:30"), at("2026-12-20T17:00"))


@pytest.mark.parametrize(
    ("starts", "ends", "field"),
    [
        ("2026-12-20T09:00", "2026-12-20T15:00", "ends_at"),
        ("2026-12-20T15:00", "2026-12-20T16:00", "starts_at"),
        ("2027-02-18T09:00", "2027-02-18T12:00", "ends_at"),
    ],
)
def test_hours_that_leave_a_session_outside_are_refused_beside_the_field(
    day: Day, starts: str, ends: str, field: str
) -> None:
    with pytest.raises(Invalid, match="Logement") as refused:
        day.edit(starts, ends)
    assert list(refused.value.errors) == [field]
    assert day.hours == (at("2026-12-20T14:30"), at("2026-12-20T16:00"))


def test_a_closing_that_was_typed_anew_is_kept(day: Day) -> None:
    day.edit("2027-02-18T09:00", "2027-02-18T16:00", registration_closes_at=at("2027-02-01T12:00"))
    assert day.now.registration_closes_at == at("2027-02-01T12:00")


def test_a_closing_that_would_be_past_is_left_out(day: Day) -> None:
    day.edit("2026-12-02T09:00", "2026-12-02T16:00")
    assert day.now.registration_closes_at is None


def test_a_wrong_year_is_repaired_even_after_the_night(day: Day) -> None:
    day.edit("2025-12-20T09:00", "2025-12-20T16:00")
    assert mails("registrations/event_changed") == [], "nobody can come to a day that is past"
    with transaction():
        assert services.hold_past() == 1
    assert day.now.status is EventStatus.HELD
    day.edit("2026-12-20T09:00", "2026-12-20T16:00")
    event = day.now
    assert (event.status, event.registration_open) == (EventStatus.PUBLISHED, True)
    assert event.former_starts_at is None, "it is back at the only date that was announced"
    assert day.hours == (at("2026-12-20T14:30"), at("2026-12-20T16:00"))
    assert len(mails("registrations/event_changed")) == 1
    with transaction():
        assert services.hold_past() == 0


def test_summer_time_between_does_not_move_the_hours(day: Day) -> None:
    day.edit("2027-05-20T09:00", "2027-05-20T16:00")
    assert day.hours == (at("2027-05-20T14:30"), at("2027-05-20T16:00"))
    assert clock.paris(day.now.registration_closes_at or NOW).hour == 18


def test_days_apart_stay_apart(day: Day) -> None:
    """Two half-days of following days do not meet on their way."""
    with transaction():
        db.session.add(
            HalfDay(
                event_id=day.event.id,
                day=date(2026, 12, 21),
                part=Part.MORNING,
                starts_at=at("2026-12-21T09:00"),
                ends_at=at("2026-12-21T12:00"),
            )
        )
    for starts in ("2026-12-21T09:00", "2026-12-20T09:00"):
        end = at(starts) + timedelta(hours=7)
        event = day.now
        with transaction():
            services.edit(SYSTEM, event, version=event.version, when=When(at(starts), end))
    db.session.rollback()
    days = db.session.scalars(select(HalfDay.day).order_by(HalfDay.day)).all()
    assert days == [date(2026, 12, 20), date(2026, 12, 21)]


@pytest.mark.parametrize(
    ("starts", "ends", "hours"),
    [
        ("2027-02-18T10:00", "2027-02-18T17:00", ("2027-02-18T15:30", "2027-02-18T17:00")),
        ("2027-02-18T13:00", "2027-02-18T16:00", ("2027-02-18T14:30", "2027-02-18T16:00")),
        ("2027-02-18T09:00", "2027-02-18T12:00", None),
    ],
)
def test_a_duplicate_has_no_session_outside_of_it(
    day: Day, starts: str, ends: str, hours: tuple[str, str] | None
) -> None:
    with transaction():
        made = services.duplicate(SYSTEM, day.now, title="La même", when=When(at(starts), at(ends)))
        number = made.id
    session = db.session.scalars(
        select(Pool).where(Pool.event_id == number, Pool.kind == PoolKind.SESSION)
    ).one()
    expected = tuple(at(one) for one in hours) if hours else (None, None)
    assert (session.starts_at, session.ends_at) == expected
