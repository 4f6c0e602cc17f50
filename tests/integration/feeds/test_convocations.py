"""Calendars of people convoked to a meeting: they follow it to its end, registered or not."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.events import services
from app.events.enums import EventKind, EventStatus
from app.events.models import Event
from app.events.when import When
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.dates import spoken_day
from app.kernel.db import db, transaction
from app.outbox.letters import write_letter
from app.outbox.models import OutboxMessage
from tests import make
from tests.unit.ical.strict_reader import Component, read

TEAM = Actor(roles=frozenset({"staff"}))


@pytest.fixture
def meeting(app: Flask) -> Event:
    """A published meeting of a group of two: one registers, the other does not."""
    group = make.group(name="Groupe fictif")
    for address in ("inscrite@example.org", "convoquee@example.org"):
        make.mandate(make.account(email=address, name="Personne Fictive"), group)
    event = make.event(
        title="Réunion fictive",
        kind=EventKind.GROUP_MEETING,
        group_id=group.id,
        status=EventStatus.DRAFT,
        city="Exempleville",
    )
    with transaction():
        services.publish(TEAM, db.session.get_one(Event, event.id))
    make.registration(event, email="inscrite@example.org")
    return event


def act(event: Event, what: str, **values: Any) -> None:
    with transaction():
        stored = db.session.get_one(Event, event.id)
        if what != "cancel":
            values["version"] = stored.version
        getattr(services, what)(TEAM, stored, **values)


def letters(address: str) -> list[tuple[str, Component]]:
    """Subject and calendar of each mail to an address, in order, as the worker would send it."""
    db.session.rollback()
    messages = db.session.scalars(
        select(OutboxMessage).where(OutboxMessage.recipient == address).order_by(OutboxMessage.id)
    ).all()
    found = []
    for message in messages:
        mail = write_letter(message).mail
        (part,) = [one for one in mail.walk() if one.get_content_type() == "text/calendar"]
        octets = part.get_payload(decode=True)
        assert isinstance(octets, bytes)
        calendar = read(octets)
        assert part.get_param("method") == calendar["METHOD"].value
        found.append((str(mail["Subject"]).replace("\u00a0", " "), calendar))
    return found


def test_a_convocation_is_a_request_not_yet_answered(meeting: Event) -> None:
    ((subject, calendar),) = letters("convoquee@example.org")
    assert meeting.starts_at is not None
    day = spoken_day(meeting.starts_at).replace("\u00a0", " ")
    assert subject == f"Convocation, {day} : Réunion fictive (Groupe fictif)"
    (event,) = calendar.events
    assert calendar["METHOD"].value == "REQUEST"
    assert event["UID"].value == meeting.uid
    attendee = event["ATTENDEE"]
    assert attendee.value == "mailto:convoquee@example.org"
    assert (attendee.parameters["PARTSTAT"], attendee.parameters["RSVP"]) == (
        "NEEDS-ACTION",
        "FALSE",
    )


def test_the_meeting_is_followed_to_its_end(meeting: Event) -> None:
    starts = clock.now() + timedelta(days=50)
    act(meeting, "edit", when=When(starts, starts + timedelta(hours=2)))
    act(meeting, "edit", city="Ailleurs")
    act(meeting, "postpone", reason="La salle est fermée.")
    act(meeting, "cancel", reason="Plus de salle du tout.")
    sent = letters("convoquee@example.org")
    assert [re.split(" : |, ", subject)[0] for subject, _ in sent] == [
        *("Convocation", "Changement", "Changement", "Reporté", "Annulé"),
    ]
    assert [calendar["METHOD"].value for _, calendar in sent] == [*["REQUEST"] * 4, "CANCEL"]
    events = [calendar.events[0] for _, calendar in sent]
    assert {event["UID"].value for event in events} == {meeting.uid}, "Q01"
    assert len({event["ORGANIZER"].value for event in events}) == 1, "Q02"
    sequences = [int(event["SEQUENCE"].value) for event in events]
    assert sequences == sorted(set(sequences)), "Q03"
    assert events[2]["LOCATION"].text == "Ailleurs"
    assert events[3]["STATUS"].value == "TENTATIVE"
    assert events[4]["STATUS"].value == "CANCELLED"


def test_those_registered_hear_it_once(meeting: Event) -> None:
    act(meeting, "cancel", reason="Plus de salle.")
    subjects = [subject for subject, _ in letters_with_or_without("inscrite@example.org")]
    convocation, cancelled = subjects
    assert convocation.endswith(" : Réunion fictive (Groupe fictif)")
    assert cancelled == "Annulé : Réunion fictive"


def letters_with_or_without(address: str) -> list[tuple[str, str]]:
    db.session.rollback()
    messages = db.session.scalars(
        select(OutboxMessage).where(OutboxMessage.recipient == address).order_by(OutboxMessage.id)
    ).all()
    return [(message.subject, message.kind) for message in messages]


def test_who_registered_is_told_by_their_registration(meeting: Event) -> None:
    act(meeting, "edit", city="Ailleurs")
    kinds = [kind for _, kind in letters_with_or_without("inscrite@example.org")]
    assert kinds == ["meetings/convocation", "registrations/event_changed"]


def test_other_events_are_told_to_those_registered_only(app: Flask) -> None:
    group = make.group()
    make.mandate(make.account(email="membre@example.org"), group)
    day = make.event(kind=EventKind.STUDY_DAY, group_id=group.id)
    act(day, "cancel", reason="Plus de salle.")
    assert letters_with_or_without("membre@example.org") == []
