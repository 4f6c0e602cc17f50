"""Reading the outbox for the team."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.orm import defer

from app.kernel import clock
from app.kernel.access import Actor, can
from app.kernel.db import db
from app.kernel.paging import Page, paginate
from app.outbox.enums import TRIAL, MessageStatus
from app.outbox.models import OutboxMessage, TaskRun
from app.outbox.schedule import task_names

PAGE_SIZE = 50
# A mail should leave within a second: after this long, no worker is running.
LATE = timedelta(minutes=2)
IN_TROUBLE = (MessageStatus.FAILED, MessageStatus.BOUNCED)
MOST_TROUBLES = 20
# What asks for attention comes first.
_ORDER = case(
    (OutboxMessage.status == MessageStatus.FAILED, 0),
    (OutboxMessage.status == MessageStatus.QUEUED, 1),
    (OutboxMessage.status == MessageStatus.SENDING, 1),
    else_=2,
)


@dataclass(frozen=True)
class Counts:
    """How many messages stand where; `oldest_due` is since when the first one should have left."""

    by_status: dict[MessageStatus, int]
    oldest_due: datetime | None

    def __getitem__(self, status: str) -> int:
        return self.by_status.get(MessageStatus(status), 0)

    @property
    def stuck(self) -> bool:
        """Whether mails wait although nothing was tried: the worker does not run."""
        return self.oldest_due is not None and self.oldest_due < clock.now() - LATE


def counts() -> Counts:
    rows = db.session.execute(
        select(OutboxMessage.status, func.count()).group_by(OutboxMessage.status)
    )
    by_status = {row[0]: row[1] for row in rows}
    oldest = db.session.scalar(
        select(OutboxMessage.due_at)
        .where(OutboxMessage.status == MessageStatus.QUEUED, OutboxMessage.due_at <= clock.now())
        .order_by(OutboxMessage.due_at)
        .limit(1)
    )
    return Counts(by_status, oldest)


def listing(status: MessageStatus | None = None, *, number: int = 1) -> Page[OutboxMessage]:
    """Messages, what asks for attention first, then the latest. Their bodies are not even read."""
    statement = (
        select(OutboxMessage)
        .options(defer(OutboxMessage.payload), defer(OutboxMessage.calendar))
        .order_by(_ORDER, OutboxMessage.created_at.desc(), OutboxMessage.id.desc())
    )
    if status is not None:
        statement = statement.where(OutboxMessage.status == status)
    return paginate(statement, number, PAGE_SIZE)


@dataclass(frozen=True)
class Trouble:
    """A mail that did not reach somebody, and why."""

    recipient: str
    subject: str
    reason: str
    at: datetime


def troubles(*, thread: str | None = None, recipient: str | None = None) -> list[Trouble]:
    """The last mails about one thing, or to one address, that failed or came back."""
    statement = (
        select(
            OutboxMessage.recipient,
            OutboxMessage.subject,
            OutboxMessage.error,
            OutboxMessage.created_at,
        )
        .where(OutboxMessage.status.in_(IN_TROUBLE), OutboxMessage.recipient != "")
        .order_by(OutboxMessage.created_at.desc(), OutboxMessage.id.desc())
        .limit(MOST_TROUBLES)
    )
    if thread is not None:
        statement = statement.where(OutboxMessage.thread == thread)
    if recipient is not None:
        statement = statement.where(func.lower(OutboxMessage.recipient) == recipient.lower())
    return [
        Trouble(to, subject, error or "motif inconnu", at)
        for to, subject, error, at in db.session.execute(statement)
    ]


@dataclass(frozen=True)
class Written:
    """One mail that was written, and what became of it; `recipient` is empty once forgotten."""

    key: str
    recipient: str
    status: MessageStatus
    error: str | None


def written_under(thread: str, prefix: str) -> dict[str, Written]:
    """The mails of a thread whose key begins so, by key, in the order of writing. One query."""
    rows = db.session.execute(
        select(
            *(OutboxMessage.key, OutboxMessage.recipient),
            *(OutboxMessage.status, OutboxMessage.error),
        )
        .where(
            OutboxMessage.thread == thread, OutboxMessage.key.startswith(prefix, autoescape=True)
        )
        .order_by(OutboxMessage.id)
    )
    return {row[0]: Written(*row) for row in rows}


def returned(addresses: Collection[str]) -> set[str]:
    """Of these addresses, in lower case, those whose last settled mail came back.

    A mail that arrived since clears an address: somebody has emptied the box.
    """
    if not addresses:
        return set()
    folded = func.lower(OutboxMessage.recipient)
    last = func.max(OutboxMessage.id)
    rows = db.session.execute(
        select(
            folded,
            last.filter(OutboxMessage.status == MessageStatus.BOUNCED),
            last.filter(OutboxMessage.status == MessageStatus.SENT),
        )
        .where(
            folded.in_({address.lower() for address in addresses}),
            OutboxMessage.status.in_({MessageStatus.BOUNCED, MessageStatus.SENT}),
        )
        .group_by(folded)
    )
    return {address for address, back, sent in rows if back is not None and back > (sent or 0)}


def managed(actor: Actor, message_id: int) -> OutboxMessage | None:
    """One message as the team acts on it; None for others."""
    return db.session.get(OutboxMessage, message_id) if can(actor, "outbox:manage") else None


def trial(message_id: int | None) -> OutboxMessage | None:
    """One trial mail, to see what became of it; None for any other."""
    message = db.session.get(OutboxMessage, message_id) if message_id is not None else None
    return message if message is not None and message.kind == TRIAL else None


def last_task_runs() -> list[TaskRun]:
    """The latest run of each daily task there is: one that was given up runs no more."""
    latest = (
        select(TaskRun.name, func.max(TaskRun.day).label("day"))
        .where(TaskRun.name.in_(task_names()))
        .group_by(TaskRun.name)
    )
    last = latest.subquery()
    return list(
        db.session.scalars(
            select(TaskRun)
            .join(last, (last.c.name == TaskRun.name) & (last.c.day == TaskRun.day))
            .order_by(TaskRun.name)
        )
    )
