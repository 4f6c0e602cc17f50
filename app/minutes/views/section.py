"""The pages of minutes and how they find what they are about."""

from __future__ import annotations

from app.events.models import Event
from app.events.queries import event_to_show
from app.kernel.access import Actor
from app.kernel.errors import NotFound
from app.minutes import queries
from app.minutes.models import Minutes
from app.web.routing import Section, allow, current_actor

minutes = Section("minutes", __name__)


def load(actor: Actor, minutes_id: int) -> Minutes | None:
    return queries.minutes_by_id(actor, minutes_id)


def load_event(actor: Actor, slug: str) -> Event | None:
    return event_to_show(actor, slug=slug)


def again(slug: str) -> tuple[Event, Minutes | None]:
    """Read anew what a page shows, once a refused act has been undone."""
    event = event_to_show(current_actor(), slug=slug)
    if event is None:
        raise NotFound
    return event, queries.minutes_of(event.id)


WRITE = allow("minutes:write", load=load_event)
NOT_BEGUN = (
    "Le compte rendu s’écrit une fois la rencontre commencée. "
    "Une rencontre annulée ou reportée n’en a pas."
)
