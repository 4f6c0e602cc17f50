"""When addresses given for minutes and actions are forgotten; the texts stay."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from app.kernel.db import db
from app.minutes.models import Action, Circulation, Reader


def forget_addresses(before: datetime) -> int:
    """Clear owners' addresses of actions closed, and readers' of readings opened, before then."""
    closed = db.session.execute(
        update(Action)
        .where(Action.closed_at < before, Action.owner_email.is_not(None))
        .values(owner_email=None)
    )
    old = select(Circulation.id).where(Circulation.opened_at < before)
    readers = db.session.execute(
        update(Reader)
        .where(Reader.circulation_id.in_(old), Reader.email_key.is_not(None))
        .values(email_key=None)
    )
    return int(closed.rowcount) + int(readers.rowcount)  # type: ignore[attr-defined]  # of a DML
