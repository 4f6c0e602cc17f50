"""Writing mails down, in the transaction of the act they tell, and the team's hand on them."""

from __future__ import annotations

import uuid
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import CursorResult, Executable, select, update

from app.audit.services import record
from app.kernel import clock
from app.kernel.access import Actor, can
from app.kernel.base import Base
from app.kernel.db import db, insert_unless_there, lock_row
from app.kernel.errors import Conflict, NotAllowed, NotFound
from app.outbox import nudge
from app.outbox.delivery import without_addresses
from app.outbox.enums import TRIAL, MessageStatus
from app.outbox.models import OutboxMessage
from app.outbox.states import MESSAGE, MessageAct

KEY_LENGTH = 200
# What somebody waits for in front of a screen.
URGENT = ("accounts/", TRIAL)


def enqueue(
    *,
    kind: str,
    to: str | None,
    subject: str,
    payload: dict[str, Any],
    key: str,
    calendar: dict[str, Any] | None = None,
    thread: str | None = None,
) -> int | None:
    """Write one mail to one person, to be sent once the transaction is committed.

    `kind` names the templates `emails/<kind>.txt` and, when there is one, `.html`; `payload` holds
    all that they need, as JSON values (dates already spoken, absolute addresses from `links.url`).
    `subject` stays in the table after the mail has left: name no one in it. `calendar` is a payload
    of `app.ical.payload`. `thread` says what it is about ("event:12"). A payload that holds
    `unsubscribe_url` is of a mail that people may refuse, in one click (RFC 8058). `key` says which
    message of which act this is: a key seen before writes nothing. Gives back the id of the message
    that bears it; None for a person without an address.
    """
    if not to:
        return None
    if len(key) > KEY_LENGTH:
        raise ValueError(f"a message key has at most {KEY_LENGTH} characters")
    now = clock.now()
    values = {
        "key": key,
        "kind": kind,
        "recipient": to,
        "subject": subject,
        "payload": payload,
        "calendar": calendar,
        "thread": thread,
        "status": MessageStatus.QUEUED,
        "priority": 0 if kind.startswith(URGENT) else 1,
        "attempts": 0,
        "due_at": now,
        "created_at": now,
    }
    engine = db.session.get_bind().dialect.name
    added: int | None = db.session.scalar(_insertion(engine), values)
    if added is not None:
        nudge.note_written()
        return added
    return db.session.scalars(select(OutboxMessage.id).where(OutboxMessage.key == key)).one()


@cache
def _insertion(_engine: str) -> Executable:
    """The statement of `enqueue`, built once per engine: that costs more than running it."""
    # Into the table, not the mapped class: a session's bulk insert costs twice a plain one.
    table = Base.metadata.tables[OutboxMessage.__tablename__]
    insertion = insert_unless_there(table).on_conflict_do_nothing(index_elements=["key"])
    return insertion.returning(table.c.id)


def retry(actor: Actor, message: OutboxMessage) -> None:
    """Send a message now: one that failed, or one that waits for its next attempt.

    Raises `Conflict` when it has left, is leaving, or has been forgotten since it failed.
    """
    row = _acted_upon(actor, message)
    before, status = row.status, MESSAGE.next(row.status, MessageAct.RETRY)
    if not row.recipient:
        raise Conflict("Ce courriel est trop ancien : son contenu n’est plus conservé.")
    if row.status is MessageStatus.FAILED:
        row.attempts = 0
    row.status, row.due_at, row.error = status, clock.now(), None
    record(actor, "outbox:retry", row, before={"status": before}, after={"status": status})


def retry_failed(actor: Actor) -> int:
    """Send again everything that failed and is still remembered; how many mails.

    Raises `NotAllowed` for somebody outside the team.
    """
    if not (actor.is_system or can(actor, "outbox:manage")):
        raise NotAllowed
    failed = select(OutboxMessage).where(
        OutboxMessage.status == MessageStatus.FAILED, OutboxMessage.recipient != ""
    )
    rows = db.session.scalars(failed.with_for_update(skip_locked=True)).all()
    for row in rows:
        before, row.status = row.status, MESSAGE.next(row.status, MessageAct.RETRY)
        row.attempts, row.due_at, row.error = 0, clock.now(), None
        record(actor, "outbox:retry", row, before={"status": before}, after={"status": row.status})
    return len(rows)


def send_trial(actor: Actor, address: str) -> int | None:
    """Write a trial mail to this address, to see whether mails leave; its number.

    Raises `NotAllowed` for somebody outside the team.
    """
    if not (actor.is_system or can(actor, "outbox:manage")):
        raise NotAllowed
    return enqueue(
        kind=TRIAL,
        to=address,
        subject="Courriel d’essai",
        payload={},
        key=f"{TRIAL}:{uuid.uuid4()}",
    )


def cancel(actor: Actor, message: OutboxMessage) -> None:
    """Never send a message that waits or failed, and forget what it said."""
    row = _acted_upon(actor, message)
    before, status = row.status, MESSAGE.next(row.status, MessageAct.CANCEL)
    row.status, row.payload, row.calendar = status, {}, None
    record(actor, "outbox:cancel", row, before={"status": before}, after={"status": status})


def bounce(mark: str, reason: str) -> OutboxMessage | None:
    """Note that the mail of this mark came back; None when no mail bears it.

    A mail that came back already, or that is no longer on its way, stays as it is.
    """
    found = db.session.scalar(select(OutboxMessage.id).where(OutboxMessage.mark == mark))
    row = lock_row(OutboxMessage, found) if found is not None else None
    if row is not None and MESSAGE.allows(row.status, MessageAct.BOUNCE):
        row.status = MESSAGE.next(row.status, MessageAct.BOUNCE)
        # What it said is as useless now as once it was read.
        row.payload, row.calendar, row.leased_until = {}, None, None
        row.error = without_addresses(reason)
    return row


def forget(before: datetime) -> int:
    """Empty what names people in messages written before this instant, whatever became of them.

    The row stays, so that its key still keeps the same message from being written again. Returns
    how many rows were emptied. What still waits after so long is given up.
    """
    given_up = {MessageStatus.QUEUED, MessageStatus.SENDING}
    old = (OutboxMessage.created_at < before, OutboxMessage.recipient != "")
    db.session.execute(
        update(OutboxMessage)
        .where(*old, OutboxMessage.status.in_(given_up))
        .values(status=MessageStatus.FAILED, leased_until=None)
    )
    result = db.session.execute(
        update(OutboxMessage).where(*old).values(recipient="", payload={}, calendar=None)
    )
    assert isinstance(result, CursorResult)  # noqa: S101  # what an UPDATE returns
    return result.rowcount


def _acted_upon(actor: Actor, message: OutboxMessage) -> OutboxMessage:
    if not can(actor, "outbox:manage", message):
        raise NotAllowed
    row = lock_row(OutboxMessage, message.id)
    if row is None:
        raise NotFound
    return row
