"""What the worker does to the rows: claim them under a lease, then say what became of each.

A row is claimed in one transaction, sent outside any, and settled in another. A process that dies
in between leaves a row `sending` whose lease runs out: it is claimed again, so a mail may leave
twice (with one Message-ID) and never gets lost. `attempts` tells one claim from the next: a worker
that was too slow to keep its lease settles nothing any more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Update, and_, bindparam, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from app.kernel import clock
from app.kernel.base import Base
from app.kernel.db import db, transaction
from app.kernel.text import shortened
from app.outbox.enums import MessageStatus
from app.outbox.marks import message_mark
from app.outbox.models import OutboxMessage

# A worker that lives renews its leases (`leases`); one that was killed is followed this soon.
LEASE: Final = timedelta(seconds=20)
# With less left of its lease, a row is not begun: whoever renews them is late.
LEASE_MARGIN: Final = timedelta(seconds=5)
FIRST_DELAY: Final = timedelta(seconds=30)
# A rush: so many mails written within so long. They then wait for it to end, but not for ever.
RUSH: Final = 8
CALM: Final = timedelta(seconds=2)
PATIENCE: Final = timedelta(seconds=10)
LONGEST_DELAY: Final = timedelta(hours=4)
# About three days of patience.
MAX_ATTEMPTS: Final = 25
BATCH: Final = 20
# Every priority there is: the index is read for each.
PRIORITIES: Final = (0, 1)
ERROR_LENGTH: Final = 300
DIED: Final = "Le processus d’envoi s’est arrêté chaque fois pendant ce courriel."
_ADDRESS: Final = re.compile(r"[^\s<>,;:\"'()]+@[^\s<>,;:\"'()]+")


def is_due(now: datetime, *, urgent: bool = False) -> ColumnElement[bool]:
    """Rows that wait for their first or next attempt."""
    return and_(
        OutboxMessage.status == MessageStatus.QUEUED,
        OutboxMessage.priority.in_(PRIORITIES[:1] if urgent else PRIORITIES),
        OutboxMessage.due_at <= now,
    )


def is_abandoned(now: datetime) -> ColumnElement[bool]:
    """Rows whose worker has died or lost its way; or whose clock ran ahead when it took them."""
    return and_(
        OutboxMessage.status == MessageStatus.SENDING,
        or_(
            OutboxMessage.leased_until.is_(None),
            OutboxMessage.leased_until <= now,
            OutboxMessage.leased_until > now + 2 * LEASE,
        ),
    )


def anything_due(*, urgent: bool = False) -> bool:
    """Whether a claim would find something: one read, no lock, asked every second."""
    now = clock.now()
    due = is_due(now, urgent=True) if urgent else or_(is_due(now), is_abandoned(now))
    found = db.session.scalar(select(OutboxMessage.id).where(due).limit(1))
    db.session.rollback()
    return found is not None


def rush_goes_on() -> bool:
    """Whether many mails have just been written, and none has waited long.

    People are then registering all at once: the machine is theirs for a moment.
    """
    now = clock.now()
    oldest, just_written = db.session.execute(
        select(
            func.min(OutboxMessage.due_at),
            func.count().filter(OutboxMessage.created_at > now - CALM),
        ).where(is_due(now))
    ).one()
    db.session.rollback()
    return bool(just_written >= RUSH and oldest > now - PATIENCE)


def claim(*, urgent: bool = False, abandoned_first: bool = False) -> Sequence[OutboxMessage]:
    """Take a batch of due rows for this worker, committed; none when there are none.

    What is urgent comes first; `urgent` takes nothing else. Abandoned rows come alone, the least
    tried first: one that kills its worker must not drag its neighbours along. They come after the
    others, or before them for who asks `abandoned_first`.
    """
    with transaction():
        now = clock.now()
        rows = _take(is_due(now, urgent=True), BATCH, OutboxMessage.due_at)
        if not rows and not urgent:
            due = (is_due(now), BATCH, OutboxMessage.due_at)
            abandoned = (is_abandoned(now), 1, OutboxMessage.attempts)
            first, second = (abandoned, due) if abandoned_first else (due, abandoned)
            rows = _take(*first) or _take(*second)
        for row in rows:
            if row.attempts >= MAX_ATTEMPTS:
                row.status = MessageStatus.FAILED
                row.error = row.error or DIED
                continue
            row.status = MessageStatus.SENDING
            row.attempts += 1
            row.mark = message_mark(row.key)
            row.leased_until = now + LEASE
    claimed = [row for row in rows if row.status is MessageStatus.SENDING]
    for row in rows:
        # From here on these are values: nothing the network does may end up in a session.
        db.session.expunge(row)
    return claimed


def _take(
    condition: ColumnElement[bool], limit: int, *order: InstrumentedAttribute[Any]
) -> Sequence[OutboxMessage]:
    # SKIP LOCKED lets several workers share a PostgreSQL queue; SQLite has one writer anyway.
    statement = (
        select(OutboxMessage)
        .where(condition)
        .order_by(*order, OutboxMessage.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(statement).all()


def renew(rows: Iterable[OutboxMessage]) -> None:
    """Prolong the leases of what this worker still holds."""
    until = clock.now() + LEASE
    for row in rows:
        if _settle(row, status=MessageStatus.SENDING, leased_until=until):
            row.leased_until = until


def catch_up_with_the_clock() -> int:
    """Make due what waits longer than any delay asked for: the clock was ahead, and was put back.

    How many rows.
    """
    now, found = clock.now(), 0
    ahead = (OutboxMessage.status == MessageStatus.QUEUED, OutboxMessage.due_at > now)
    if db.session.scalar(select(OutboxMessage.id).where(*ahead).limit(1)) is None:
        db.session.rollback()
        return 0
    with transaction():
        for attempts in range(MAX_ATTEMPTS + 1):
            late = update(OutboxMessage).where(
                *ahead,
                OutboxMessage.attempts == attempts,
                OutboxMessage.due_at > now + delay_after(attempts) + FIRST_DELAY,
            )
            result = db.session.execute(late.values(due_at=now))
            found += result.rowcount  # type: ignore[attr-defined]  # what an UPDATE returns
    return found


def delay_after(attempts: int) -> timedelta:
    """How long a mail waits that was tried so often."""
    return min(FIRST_DELAY * 2 ** (attempts - 1), LONGEST_DELAY) if attempts else timedelta()


def still_ours(row: OutboxMessage) -> bool:
    """Whether enough of the lease is left to begin sending."""
    return row.leased_until is not None and clock.now() < row.leased_until - LEASE_MARGIN


def sent(row: OutboxMessage) -> bool:
    """The other side has answered for it. What the mail said is no longer needed here."""
    return _settle(
        row, status=MessageStatus.SENT, sent_at=clock.now(), payload={}, calendar=None, error=None
    )


def put_back(row: OutboxMessage, reason: str) -> bool:
    """Not now: wait longer at each attempt, and give up after about three days."""
    if row.attempts >= MAX_ATTEMPTS:
        return failed(row, reason)
    return _settle(
        row,
        status=MessageStatus.QUEUED,
        due_at=clock.now() + delay_after(row.attempts),
        error=without_addresses(reason),
    )


def accepted_since(moment: datetime) -> bool:
    """Whether the last mail that left did so after this instant: the server takes mails."""
    last = db.session.scalar(
        select(OutboxMessage.sent_at)
        .where(OutboxMessage.status == MessageStatus.SENT)
        .order_by(OutboxMessage.id.desc())
        .limit(1)
    )
    db.session.rollback()
    return last is not None and last > moment


def release(row: OutboxMessage) -> bool:
    """Not begun: as if it had not been claimed."""
    return _settle(row, status=MessageStatus.QUEUED, attempts=row.attempts - 1)


def failed(row: OutboxMessage, reason: str) -> bool:
    """Never: the team sees why and may try again."""
    return _settle(row, status=MessageStatus.FAILED, error=without_addresses(reason))


def _settle(row: OutboxMessage, **values: Any) -> bool:
    """Write the outcome unless the row is no longer this claim's. True when written."""
    values = {"leased_until": None, **values}
    with transaction():
        result = db.session.connection().execute(
            _settlement(frozenset(values)), {"row": row.id, "claim": row.attempts, **values}
        )
    return result.rowcount == 1


@cache
def _settlement(columns: frozenset[str]) -> Update:
    """The statement of an outcome, built once for each: it runs at every mail."""
    table = Base.metadata.tables[OutboxMessage.__tablename__]
    return (
        update(table)
        .where(
            table.c.id == bindparam("row"),
            table.c.status == MessageStatus.SENDING,
            table.c.attempts == bindparam("claim"),
        )
        .values({name: bindparam(name) for name in sorted(columns)})
    )


def without_addresses(reason: str) -> str:
    """A reason as kept: servers quote the recipient in their answers."""
    return shortened(_ADDRESS.sub("…", reason), ERROR_LENGTH)
