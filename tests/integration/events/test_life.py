"""The life of an event: what each act changes, whom it tells, what calendars see."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.enums import Role
from app.audit.models import AuditEntry
from app.events import services
from app.events.enums import EventKind, EventMode, EventStatus, PoolKind
from app.events.models import Event
from app.events.services.contents import Line
from app.events.when import When
from app.groups.enums import GroupRole
from app.groups.queries import load_actor
from app.kernel import clock
from app.kernel.access import SYSTEM, Actor
from app.kernel.db import db, transaction
from app.kernel.errors import Conflict, Invalid, NotAllowed, Stale
from app.outbox.models import OutboxMessage
from app.outbox.schedule import run_due_tasks
from tests import make
from tests.web import HouseClient

pytestmark = pytest.mark.usefixtures("app")


def someone(account_id: int) -> Actor:
    actor = load_actor(account_id)
    assert actor is not None
    return actor


def day(number: int) -> When:
    start = clock.now() + timedelta(days=number)
    return When(start, start + timedelta(hours=3))


def draft(**details: object) -> Event:
    with transaction():
        return services.create(
            SYSTEM,
            kind=EventKind.STUDY_DAY,
            title="Journée d’essai",
            when=day(30),
            capacities={PoolKind.ON_SITE: 10},
            **details,  # type: ignore[arg-type]
        )


def published() -> Event:
    event = draft()
    with transaction():
        services.publish(SYSTEM, event)
    return event


def mails() -> list[str]:
    return list(db.session.scalars(select(OutboxMessage.kind).order_by(OutboxMessage.id)))


def acts() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_two_events_of_one_name_and_day_have_two_addresses() -> None:
    first, second = draft(), draft()
    assert first.slug != second.slug
    assert second.slug.startswith(first.slug)
    assert first.uid != second.uid


def test_publishing_twice_changes_nothing() -> None:
    event = published()
    before = (event.updated_at, event.sequence, acts())
    with transaction():
        assert not services.publish(SYSTEM, event)
    assert (event.updated_at, event.sequence, acts()) == before


def test_a_save_without_change_leaves_no_trace() -> None:
    event = published()
    before = (event.version, event.updated_at, acts())
    with transaction():
        assert not services.edit(SYSTEM, event, version=event.version, title=event.title)
    assert (event.version, event.updated_at, acts()) == before


def test_sequence_grows_with_time_and_place_only() -> None:
    event = published()
    steps = []
    for change in (
        {"title": "Autre titre"},
        {"summary": "Pourquoi venir"},
        {"city": "Foix"},
        {"when": day(40)},
        {"programme": [Line("Accueil", "9 h")]},
        {"mode": EventMode.HYBRID},
    ):
        with transaction():
            services.edit(SYSTEM, event, version=event.version, **change)
        steps.append(event.sequence)
    assert steps == [0, 0, 1, 2, 2, 3]


def test_last_modified_grows_even_within_a_second() -> None:
    event = published()
    moments = [event.updated_at]
    for title in ("Un", "Deux", "Trois"):
        with transaction():
            services.edit(SYSTEM, event, version=event.version, title=title)
        moments.append(event.updated_at)
    assert moments == sorted(set(moments))


def test_a_stale_save_is_refused_with_what_stands() -> None:
    event = published()
    read = event.version
    with transaction():
        services.edit(SYSTEM, event, version=read, title="Celui des autres")
    with pytest.raises(Stale) as refusal, transaction():
        services.edit(SYSTEM, event, version=read, title="Le mien")
    assert refusal.value.theirs["title"] == "Celui des autres"


def test_the_date_of_a_published_event_is_not_quietly_taken_away() -> None:
    event = published()
    with pytest.raises(Invalid) as refusal, transaction():
        services.edit(SYSTEM, event, version=event.version, when=When(year=2030))
    assert "reportez-le" in refusal.value.errors["starts_at"]


def test_postponed_then_rescheduled_it_stays_one_event() -> None:
    event = published()
    uid, first_date = event.uid, event.starts_at
    with transaction():
        services.postpone(SYSTEM, event, reason="Travaux", version=event.version)
    assert (event.status, event.starts_at) == (EventStatus.POSTPONED, None)
    assert event.former_starts_at == first_date
    new = day(60)
    with transaction():
        services.reschedule(SYSTEM, event, reason="Fini", version=event.version, when=new)
    assert (event.status, event.starts_at) == (EventStatus.PUBLISHED, new.starts_at)
    assert event.former_starts_at == first_date
    assert event.uid == uid
    assert event.sequence == 2, "one step for each act"
    acts = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [act.action for act in acts][-2:] == ["event:postpone", "event:reschedule"]
    assert acts[-1].reason == "Fini"
    assert acts[-1].before is not None
    assert acts[-1].before["status"] == EventStatus.POSTPONED
    assert acts[-1].after is not None
    assert {"status", "starts_at"} <= acts[-1].after.keys()


def test_a_cancelled_event_stays_cancelled() -> None:
    event = published()
    with transaction():
        services.cancel(SYSTEM, event, reason="Salle prise")
    with pytest.raises(Conflict), transaction():
        services.publish(SYSTEM, event)
    with pytest.raises(Conflict), transaction():
        services.set_registration(SYSTEM, event, is_open=True)
    with pytest.raises(Invalid), transaction():
        services.edit(SYSTEM, event, version=event.version, title="Autre")


def test_registration_opens_only_where_one_can_register() -> None:
    event = draft()
    with pytest.raises(Conflict), transaction():
        services.set_registration(SYSTEM, event, is_open=True)


def test_past_events_are_held_once() -> None:
    start = clock.now() - timedelta(days=2)
    make.event(starts_at=start, ends_at=start + timedelta(hours=3))
    make.event()
    with transaction():
        assert services.hold_past() == 1
    with transaction():
        assert services.hold_past() == 0


def test_a_lead_runs_meetings_of_the_group_and_nothing_else(app: Flask) -> None:
    group, other = make.group(), make.group()
    account = make.account()
    make.mandate(account, group, GroupRole.LEAD)
    lead = someone(account.id)
    with transaction():
        meeting = services.create(
            lead, kind=EventKind.GROUP_MEETING, title="Réunion", when=day(9), group_id=group.id
        )
    for refused in (
        {"kind": EventKind.CONFERENCE, "group_id": group.id},
        {"kind": EventKind.GROUP_MEETING, "group_id": other.id},
    ):
        with pytest.raises(NotAllowed), transaction():
            services.edit(lead, meeting, version=meeting.version, **refused)  # type: ignore[arg-type]
        with pytest.raises(NotAllowed), transaction():
            services.create(lead, title="Autre", **refused)  # type: ignore[arg-type]


def test_a_published_meeting_convokes_each_member_once() -> None:
    group = make.group()
    people = [make.account() for _ in range(3)]
    for person in people:
        make.mandate(person, group, GroupRole.MEMBER)
    make.mandate(people[0], group, GroupRole.LEAD)
    gone = make.account(closed_at=clock.now())
    make.mandate(gone, group, GroupRole.MEMBER)
    with transaction():
        meeting = services.create(
            SYSTEM, kind=EventKind.GROUP_MEETING, title="Réunion", when=day(9), group_id=group.id
        )
        services.publish(SYSTEM, meeting)
    assert mails() == ["meetings/convocation"] * 3
    rows = db.session.scalars(select(OutboxMessage)).all()
    assert {row.calendar["method"] for row in rows if row.calendar} == {"REQUEST"}


@pytest.mark.parametrize(
    "moments",
    [
        pytest.param(("2030-05-01T10:00", None), id="no end"),
        pytest.param((None, "2030-05-01T10:00"), id="no start"),
        pytest.param(("2030-05-01T10:00", "2030-05-01T10:00"), id="no length"),
        pytest.param(("2030-05-01T10:00", "2030-05-01T09:00"), id="backwards"),
        pytest.param(("2050-05-01T10:00", "2050-05-01T11:00"), id="too far"),
    ],
)
def test_dates_that_make_no_sense_are_refused(moments: tuple[str | None, str | None]) -> None:
    starts, ends = (make.at(text) if text else None for text in moments)
    with pytest.raises(Invalid):
        When(starts, ends)


def test_staff_journal_names_the_act_not_the_person(app: Flask) -> None:
    account = make.account(Role.STAFF, name="Marqueur Secret")
    with transaction():
        services.create(someone(account.id), kind=EventKind.OTHER, title="Essai")
    entry = db.session.scalars(select(AuditEntry)).one()
    assert entry.actor_id == account.id
    assert "Marqueur" not in f"{entry.actor_label}{entry.after}"


def test_the_worker_holds_past_events_each_day() -> None:
    start = clock.now() - timedelta(days=2)
    event = make.event(starts_at=start, ends_at=start + timedelta(hours=3))
    # Late in a day, so that the hour of every task has come.
    late = clock.from_paris(clock.today() + timedelta(days=1), time(23))
    with clock.at(late):
        run_due_tasks()
    db.session.expire_all()
    assert db.session.get_one(Event, event.id).status == EventStatus.HELD


def test_a_draft_given_up_does_not_come_to_light(client: HouseClient) -> None:
    event = draft()
    with transaction():
        services.cancel(SYSTEM, event, reason="Sans suite")
    assert client.get(f"/evenements/{event.slug}").status_code == 302
    assert client.get(f"/evenements/{event.slug}.ics").status_code == 302
    assert event.title not in client.get(f"/agenda?periode={event.sorts_on:%Y}").text
    assert event.uid not in client.get("/agenda.ics").text


def test_a_postponed_event_gets_its_date_only_where_people_are_told() -> None:
    event = published()
    with transaction():
        services.postpone(SYSTEM, event, reason="Travaux", version=event.version)
    with pytest.raises(Invalid) as refusal, transaction():
        services.edit(SYSTEM, event, version=event.version, when=day(60))
    assert "nouvelle date" in refusal.value.errors["starts_at"]


def test_a_date_half_known_is_given_up_too() -> None:
    event = draft()
    with transaction():
        services.edit(SYSTEM, event, version=event.version, when=When(year=2030, month=5))
        services.publish(SYSTEM, event)
        services.postpone(SYSTEM, event, reason="Travaux", version=event.version)
    assert (event.partial_year, event.partial_month, event.sorts_on) == (None, None, None)


def test_the_journal_repeats_neither_address_nor_private_link() -> None:
    event = draft()
    private = {"contact_email": "ada@example.org", "remote_url": "https://visio.example.org/x"}
    with transaction():
        services.edit(SYSTEM, event, version=event.version, **private)  # type: ignore[arg-type]
    last = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert last is not None
    assert last.after == {"contact_email": "changée", "remote_url": "changée"}
    assert not {*private.values()} & {*last.before.values()}


def test_a_draft_that_is_given_up_is_seen_by_those_who_run_it_only(client: HouseClient) -> None:
    """It was never announced: not even to the members of its group."""
    group = make.group()
    lead, member = make.account(), make.account()
    make.mandate(lead, group)
    make.mandate(member, group, GroupRole.MEMBER)
    with transaction():
        meeting = services.create(
            SYSTEM,
            kind=EventKind.GROUP_MEETING,
            title="Réunion d’essai",
            when=day(30),
            group_id=group.id,
        )
        services.cancel(SYSTEM, meeting, reason="Trop tôt")
    path = f"/evenements/{meeting.slug}"
    expected = ((lead, 200), (member, 404), (make.account(Role.STAFF), 200), (None, 302))
    for account, status in expected:
        if account is None:
            client = client.application.test_client()  # type: ignore[assignment]
        else:
            client.sign_in(account)
        assert client.get(path).status_code == status
        assert client.get(f"{path}.ics").status_code in {status, 404, 302}


def test_what_was_announced_and_is_cancelled_stays_to_be_seen(client: HouseClient) -> None:
    event = published()
    with transaction():
        services.cancel(SYSTEM, event, reason="Salle prise")
    assert "Cet événement est annulé." in client.get(f"/evenements/{event.slug}").text
