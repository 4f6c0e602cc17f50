"""Reading convocations and polls."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Account
from app.documents.models import Document
from app.events.enums import EventKind, EventStatus
from app.events.models import Event
from app.events.queries import visible_to
from app.kernel import clock, links
from app.kernel.access import Actor
from app.kernel.db import db
from app.kernel.text import fold
from app.meetings.enums import Answer, Choice, PollStatus
from app.meetings.models import (
    Convocation,
    DatePoll,
    PollChoice,
    PollDate,
    PollVoter,
    meeting_document,
)


def _one(statement: Select[Any]) -> Convocation | None:
    found: Convocation | None = db.session.scalar(statement)
    return found


def _whole() -> Select[Any]:
    return select(Convocation).options(joinedload(Convocation.account))


def convoked(event_id: int) -> list[Convocation]:
    """Everyone asked to a meeting, by name as French sorts it, members first."""
    rows = db.session.scalars(_whole().where(Convocation.event_id == event_id)).all()
    return sorted(rows, key=lambda row: (row.account_id is None, fold(row.person), row.id))


def by_token(_actor: Actor, token: str) -> Convocation | None:
    """The convocation of a private link, with its event."""
    return _one(
        _whole()
        .options(joinedload(Convocation.event).joinedload(Event.group))
        .where(Convocation.token_hash == links.token_hash(token))
    )


def by_address(event_id: int, email_key: str) -> Convocation | None:
    """The convocation of the person whom this address writes to."""
    account = select(Account.id).where(Account.email_key == email_key).scalar_subquery()
    return _one(
        _whole().where(
            Convocation.event_id == event_id,
            or_(Convocation.email_key == email_key, Convocation.account_id == account),
        )
    )


def own_convocation(account_id: int, event_id: int) -> Convocation | None:
    return _one(
        _whole().where(Convocation.event_id == event_id, Convocation.account_id == account_id)
    )


def counts(convocations: Collection[Convocation]) -> dict[Answer | None, int]:
    """How many gave each answer; None: none yet."""
    found = Counter(one.answer for one in convocations)
    return {answer: found.get(answer, 0) for answer in (*Answer, None)}


def silent_before(days: int) -> Sequence[Convocation]:
    """Those who have said nothing of a meeting in at most so many days, and were not reminded.

    Convoked the day before or today, they have just had the convocation itself.
    """
    now = clock.now()
    return db.session.scalars(
        _whole()
        .join(Event, Event.id == Convocation.event_id)
        .options(joinedload(Convocation.event))
        .where(
            Convocation.answer.is_(None),
            Convocation.reminded_at.is_(None),
            Convocation.created_at < now - timedelta(days=1),
            Event.status == EventStatus.PUBLISHED,
            Event.starts_at > now,
            Event.starts_at <= now + timedelta(days=days),
        )
        .order_by(Event.starts_at, Convocation.id)
    ).all()


def coming_meetings(group_id: int) -> Sequence[Event]:
    """The published meetings of a group that have not begun: a newcomer is convoked to them."""
    return db.session.scalars(
        select(Event)
        .where(
            Event.group_id == group_id,
            Event.kind == EventKind.GROUP_MEETING,
            Event.status == EventStatus.PUBLISHED,
            Event.starts_at > clock.now(),
        )
        .order_by(Event.starts_at, Event.id)
    ).all()


def documents_of(event_id: int) -> Sequence[Document]:
    """The files sent with a convocation."""
    return db.session.scalars(
        select(Document)
        .join(meeting_document, meeting_document.c.document_id == Document.id)
        .where(meeting_document.c.event_id == event_id)
        .order_by(Document.id)
    ).all()


def document_of(event_id: int, document_id: int) -> Document | None:
    """One of these files."""
    return next((one for one in documents_of(event_id) if one.id == document_id), None)


def carries(actor: Actor, document_id: int) -> bool:
    """Whether a meeting that the actor sees was convoked with this file."""
    carried = exists().where(
        meeting_document.c.document_id == document_id,
        meeting_document.c.event_id == Event.id,
        visible_to(actor),
    )
    return bool(db.session.scalar(select(carried)))


# Polls of dates.


@dataclass(frozen=True)
class DateTally:
    """One date and what people said of it. The best dates have most `yes`, then `if_needed`."""

    date: PollDate
    yes: int
    if_needed: int
    no: int
    is_best: bool = False


def poll_of(group_id: int, poll_id: int) -> DatePoll | None:
    """A poll of that group, with its dates."""
    return db.session.scalar(
        select(DatePoll)
        .options(selectinload(DatePoll.dates), joinedload(DatePoll.event))
        .where(DatePoll.group_id == group_id, DatePoll.id == poll_id)
    )


def open_polls(group_id: int) -> Sequence[DatePoll]:
    return db.session.scalars(
        select(DatePoll)
        .where(DatePoll.group_id == group_id, DatePoll.status == PollStatus.OPEN)
        .order_by(DatePoll.id)
    ).all()


def voters(poll_id: int) -> Sequence[PollVoter]:
    """Those asked, with what they said, by name."""
    rows = db.session.scalars(
        select(PollVoter)
        .options(joinedload(PollVoter.account), selectinload(PollVoter.choices))
        .where(PollVoter.poll_id == poll_id)
    ).all()
    return sorted(rows, key=lambda row: (fold(row.account.name), row.id))


def voter_by_token(_actor: Actor, token: str) -> PollVoter | None:
    return db.session.scalar(
        select(PollVoter)
        .options(
            joinedload(PollVoter.account),
            selectinload(PollVoter.choices),
            joinedload(PollVoter.poll).options(
                selectinload(DatePoll.dates),
                joinedload(DatePoll.group),
                joinedload(DatePoll.event),
            ),
        )
        .where(PollVoter.token_hash == links.token_hash(token))
    )


def own_vote(account_id: int, poll_id: int) -> PollVoter | None:
    return db.session.scalar(
        select(PollVoter).where(
            and_(PollVoter.account_id == account_id, PollVoter.poll_id == poll_id)
        )
    )


def tallies(poll: DatePoll) -> list[DateTally]:
    """Every date of a poll with its counts, in one query; the best ones say so."""
    rows: Sequence[Any] = db.session.execute(
        select(PollChoice.date_id, PollChoice.choice, func.count())
        .join(PollDate, PollDate.id == PollChoice.date_id)
        .where(PollDate.poll_id == poll.id)
        .group_by(PollChoice.date_id, PollChoice.choice)
    ).all()
    said = {(date_id, choice): number for date_id, choice, number in rows}

    def of(date: PollDate, choice: Choice) -> int:
        return int(said.get((date.id, choice), 0))

    score = {
        date.id: (of(date, Choice.YES), of(date, Choice.IF_NEEDED), -of(date, Choice.NO))
        for date in poll.dates
    }
    best = max(score.values(), default=(0, 0, 0))
    return [
        DateTally(
            date,
            of(date, Choice.YES),
            of(date, Choice.IF_NEEDED),
            of(date, Choice.NO),
            is_best=bool(rows) and score[date.id] == best,
        )
        for date in poll.dates
    ]


def poll_date(group_id: int, date_id: int) -> PollDate | None:
    """A date that a poll of that group proposes, whether the poll is open or has ended."""
    return db.session.scalar(
        select(PollDate)
        .join(DatePoll, DatePoll.id == PollDate.poll_id)
        .where(PollDate.id == date_id, DatePoll.group_id == group_id)
    )
