"""Which events stand in a feed: what comes, the past twelve months, what was just cancelled."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, or_

from app.events.enums import EventStatus
from app.events.models import Event
from app.kernel.clock import PARIS

PAST = timedelta(days=366)
CANCELLED_FOR = timedelta(days=30)


def dated() -> ColumnElement[bool]:
    """Events that have, or had, a day of their own: the others have no place in a calendar."""
    return or_(
        Event.starts_at.is_not(None),
        Event.partial_day.is_not(None),
        Event.former_starts_at.is_not(None),
    )


def in_window(today: date) -> ColumnElement[bool]:
    """Those of the feeds of `today` (Paris). A cancelled one stays thirty days after its date."""
    return and_(
        _not_before(today - PAST),
        or_(Event.status != EventStatus.CANCELLED, _not_before(today - CANCELLED_FOR)),
    )


def _not_before(day: date) -> ColumnElement[bool]:
    moment = datetime.combine(day, time(), PARIS).astimezone(UTC)
    return or_(
        Event.ends_at >= moment,
        and_(Event.ends_at.is_(None), Event.sorts_on >= day),
        and_(Event.ends_at.is_(None), Event.sorts_on.is_(None), Event.former_starts_at >= moment),
    )
