"""Facts of the strategy, as sentences."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.kernel.dates import spoken_day
from app.kernel.text import NBSP, joined, number
from app.strategy.models import (
    AnnouncedTotal,
    Dispositif,
    Figure,
    FundingLine,
    FundingTotal,
    Stated,
)
from app.strategy.services.series import CENTS_PER_MILLION


def territory(dispositif: Dispositif) -> str:
    """Where a dispositif applies, and since when: `Ariège (depuis le 1er janvier 2023) et Aude`."""
    starts: dict[str, Any] = dispositif.details.get("starts", {})
    return joined(
        _since(department.name, starts.get(department.code))
        for department in dispositif.departments
    )


def _since(name: str, day: str | None) -> str:
    if day is None:
        return name
    return f"{name} (depuis le{NBSP}{spoken_day(date.fromisoformat(day), weekday=False)})"


def millions(cents: int) -> str:
    """Cents as millions of euros, exact: `73,7 M€`."""
    return f"{number(cents / CENTS_PER_MILLION)}{NBSP}M€"


def subject(figure: Figure) -> str:
    """What a figure hangs on; the reader loads it with the figure."""
    if figure.dispositif is not None:
        return figure.dispositif.name
    if figure.axis is not None:
        return f"Axe {figure.axis.number} : {figure.axis.label}"
    return figure.framework.name if figure.framework is not None else ""


def place(figure: Figure) -> str:
    """Where a figure holds: `Occitanie`, `Ariège (09)`, a métropole."""
    if figure.department is not None:
        return f"{figure.department.name} ({figure.department.code})"
    return figure.metropole.name if figure.metropole is not None else "Occitanie"


def said(fact: Stated) -> str:
    """What a statement says, in one line: `plus de 6 000 jeunes accompagnés`, `18,4 M€`."""
    if isinstance(fact, FundingTotal):
        return millions(fact.total_cents)
    if isinstance(fact, FundingLine):
        return millions(fact.amount_cents)
    if isinstance(fact, Figure | AnnouncedTotal):
        before = f"{fact.qualifier} " if fact.qualifier else ""
        what = fact.unit if isinstance(fact, Figure) else fact.label
        return f"{before}{number(fact.value)}{NBSP}{what}"
    raise TypeError(type(fact))


def spoken(fact: Stated) -> str:
    """Of what a statement speaks: the title of its history."""
    if isinstance(fact, FundingTotal):
        return f"Total des financements annoncés pour {fact.year}"
    if isinstance(fact, FundingLine):
        return f"{fact.label}, {fact.year}"
    if isinstance(fact, AnnouncedTotal):
        return f"Nombre annoncé de {fact.label}, {fact.year}"
    if isinstance(fact, Figure):
        return f"{subject(fact)} : {fact.unit}, {fact.year}, {place(fact)}"
    raise TypeError(type(fact))
