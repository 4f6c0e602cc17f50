"""What follows a change in calendars: SEQUENCE and LAST-MODIFIED."""

from __future__ import annotations

from datetime import timedelta

from app.events.enums import EventStatus
from app.events.models import Event
from app.kernel import clock


def touch(event: Event, *, moved: bool) -> None:
    """Note that something visible changed; `moved` when start, end, place or status did.

    LAST-MODIFIED grows with every change (rule P04), even two within one second; SEQUENCE only when
    a published event moved (P03).
    """
    event.updated_at = max(clock.now(), event.updated_at + timedelta(seconds=1))
    if moved and event.status != EventStatus.DRAFT:
        event.sequence += 1
