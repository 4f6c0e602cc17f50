"""Forgetting who was invited and who came, a year after the meeting."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import CursorResult, delete, func, or_, select, update

from app.events.models import Event
from app.kernel.db import db
from app.meetings.models import Convocation, DatePoll, PollChoice, PollDate, PollVoter

# A meeting that never got a date: counted from the convocation.
WITHOUT_DATE: Final = timedelta(days=366)


def forget_invited(before: datetime) -> int:
    """Clear names and addresses of people invited, and of who came instead; how many rows."""
    over = select(Event.id).where(
        or_(
            Event.ends_at < before,
            Event.ends_at.is_(None) & (Event.updated_at < before - WITHOUT_DATE),
        )
    )
    result = db.session.execute(
        update(Convocation)
        .where(
            Convocation.event_id.in_(over),
            or_(Convocation.email.is_not(None), Convocation.delegate_name.is_not(None)),
        )
        .values(name=None, email=None, email_key=None, delegate_name=None)
    )
    assert isinstance(result, CursorResult)  # noqa: S101  # what an UPDATE returns
    return result.rowcount


def forget_polls(before: datetime) -> int:
    """Delete what each person said of dates long past; the poll and its outcome stay."""
    last = (
        select(PollDate.poll_id)
        .group_by(PollDate.poll_id)
        .having(func.max(PollDate.ends_at) < before)
    )
    old = select(PollVoter.id).where(
        PollVoter.poll_id.in_(select(DatePoll.id).where(DatePoll.id.in_(last)))
    )
    db.session.execute(delete(PollChoice).where(PollChoice.voter_id.in_(old)))
    result = db.session.execute(delete(PollVoter).where(PollVoter.id.in_(old)))
    assert isinstance(result, CursorResult)  # noqa: S101  # what a DELETE returns
    return result.rowcount
