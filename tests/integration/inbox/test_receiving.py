"""What comes back by mail: who may change what, and what is kept aside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.enums import Role
from app.audit.models import AuditEntry
from app.events import services as events
from app.events.enums import EventKind, EventMode, PoolKind
from app.events.models import Event
from app.events.when import When
from app.groups.enums import GroupRole
from app.inbox.enums import Verdict
from app.inbox.models import IncomingMail
from app.inbox.services import forget, receive
from app.kernel import clock
from app.kernel.access import ANONYMOUS, SYSTEM, Actor
from app.kernel.db import db, transaction
from app.meetings.enums import Answer
from app.meetings.models import Convocation
from app.outbox import delivery
from app.outbox.enums import MessageStatus
from app.outbox.letters import write_letter
from app.outbox.models import OutboxMessage
from app.registrations import services
from app.registrations.enums import ClaimStatus
from app.registrations.models import Claim, Registration
from tests import make
from tests.integration.inbox.answers import INBOX, answer, returned
from tests.unit.ical.strict_reader import Component, read
from tests.web import HouseClient

TEAM = Actor(roles=frozenset({"staff"}))
PERSON = "personne@example.org"
NEXT = "suivante@example.org"


@pytest.fixture(autouse=True)
def letter_box(app: Flask) -> Iterator[None]:
    """A service whose answers are read."""
    before = app.extensions["synergies_settings"]
    app.extensions["synergies_settings"] = replace(before, inbox_address=INBOX)
    yield
    app.extensions["synergies_settings"] = before


@pytest.fixture
def full(app: Flask) -> Event:
    """An event with one seat, which the person has, and somebody who waits for it."""
    event = make.event(on_site=1)
    for address in (PERSON, NEXT):
        register(event, address)
    return event


def register(event: Event, address: str) -> None:
    with transaction():
        services.register(
            ANONYMOUS,
            db.session.get_one(Event, event.id),
            first_name="Personne",
            last_name="Fictive",
            email=address,
            attendance_mode=PoolKind.ON_SITE,
        )


def invitation(address: str) -> Component:
    """The calendar of the last invitation to an address, as it leaves."""
    db.session.rollback()
    message = db.session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.recipient == address, OutboxMessage.calendar.is_not(None))
        .order_by(OutboxMessage.id.desc())
    ).first()
    assert message is not None
    mail = write_letter(message).mail
    (part,) = [one for one in mail.walk() if one.get_content_type() == "text/calendar"]
    octets = part.get_payload(decode=True)
    assert isinstance(octets, bytes)
    return read(octets).events[0]


def take(raw: bytes) -> IncomingMail | None:
    with transaction():
        return receive(raw)


def verdict(raw: bytes) -> Verdict:
    row = take(raw)
    assert row is not None
    return row.verdict


def statuses(event: Event) -> list[ClaimStatus]:
    db.session.rollback()
    return list(
        db.session.scalars(
            select(Claim.status)
            .join(Registration)
            .where(Registration.event_id == event.id)
            .order_by(Claim.id)
        )
    )


def test_who_declines_in_a_calendar_gives_the_seat_to_the_next(full: Event) -> None:
    assert verdict(answer(invitation(PERSON), "DECLINED")) is Verdict.APPLIED
    assert statuses(full) == [ClaimStatus.WITHDRAWN, ClaimStatus.CONFIRMED]
    acts = db.session.scalars(
        select(AuditEntry.actor_label).where(AuditEntry.action == "registration:withdraw")
    ).all()
    assert acts == ["réponse d’un calendrier"]


@pytest.mark.parametrize("partstat", ["ACCEPTED", "TENTATIVE"])
def test_who_is_registered_and_accepts_changes_nothing(full: Event, partstat: str) -> None:
    before = statuses(full)
    assert verdict(answer(invitation(PERSON), partstat)) is Verdict.APPLIED
    assert statuses(full) == before


def test_the_same_answer_twice_is_one(full: Event) -> None:
    declined = answer(invitation(PERSON), "DECLINED")
    assert take(declined) is not None
    register(full, PERSON)
    assert take(declined) is None
    assert statuses(full)[-1] is ClaimStatus.WAITING


def test_an_older_answer_that_arrives_later_changes_nothing(full: Event) -> None:
    sent = invitation(PERSON)
    take(answer(sent, "ACCEPTED", stamp="20260302T100000Z", number="2"))
    late = answer(sent, "DECLINED", stamp="20260301T100000Z")
    assert verdict(late) is Verdict.LATE
    assert statuses(full)[0] is ClaimStatus.CONFIRMED


def test_forged_answers_are_kept_aside(full: Event) -> None:
    sent = invitation(PERSON)
    before = statuses(full)
    elsewhere = answer(sent, "DECLINED", to=INBOX, number="a", ORGANIZER=f":mailto:{INBOX}")
    assert verdict(elsewhere) is Verdict.FORGED, "without the mark of the invitation"
    other = answer(sent, "DECLINED", sender="autre@example.org", number="b")
    assert verdict(other) is Verdict.FORGED, "from another address"
    several = answer(sent, "DECLINED", sender=f"{PERSON}, autre@example.org", number="c")
    assert verdict(several) is Verdict.FORGED, "from two addresses"
    theirs = answer(
        sent,
        "DECLINED",
        sender=NEXT,
        number="d",
        ATTENDEE=f";PARTSTAT=DECLINED:mailto:{NEXT}",
    )
    assert verdict(theirs) is Verdict.FORGED, "the mark of somebody else's invitation"
    assert statuses(full) == before


def test_the_case_of_an_address_does_not_matter(full: Event) -> None:
    sent = invitation(PERSON)
    mark = sent["ORGANIZER"].value.removeprefix("mailto:")
    raw = answer(
        sent,
        "DECLINED",
        sender=PERSON.upper(),
        to=mark.upper(),
        ATTENDEE=f";PARTSTAT=DECLINED:MAILTO:{PERSON.upper()}",
    )
    assert verdict(raw) is Verdict.APPLIED


def test_answers_about_something_else_are_kept_aside(full: Event) -> None:
    sent = invitation(PERSON)
    unknown = answer(sent, "DECLINED", number="u", UID=":00000000-0000-4000-8000-000000000000")
    assert verdict(unknown) is Verdict.UNKNOWN
    with transaction():
        stored = db.session.get_one(Event, full.id)
        starts = clock.now() + timedelta(days=60)
        events.edit(
            TEAM, stored, version=stored.version, when=When(starts, starts + timedelta(hours=2))
        )
    assert verdict(answer(sent, "DECLINED", number="v")) is Verdict.LATE, "about the former date"
    assert statuses(full)[0] is ClaimStatus.CONFIRMED
    again = invitation(PERSON)
    assert verdict(answer(again, "DECLINED", number="w")) is Verdict.APPLIED


def test_after_the_start_an_answer_is_too_late(full: Event) -> None:
    sent = invitation(PERSON)
    with transaction():
        stored = db.session.get_one(Event, full.id)
        stored.starts_at = clock.now() - timedelta(minutes=1)
    assert verdict(answer(sent, "DECLINED")) is Verdict.LATE
    assert statuses(full)[0] is ClaimStatus.CONFIRMED


@pytest.fixture
def meeting(app: Flask) -> Event:
    """A meeting to which one person is convoked, on site or from a distance."""
    group = make.group()
    make.mandate(make.account(email=PERSON), group, GroupRole.MEMBER)
    starts = clock.now() + timedelta(days=10)
    with transaction():
        made = events.create(
            SYSTEM,
            kind=EventKind.GROUP_MEETING,
            title="Réunion fictive",
            when=When(starts, starts + timedelta(hours=2)),
            group_id=group.id,
            mode=EventMode.HYBRID,
        )
        events.publish(SYSTEM, made)
    return made


def answers() -> list[Answer | None]:
    db.session.rollback()
    return list(db.session.scalars(select(Convocation.answer)))


def test_a_convocation_asks_for_an_answer_and_takes_it(meeting: Event) -> None:
    sent = invitation(PERSON)
    assert sent["ATTENDEE"].parameters["RSVP"] == "TRUE"
    assert verdict(answer(sent, "TENTATIVE", number="1")) is Verdict.APPLIED
    assert answers() == [None]
    assert verdict(answer(sent, "ACCEPTED", number="2")) is Verdict.APPLIED
    assert answers() == [Answer.PRESENT]
    declined = answer(sent, "DECLINED", number="3", stamp="20260301T110000Z")
    assert verdict(declined) is Verdict.APPLIED
    assert answers() == [Answer.EXCUSED]


def test_accepting_in_a_calendar_does_not_contradict_how_one_comes(meeting: Event) -> None:
    with transaction():
        row = db.session.scalars(select(Convocation)).one()
        row.answer, row.answered_at = Answer.REMOTE, clock.now()
    assert verdict(answer(invitation(PERSON), "ACCEPTED")) is Verdict.APPLIED
    assert answers() == [Answer.REMOTE]


HOSTILE = {
    "nothing": b"",
    "noise": bytes(range(256)) * 40,
    "no calendar at all": b"From: a@example.org\r\nContent-Type: text/calendar\r\n\r\nBEGIN:VEV",
    "a calendar that never ends": b"Content-Type: text/calendar; method=REPLY\r\n\r\n"
    + b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\n"
    + b"BEGIN:VEVENT\r\n" * 5000,
    "a huge calendar": b"Content-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\n" + b"X" * 300_000,
    "parts without end": b"Content-Type: multipart/mixed; boundary=B\r\n\r\n"
    + b"--B\r\n\r\na\r\n" * 500
    + b"--B--",
    "eleven megabytes": b"Subject: gros\r\n\r\n" + b"a" * (11 * 1024 * 1024),
    "an odd encoding": b"Content-Type: text/calendar; charset=martien\r\n\r\n\xff\xfe\x00B",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_mails_are_refused_and_harm_nothing(full: Event, name: str) -> None:
    before = statuses(full)
    row = take(HOSTILE[name])
    assert row is None or row.verdict in {Verdict.UNREADABLE, Verdict.UNKNOWN}
    assert statuses(full) == before


def test_absences_are_not_even_kept(app: Flask) -> None:
    absent = b"From: a@example.org\r\nAuto-Submitted: auto-replied\r\n\r\nJe suis absente."
    assert take(absent) is None
    assert db.session.scalars(select(IncomingMail)).all() == []


def sent_message() -> OutboxMessage:
    """The first mail of the queue, as the worker leaves it once sent."""
    (row,) = delivery.claim()[:1]
    delivery.sent(row)
    return row


@pytest.mark.parametrize("by", ["return address", "original headers"])
def test_a_returned_mail_is_shown_on_the_mail_it_returns(
    full: Event, client: HouseClient, by: str
) -> None:
    row = sent_message()
    letter = write_letter(row)
    assert letter.sender.startswith("reponses+")
    if by == "return address":
        bounce = returned(letter.sender)
    else:
        bounce = returned(INBOX, original_id=str(letter.mail["Message-ID"]))
    assert verdict(bounce) is Verdict.APPLIED
    db.session.expire_all()
    stored = db.session.get_one(OutboxMessage, row.id)
    assert stored.status is MessageStatus.BOUNCED
    assert stored.error is not None
    assert "user unknown" in stored.error
    assert "personne@" not in stored.error, "addresses are not kept twice"
    client.sign_in(make.account(Role.STAFF))
    assert "user unknown" in client.get("/gestion/courriels?etat=bounced").text
    event_page = client.get(f"/gestion/evenements/{full.slug}").text
    assert "Courriels qui ne sont pas arrivés" in event_page
    assert PERSON in event_page
    account = make.account(email=PERSON.upper())
    assert "user unknown" in client.get(f"/gestion/comptes/{account.id}").text
    other = make.account(email="autre@example.org")
    assert "user unknown" not in client.get(f"/gestion/comptes/{other.id}").text
    assert "1 courriel revenu" in client.get("/").text.replace("\u00a0", " ")


def test_a_delay_and_an_unknown_return_change_no_mail(full: Event) -> None:
    row = sent_message()
    assert take(returned(write_letter(row).sender, action="delayed")) is None
    assert verdict(returned(INBOX, number="2")) is Verdict.UNKNOWN
    assert db.session.get_one(OutboxMessage, row.id).status is MessageStatus.SENT


def test_the_team_puts_away_what_was_kept_aside(full: Event, client: HouseClient) -> None:
    row = take(answer(invitation(PERSON), "DECLINED", sender="autre@example.org"))
    assert row is not None
    client.sign_in(make.account(Role.STAFF))
    text = client.get("/gestion/courriels/recus").text
    assert "Expéditeur non reconnu" in text
    assert "autre@example.org" in text
    assert client.post(f"/gestion/courriels/recus/{row.id}/classer").status_code == 303
    assert "autre@example.org" not in client.get("/gestion/courriels/recus").text
    assert "autre@example.org" in client.get("/gestion/courriels/recus?tout=1").text


def test_addresses_are_forgotten_with_time(full: Event) -> None:
    take(answer(invitation(PERSON), "ACCEPTED"))
    with transaction():
        assert forget(clock.now() - timedelta(days=1)) == 0
        assert forget(clock.now() + timedelta(days=1)) == 1
    assert db.session.scalars(select(IncomingMail.sender)).all() == [""]
