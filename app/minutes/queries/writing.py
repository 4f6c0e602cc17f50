"""What those who write minutes start from, and what waits for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    and_,
    func,
    or_,
    select,
)
from sqlalchemy.orm import contains_eager, joinedload

from app.accounts.models import Account
from app.events.enums import EventKind, EventStatus
from app.events.models import Event, ProgrammeItem
from app.groups.models import WorkingGroup
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.dates import spoken_span
from app.kernel.db import db
from app.kernel.text import fold
from app.meetings.enums import Answer
from app.meetings.models import Convocation
from app.minutes.content import Content, Count, Item, Person, ToDo
from app.minutes.enums import (
    OPEN_ACTIONS,
    AttendeeKind,
    Audience,
    MinutesStatus,
    Presence,
)
from app.minutes.models import (
    Action,
    Circulation,
    Comment,
    Minutes,
    MinutesImport,
    MinutesRevision,
    Reader,
)
from app.minutes.policies import LIVE, REPORTED
from app.minutes.queries.reading import whole_minutes
from app.minutes.queries.visibility import run_by
from app.minutes.related import Expected, people_of

AWAITED = (MinutesStatus.TO_WRITE, MinutesStatus.DRAFT)
# Older meetings without minutes are no longer waited for.
WAITED = timedelta(days=365)


class Waiting(NamedTuple):
    """A meeting whose minutes are awaited; `minutes_id` is there once a draft has been saved."""

    event_id: int
    event_slug: str
    event_title: str
    starts_at: datetime
    ended_at: datetime
    group_name: str | None
    minutes_id: int | None


def to_do(actor: Actor, *, limit: int = 20) -> Sequence[Waiting]:
    """Meetings over, run by the actor, without published minutes: the longest waiting first.

    The team is told of group meetings and events alike; a lead of the meetings of the group.
    """
    return _waiting(actor, Event.ends_at <= clock.now(), limit=limit)


def to_write(actor: Actor, group_id: int) -> Sequence[Waiting]:
    """Meetings of a group that have begun and have no published minutes, latest first."""
    begun = (Event.group_id == group_id, Event.starts_at <= clock.now())
    return sorted(_waiting(actor, *begun, limit=50), key=lambda w: w.starts_at, reverse=True)


def _waiting(actor: Actor, *conditions: ColumnElement[bool], limit: int) -> list[Waiting]:
    rows = db.session.execute(
        select(
            Event.id,
            Event.slug,
            Event.title,
            Event.starts_at,
            Event.ends_at,
            WorkingGroup.name,
            Minutes.id,
        )
        .outerjoin(Minutes, Minutes.event_id == Event.id)
        .outerjoin(WorkingGroup, WorkingGroup.id == Event.group_id)
        .where(
            run_by(actor),
            Event.status.in_(REPORTED),
            Event.starts_at > clock.now() - WAITED,
            or_(Minutes.id.is_(None), Minutes.status.in_(AWAITED)),
            *conditions,
        )
        .order_by(Event.ends_at, Event.id)
        .limit(limit)
    )
    return [Waiting._make(row) for row in rows]


class Remarks(NamedTuple):
    """Minutes that went round and wait for who writes: for answers, approval or publication."""

    minutes_id: int
    status: MinutesStatus
    group_id: int | None
    event_slug: str
    event_title: str
    starts_at: datetime
    remarks: int
    until: date


def remarks_to_answer(actor: Actor, *, limit: int = 20) -> list[Remarks]:
    """Minutes that went round, run by the actor, that wait for an act; by end of reading.

    Their remarks await an answer, their last reading is over, or they are approved.
    """
    unanswered = and_(Comment.circulation_id == Circulation.id, Comment.taken_up.is_(None))
    last = (
        select(func.max(Circulation.id))
        .where(Circulation.minutes_id == Minutes.id)
        .correlate(Minutes)
        .scalar_subquery()
    )
    approved = Minutes.status == MinutesStatus.APPROVED
    over = and_(Circulation.id == last, or_(approved, Circulation.until < clock.today()))
    rows = db.session.execute(
        select(
            Minutes.id,
            Minutes.status,
            Event.group_id,
            Event.slug,
            Event.title,
            Event.starts_at,
            func.count(Comment.id),
            Circulation.until,
        )
        .join(Event, Event.id == Minutes.event_id)
        .join(Circulation, Circulation.minutes_id == Minutes.id)
        .outerjoin(Comment, unanswered)
        .where(
            run_by(actor),
            Minutes.status.in_((MinutesStatus.CIRCULATED, MinutesStatus.APPROVED)),
            Event.starts_at.is_not(None),
            or_(Comment.id.is_not(None), over),
        )
        .group_by(Minutes.id, Event.id, Circulation.until)
        .order_by(Circulation.until, Minutes.id)
        .limit(limit)
    )
    return [Remarks._make(row) for row in rows]


def agenda_of(event_id: int) -> list[tuple[str | None, str]]:
    """The items of a meeting's agenda, asked anew: the event may come without them."""
    rows = db.session.execute(
        select(ProgrammeItem.time_text, ProgrammeItem.title)
        .where(ProgrammeItem.event_id == event_id)
        .order_by(ProgrammeItem.rank, ProgrammeItem.id)
    )
    return [(row.time_text, row.title) for row in rows]


def people_expected(event: Event) -> list[Expected]:
    """Who was convoked and what they answered, then who registered or came; each name once."""
    rows = db.session.scalars(
        select(Convocation)
        .where(Convocation.event_id == event.id)
        .options(joinedload(Convocation.account).joinedload(Account.organisation))
        .order_by(Convocation.id)
    )
    found = [
        Expected(
            one.delegate_name
            if one.answer is Answer.DELEGATE and one.delegate_name
            else one.person,
            _organisation(one),
            _presence(one.answer),
            None if one.answer is Answer.DELEGATE else one.address,
        )
        for one in rows
    ]
    known = {fold(one.name) for one in found}
    for one in people_of(event):
        if fold(one.name) not in known:
            known.add(fold(one.name))
            found.append(one)
    return sorted(found, key=lambda one: (fold(one.name), one.name))


def _organisation(one: Convocation) -> str | None:
    organisation = one.account.organisation if one.account is not None else None
    return organisation.name if organisation is not None else None


def _presence(answer: Answer | None) -> Presence:
    if answer is Answer.EXCUSED:
        return Presence.EXCUSED
    return Presence.ABSENT if answer is None else Presence.PRESENT


def revisions(minutes_id: int) -> Sequence[MinutesRevision]:
    """The history of the text, latest first."""
    return db.session.scalars(
        select(MinutesRevision)
        .where(MinutesRevision.minutes_id == minutes_id)
        .options(joinedload(MinutesRevision.author))
        .order_by(MinutesRevision.id.desc())
        .limit(200)
    ).all()


def import_to_place(import_id: int) -> MinutesImport | None:
    """A text that was read, with its event; whoever runs the event may look (policies)."""
    return db.session.scalar(
        select(MinutesImport)
        .join(MinutesImport.event)
        .options(
            contains_eager(MinutesImport.event).joinedload(Event.group),
            joinedload(MinutesImport.document),
        )
        .where(MinutesImport.id == import_id)
    )


def reader_by_token(token_hash: str) -> tuple[Reader, Minutes] | None:
    """Somebody present who holds a private link, and the minutes that they read."""
    row = db.session.execute(
        select(Reader, Circulation.minutes_id)
        .join(Circulation, Circulation.id == Reader.circulation_id)
        .where(Reader.token_hash == token_hash)
    ).one_or_none()
    if row is None:
        return None
    minutes = db.session.scalar(whole_minutes().where(Minutes.id == row.minutes_id))
    return (row.Reader, minutes) if minutes is not None else None


def later_meetings(event: Event, *, since: date) -> list[tuple[int, str, datetime]]:
    """Meetings of the group that took place from that day on: each may have approved these minutes.

    Args: the event of the minutes; the day after the reading ended.
    Returns: number, title and start of ten at most, the last one first.
    """
    if event.group_id is None or event.starts_at is None:
        return []
    rows = db.session.execute(
        select(Event.id, Event.title, Event.starts_at)
        .where(
            Event.group_id == event.group_id,
            Event.kind == EventKind.GROUP_MEETING,
            Event.status.in_(REPORTED),
            Event.starts_at > event.starts_at,
            Event.starts_at >= clock.from_paris(since, time(0)),
            Event.starts_at <= clock.now(),
        )
        .order_by(Event.starts_at.desc(), Event.id)
        .limit(10)
    )
    return [(row.id, row.title, row.starts_at) for row in rows if row.starts_at]


def to_approve(group_id: int) -> list[tuple[int, str, datetime]]:
    """Circulated minutes of a group, for the agenda of its next meeting."""
    rows = db.session.execute(
        select(Minutes.id, Event.title, Event.starts_at)
        .join(Event, Event.id == Minutes.event_id)
        .where(Event.group_id == group_id, Minutes.status == MinutesStatus.CIRCULATED)
        .order_by(Event.starts_at, Minutes.id)
    )
    return [(row.id, row.title, row.starts_at) for row in rows if row.starts_at]


def open_actions(group_id: int) -> Sequence[Action]:
    """Live actions of a group that are not closed: what is due first comes first."""
    return db.session.scalars(
        select(Action)
        .join(Action.minutes)
        .join(Minutes.event)
        .where(
            Event.group_id == group_id,
            Minutes.status.in_(LIVE),
            Action.status.in_(OPEN_ACTIONS),
        )
        .order_by(Action.due_on.is_(None), Action.due_on, Action.id)
    ).all()


def stored_content(minutes: Minutes) -> Content:
    """What is stored, as a form would send it."""
    return Content(
        plain_summary=minutes.plain_summary,
        body=minutes.body,
        decisions=tuple(decision.text for decision in minutes.decisions),
        audience=minutes.audience,
        items=tuple(Item(one["title"], one["text"]) for one in minutes.items),
        actions=tuple(ToDo(a.what, a.owner, a.owner_email, a.due_on) for a in minutes.actions),
        counting=minutes.counting,
        people=tuple(Person(p.presence, p.name, p.organisation) for p in minutes.people),
        counts=tuple(
            Count(AttendeeKind(c["kind"]), c["department"], c["count"]) for c in minutes.counts
        ),
        next_meeting=minutes.next_meeting,
    )


def first_content(event: Event) -> Content:
    """What a first draft starts from: the agenda, room under each item, and who was expected."""
    return Content(
        plain_summary=None,
        body="",
        decisions=(),
        audience=Audience.PUBLIC if event.group_id is None else Audience.MEMBERS,
        items=tuple(
            Item(" ".join(part for part in (time_text, title) if part))
            for time_text, title in agenda_of(event.id)
        ),
        people=tuple(
            Person(one.presence, one.name, one.organisation) for one in people_expected(event)
        ),
        next_meeting=_next_meeting(event),
    )


def _next_meeting(event: Event) -> str:
    """When the group meets after this meeting, as far as it is announced."""
    if event.group_id is None:
        return ""
    row = db.session.execute(
        select(Event.starts_at, Event.ends_at)
        .where(
            Event.group_id == event.group_id,
            Event.kind == EventKind.GROUP_MEETING,
            Event.status == EventStatus.PUBLISHED,
            Event.starts_at > clock.now(),
            Event.id != event.id,
        )
        .order_by(Event.starts_at, Event.id)
        .limit(1)
    ).one_or_none()
    return spoken_span(row.starts_at, row.ends_at) if row is not None else ""
