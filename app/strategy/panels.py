"""What features above the strategy show on the page of an axis.

The strategy knows neither groups nor events nor proposals: a panel of each is plugged in by wiring.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
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

_makers: list[PanelMaker] = []


def show_on_axis(*makers: PanelMaker) -> None:
    """Show these panels on every axis, in this order. Declared once, in wiring."""
    _makers[:] = makers


def panels(actor: Actor, axis: Axis) -> list[Panel]:
    return [make(actor, axis) for make in _makers]
