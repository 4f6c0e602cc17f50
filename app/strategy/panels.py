"""What features above the strategy show on the page of an axis.

The strategy knows neither groups nor events nor proposals: a panel of each is plugged in by wiring.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.kernel.access import Actor
from app.strategy.models import Axis


@dataclass(frozen=True)
class PanelRow:
    """One line of a panel."""

    title: str
    url: str
    detail: str = ""


@dataclass(frozen=True)
class Panel:
    """A section of the axis page: rows, or cards of events; `empty` is said when there is none."""

    key: str
    title: str
    empty: str
    rows: Sequence[PanelRow] = ()
    cards: Sequence[Any] = field(default_factory=tuple)


PanelMaker = Callable[[Actor, Axis], Panel]

# What names each of these dispositifs, by its id.
Citing = Callable[[Sequence[int]], Mapping[int, Sequence[PanelRow]]]

_makers: list[PanelMaker] = []
_citing: list[Citing] = []


def show_on_axis(*makers: PanelMaker) -> None:
    """Show these panels on every axis, in this order. Declared once, in wiring."""
    _makers[:] = makers


def cite_dispositifs(*citing: Citing) -> None:
    """Show under each dispositif what names it. Declared once, in wiring."""
    _citing[:] = citing


def cited(dispositif_ids: Sequence[int]) -> dict[int, list[PanelRow]]:
    """What names each dispositif, in the order of the declarations."""
    found: dict[int, list[PanelRow]] = {}
    for citing in _citing:
        for dispositif_id, rows in citing(dispositif_ids).items():
            found.setdefault(dispositif_id, []).extend(rows)
    return found


def panels(actor: Actor, axis: Axis) -> list[Panel]:
    return [make(actor, axis) for make in _makers]
