"""Deadlines of one person, in their private calendar: each feature tells its own (`wiring`)."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Final, Protocol

from app.ical import Color, Entry

# Names the identifiers of deadlines, for ever (rule E01).
_NAMESPACE: Final = uuid.UUID("6b0f8a1e-5a1c-4f0e-9d55-6a0d6f2f7a10")
CATEGORY: Final = "Échéance"


class Deadline(Protocol):
    """What somebody has to do by a day. `key` names it for ever ("proposal:12:answer")."""

    @property
    def key(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def day(self) -> date: ...
    @property
    def url(self) -> str: ...
    @property
    def created_at(self) -> datetime: ...
    @property
    def changed_at(self) -> datetime: ...


Provider = Callable[[int], Iterable[Deadline]]
_providers: list[Provider] = []


def show_deadlines(*providers: Provider) -> None:
    """Ask these features for the deadlines of an account. Declared once, in wiring."""
    _providers[:] = providers


def deadlines_of(account_id: int) -> list[Deadline]:
    """Everything this person has to do by a day, the soonest first."""
    found = [one for provider in _providers for one in provider(account_id)]
    return sorted(found, key=lambda one: (one.day, one.key))


def entry_of_deadline(deadline: Deadline) -> Entry:
    """A whole day that leaves its owner free.

    A deadline has no SEQUENCE of its own: the seconds between its two times grow whenever it
    changes and never fall, which is what clients look at (rules P02, P03).
    """
    elapsed = deadline.changed_at - deadline.created_at
    return Entry(
        uid=str(uuid.uuid5(_NAMESPACE, deadline.key)),
        summary=f"{CATEGORY} : {deadline.title}",
        starts=deadline.day,
        ends=deadline.day,
        created=deadline.created_at,
        last_modified=max(deadline.changed_at, deadline.created_at),
        categories=(CATEGORY,),
        url=deadline.url,
        color=Color.CRIMSON,
        sequence=max(0, int(elapsed.total_seconds())),
        transparent=True,
    )
