"""Forgetting who held the desk: a pass says for whom it was."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import CursorResult, select, update

from app.attendance.models import DeskPass
from app.events.models import Event
from app.kernel.db import db

NOBODY: Final = ""


def forget_passes(before: datetime) -> int:
    """Clear the names of passes to events that ended before this instant; how many."""
    over = select(Event.id).where(Event.ends_at < before)
    result = db.session.execute(
        update(DeskPass)
        .where(DeskPass.event_id.in_(over), DeskPass.label != NOBODY)
        .values(label=NOBODY, account_id=None)
    )
    assert isinstance(result, CursorResult)  # noqa: S101  # what an UPDATE returns
    return result.rowcount
