"""What events tell the features above, in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from app.events.models import Event, Pool
from app.kernel.access import Actor


@dataclass(frozen=True)
class EventPublished:
    """An event becomes visible for the first time."""

    actor: Actor
    event: Event


@dataclass(frozen=True)
class EventChanged:
    """When or where changed on a published event; `what` says it in French, for mails.

    `moved` are the lines that say what moved with the date.
    """

    actor: Actor
    event: Event
    what: tuple[str, ...]
    moved: tuple[str, ...] = ()


@dataclass(frozen=True)
class EventMoved:
    """The event, published or not, goes from one day to another: `by` so many whole days."""

    actor: Actor
    event: Event
    by: timedelta


@dataclass(frozen=True)
class RemoteLinkGiven:
    """The link to attend from a distance is known, or another one: private to those seated so."""

    actor: Actor
    event: Event


@dataclass(frozen=True)
class EventPostponed:
    """The date is given up; a new one may come later."""

    actor: Actor
    event: Event


@dataclass(frozen=True)
class EventDuplicated:
    """A new draft was made of another event."""

    actor: Actor
    event: Event
    source: Event


@dataclass(frozen=True)
class EventCancelled:
    """The event will not take place; it had been published."""

    actor: Actor
    event: Event


@dataclass(frozen=True)
class EventClosed:
    """Nothing more is awaited of the event: it was held, and what came of it is written."""

    actor: Actor
    event: Event


@dataclass(frozen=True)
class PoolsChanged:
    """Capacities, the mode or the opening changed: who holds or awaits a seat is looked after."""

    actor: Actor
    event: Event


@dataclass(frozen=True)
class SessionCancelled:
    """One session will not take place: whoever chose it is told, before it is taken away."""

    actor: Actor
    event: Event
    pool: Pool
