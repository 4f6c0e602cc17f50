"""Date and place of an event in words, for pages and mails."""

from __future__ import annotations

from app.events.enums import EventMode, EventStatus
from app.events.models import Event
from app.events.when import When
from app.kernel import clock


def when_of(event: Event) -> When:
    """The date of a stored event."""
    return When(
        event.starts_at, event.ends_at, event.partial_year, event.partial_month, event.partial_day
    )


def is_over(event: Event) -> bool:
    """Whether the event is past: its end, or the whole of the day, month or year one knows of it.

    One that was cancelled or postponed did not take place.
    """
    if event.status not in {EventStatus.PUBLISHED, EventStatus.HELD, EventStatus.CLOSED}:
        return False
    if event.ends_at is not None:
        return event.ends_at <= clock.now_beside([event.ends_at])
    before = when_of(event).ends_before
    return before is not None and before <= clock.today()


def when_text(event: Event) -> str:
    """ "jeudi 14 mai 2026, de 9 h 30 à 16 h 30", "mai 2023", "date à préciser"."""
    return when_of(event).spoken


def place_text(event: Event) -> str:
    if event.mode == EventMode.REMOTE:
        return "À distance"
    parts = [part for part in (event.venue, event.address, event.city) if part]
    return ", ".join(parts) or "Lieu à préciser"


FILTERS = {"when_text": when_text, "place_text": place_text}
