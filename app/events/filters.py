"""The filters of the agenda, as they stand in the address bar (names fixed by the product)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from app.events.enums import EventKind, EventMode
from app.kernel.errors import NotFound

EnumT = TypeVar("EnumT", bound=StrEnum)

COMING, PAST = "a-venir", "passes"
_MONTH = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2]))?")
_AXIS = re.compile(r"([a-z0-9-]+)-(\d{1,2})")


@dataclass(frozen=True)
class AgendaFilters:
    """What part of the agenda is asked for; each None means all.

    `axe` is `<framework code>-<number>` ("snplp-3"), `periode` is `a-venir` (default), `passes`, a
    year ("2023") or a month ("2026-05").
    """

    type: EventKind | None = None
    groupe: str | None = None
    axe: str | None = None
    departement: str | None = None
    modalite: EventMode | None = None
    periode: str = COMING

    @classmethod
    def parse(cls, arguments: Mapping[str, str]) -> AgendaFilters:
        """Read an address; raises `NotFound` for a value that means nothing."""
        period = arguments.get("periode") or COMING
        if period not in {COMING, PAST} and not _MONTH.fullmatch(period):
            raise NotFound("Cette période n’existe pas.")
        axis = arguments.get("axe") or None
        if axis and not _AXIS.fullmatch(axis):
            raise NotFound("Cet axe n’existe pas.")
        return cls(
            type=_member(EventKind, arguments.get("type")),
            groupe=arguments.get("groupe") or None,
            axe=axis,
            departement=arguments.get("departement") or None,
            modalite=_member(EventMode, arguments.get("modalite")),
            periode=period,
        )

    @property
    def axis_key(self) -> tuple[str, int] | None:
        """The framework's code and the number of the axis."""
        match = _AXIS.fullmatch(self.axe) if self.axe else None
        return (match[1].upper(), int(match[2])) if match else None

    @property
    def span(self) -> tuple[date, date] | None:
        """First day and the day after the last, when the period is a year or a month."""
        match = _MONTH.fullmatch(self.periode)
        if match is None:
            return None
        year, month = int(match[1]), int(match[2]) if match[2] else None
        # The months around it have their own links, and years of few digits no calendar.
        if not 1900 <= year <= 9998:
            raise NotFound("Cette période n’existe pas.")
        if month is None:
            return date(year, 1, 1), date(year + 1, 1, 1)
        return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)

    @property
    def is_empty(self) -> bool:
        return self == AgendaFilters()

    @property
    def has_choices(self) -> bool:
        """Whether anything but the period is asked for."""
        return self != AgendaFilters(periode=self.periode)

    def query(self) -> dict[str, str]:
        """The address's parameters, without those at their default."""
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        return {
            name: str(value)
            for name, value in given.items()
            if value is not None and not (name == "periode" and value == COMING)
        }

    def with_(self, **values: str | None) -> dict[str, Any]:
        """The parameters of the same agenda with some filters changed (None takes one away)."""
        given = {**self.query(), **{name: value or "" for name, value in values.items()}}
        return {name: value for name, value in given.items() if value}

    def in_period(self, period: str) -> AgendaFilters:
        return replace(self, periode=period)


def _member(kind: type[EnumT], value: str | None) -> EnumT | None:
    if not value:
        return None
    try:
        return kind(value)
    except ValueError:
        raise NotFound("Ce filtre n’existe pas.") from None
