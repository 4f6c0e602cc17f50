"""What follows a change of date: SEQUENCE and LAST-MODIFIED in calendars, the sessions."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from app.events.enums import EventStatus
from app.events.models import Event, Pool
from app.kernel import clock
from app.kernel.db import db


def touch(event: Event, *, moved: bool) -> None:
    """Note that something visible changed; `moved` when start, end, place or status did.

    LAST-MODIFIED grows with every change (rule P04), even two within one second; SEQUENCE only when
    a published event moved (P03).
    """
    event.updated_at = max(clock.now(), event.updated_at + timedelta(seconds=1))
    if moved and event.status != EventStatus.DRAFT:
        event.sequence += 1


def move_sessions(event: Event, former: datetime | None) -> None:
    """Take the sessions along when an event goes from one exact date to another."""
    if former is None or event.starts_at is None or former == event.starts_at:
        return
    by: timedelta = event.starts_at - former
    for pool in db.session.scalars(
        select(Pool).where(Pool.event_id == event.id, Pool.starts_at.is_not(None))
    ):
        if pool.starts_at is not None and pool.ends_at is not None:
            pool.starts_at, pool.ends_at = pool.starts_at + by, pool.ends_at + by
