"""When names and addresses given for minutes and actions are forgotten; the approved text stays."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import CursorResult, Delete, Update, delete, or_, select, update

from app.kernel.db import db
from app.minutes.models import Action, Circulation, Comment, Minutes, MinutesRevision, Reader

# What stands for the author of a remark, once forgotten.
SOMEBODY: Final = "Une personne qui a relu"


def forget_addresses(before: datetime) -> int:
    """Clear who owned actions closed, and who read or remarked in readings opened, before then.

    The name of an owner stays where the approved text says it; remarks keep their words.
    """
    closed = _done(
        update(Action)
        .where(
            Action.closed_at < before,
            or_(Action.owner_email.is_not(None), Action.owner_account_id.is_not(None)),
        )
        .values(owner_email=None, owner_account_id=None)
    )
    old = select(Circulation.id).where(Circulation.opened_at < before)
    readers = _done(
        update(Reader)
        .where(Reader.circulation_id.in_(old), Reader.email_key.is_not(None))
        .values(email_key=None, name=SOMEBODY)
    )
    authors = _done(
        update(Comment)
        .where(Comment.circulation_id.in_(old), Comment.author_name != SOMEBODY)
        .values(author_id=None, author_name=SOMEBODY)
    )
    return closed + readers + authors


def forget_drafts(before: datetime) -> int:
    """Delete the versions of texts approved before then: the approved ones are frozen elsewhere."""
    approved = select(Minutes.id).where(Minutes.approved_at < before)
    return _done(
        delete(MinutesRevision).where(
            MinutesRevision.saved_at < before, MinutesRevision.minutes_id.in_(approved)
        )
    )


def _done(statement: Update | Delete) -> int:
    result = db.session.execute(statement.execution_options(synchronize_session=False))
    assert isinstance(result, CursorResult)  # noqa: S101  # what an UPDATE or a DELETE returns
    return result.rowcount
