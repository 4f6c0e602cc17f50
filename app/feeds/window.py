"""Which events stand in a feed: what comes, the past twelve months, what was just cancelled.

The conditions hold named parameters, filled by `window_values`: statements are built once, since
building one costs more than running it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, or_

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


def in_window() -> ColumnElement[bool]:
    """Those of the feeds of a day. A cancelled one stays thirty days after its date."""
    return and_(
        _not_before("past"),
        or_(Event.status != EventStatus.CANCELLED, _not_before("cancelled")),
    )


def window_values(today: date) -> dict[str, Any]:
    """The parameters of `in_window` for the feeds of `today` (Paris)."""
    past, cancelled = today - PAST, today - CANCELLED_FOR
    return {
        "past_day": past,
        "past_moment": _beginning(past),
        "cancelled_day": cancelled,
        "cancelled_moment": _beginning(cancelled),
    }


def _not_before(name: str) -> ColumnElement[bool]:
    day = bindparam(f"{name}_day", type_=Event.sorts_on.type)
    moment = bindparam(f"{name}_moment", type_=Event.ends_at.type)
    return or_(
        Event.ends_at >= moment,
        and_(Event.ends_at.is_(None), Event.sorts_on >= day),
        and_(Event.ends_at.is_(None), Event.sorts_on.is_(None), Event.former_starts_at >= moment),
    )


def _beginning(day: date) -> datetime:
    return datetime.combine(day, time(), PARIS).astimezone(UTC)
