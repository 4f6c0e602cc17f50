"""Writing mails down, in the transaction of the act they tell, and the team's hand on them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from app.kernel import clock
from app.kernel.db import db
from app.outbox.enums import MessageStatus
from app.outbox.models import OutboxMessage

KEY_LENGTH = 200


def enqueue(
    *,
    kind: str,
    to: str | None,
    subject: str,
    payload: dict[str, Any],
    key: str,
    calendar: dict[str, Any] | None = None,
) -> OutboxMessage | None:
    """Write one mail to one person, to be sent once the transaction is committed.

    `kind` names the templates `emails/<kind>.txt` and, when there is one, `.html`; `payload` holds
    all that they need, as JSON values (dates already spoken, absolute addresses from `links.url`).
    `subject` stays in the table after the mail has left: name no one in it. `calendar` is a payload
    of `app.ical.payload`. `key` says which message of which act this is: a key seen before writes
    nothing and gives back the message that bears it. None for a person without an address.
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
        "status": MessageStatus.QUEUED,
        "attempts": 0,
        "due_at": now,
        "created_at": now,
    }
    # A unique violation would spoil the transaction of the act: the engine is asked to overlook it.
    insert = postgresql.insert if _is_postgresql() else sqlite.insert
    statement = (
        insert(OutboxMessage).values(values).on_conflict_do_nothing(index_elements=["key"])
    ).returning(OutboxMessage)
    added = db.session.scalars(statement).one_or_none()
    if added is not None:
        return added
    return db.session.scalars(select(OutboxMessage).where(OutboxMessage.key == key)).one()


def _is_postgresql() -> bool:
    return db.session.get_bind().dialect.name == "postgresql"
