"""The reminder itself."""

from __future__ import annotations

from app.events.enums import PoolKind
from app.events.models import Event
from app.events.words import place_text, when_of
from app.kernel import clock, links
from app.kernel.text import joined, typographic
from app.outbox import services as outbox
from app.registrations.models import Registration
from app.registrations.tokens import private_url
from app.reminders.tokens import refusal_url

REMOTELY = PoolKind.REMOTE.label.lower()


def reminder(registration: Registration, event: Event, days: int) -> None:
    """Call an event to mind; `registration` comes with its confirmed claims and their pools.

    `days` is the delay that was planned; a late worker says the one that is left. The key bears the
    day of the event: moved to another day, it is called to mind again.
    """
    assert event.starts_at is not None  # noqa: S101  # an event without a date has no reminder
    kinds = [claim.pool.kind for claim in registration.claims]
    remote = PoolKind.REMOTE in kinds
    modes = dict.fromkeys(kind.label.lower() for kind in kinds)
    day = clock.paris(event.starts_at).date()
    how_soon = _how_soon((day - clock.today()).days)
    outbox.enqueue(
        kind="reminders/coming",
        to=registration.email,
        subject=f"{how_soon} : {event.title}",
        key=f"reminder:{registration.id}:{day.isoformat()}:{days}",
        thread=f"event:{event.id}",
        payload={
            "first_name": registration.greeting,
            "title": typographic(event.title),
            "when": when_of(event).spoken,
            "how_soon": how_soon.lower(),
            "place": REMOTELY if list(modes) == [REMOTELY] else place_text(event),
            "mode": joined(modes),
            "remote_url": event.remote_url if remote else None,
            "private_url": private_url(registration),
            "event_url": links.url("events.show", slug=event.slug),
            "unsubscribe_url": refusal_url(registration),
        },
    )


def _how_soon(days: int) -> str:
    return "Demain" if days == 1 else f"Dans {days} jours"
