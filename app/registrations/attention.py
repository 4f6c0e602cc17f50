"""What the registrations of an event ask of those who run it."""

from __future__ import annotations

from app.events.enums import EventStatus
from app.events.models import Event
from app.events.related import Attention
from app.kernel import clock, links
from app.kernel.text import counted
from app.registrations.allocation import fills_of
from app.registrations.dashboard import notices
from app.registrations.opening import has_started
from app.registrations.roster import everyone
from app.registrations.unanswered import open_for

GONE = frozenset({EventStatus.CANCELLED, EventStatus.CLOSED})
OPEN = ("personne n’a pas répondu", "personnes n’ont pas répondu")


def event_attention(event: Event) -> list[Attention]:
    """Requests, queues and mails as the dashboard tells them, then questions left open."""
    if event.status in GONE:
        return []
    started = has_started(event, clock.now())
    found = [
        Attention(
            counted(one.count, one.one, one.several),
            links.path("registrations.manage", slug=event.slug, **one.filters),
        )
        for one in notices(everyone(event), fills_of(event))
        # Once it has begun, nobody waits for a seat or an answer.
        if not (started and "statut" in one.filters)
    ]
    if left := len(open_for(event)):
        words = f"{counted(left, *OPEN)} à une question nécessaire"
        found.append(Attention(words, links.path("registrations.open_questions", slug=event.slug)))
    return found
