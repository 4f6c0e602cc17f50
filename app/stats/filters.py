"""What part of the activity is counted, as it stands in the address bar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement

from app.events.filters import AgendaFilters
from app.events.models import Event
from app.events.queries import matching
from app.kernel import clock
from app.kernel.errors import NotFound
from app.reviews.scope import COUNTED, Scope

ALL: Final = "toutes"
_FIRST, _LAST = 1900, 9998


@dataclass(frozen=True)
class StatsFilters:
    """A year (None: all of them), and the filters of the agenda that choose events."""

    year: int | None
    events: AgendaFilters = field(default_factory=AgendaFilters)

    @classmethod
    def parse(cls, arguments: Mapping[str, str]) -> StatsFilters:
        """Read an address; raises `NotFound` for a value that means nothing."""
        names = ("type", "groupe", "axe", "departement")
        return cls(
            year=_year(arguments.get("annee")),
            events=AgendaFilters.parse({name: arguments.get(name, "") for name in names}),
        )

    @property
    def narrows(self) -> bool:
        """Whether more than a year is chosen."""
        return not self.events.is_empty

    @property
    def scope(self) -> Scope | None:
        """The same as the bilan of that year counts, without what narrows it."""
        return Scope(self.year) if self.year is not None else None

    def counted_events(self) -> list[ColumnElement[bool]]:
        """The events that count: dated, announced to somebody, not called off."""
        dated = (
            Event.sorts_on.is_not(None)
            if self.year is None
            else Event.sorts_on.between(date(self.year, 1, 1), date(self.year, 12, 31))
        )
        return [Event.status.in_(COUNTED), dated, *matching(self.events)]

    def query(self) -> dict[str, str]:
        """The parameters of the address; the year is always said, so that a link stays true."""
        chosen = {name: text for name, text in self.events.query().items() if name != "periode"}
        return {"annee": ALL if self.year is None else str(self.year), **chosen}

    def with_(self, **values: str | None) -> dict[str, Any]:
        """The same with some changed; None takes one away."""
        given = {**self.query(), **{name: value or "" for name, value in values.items()}}
        return {name: value for name, value in given.items() if value}


def _year(text: str | None) -> int | None:
    if not text:
        return clock.today().year
    if text == ALL:
        return None
    if not (text.isascii() and text.isdigit() and _FIRST <= int(text[:5]) <= _LAST):
        raise NotFound("Cette année n’existe pas.")
    return int(text)
