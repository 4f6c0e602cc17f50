"""The region as thirteen hexagons: an original schema, which copies no geometry.

Each department has one tile of the same size, put so that neighbours touch as far as they can. It
shows where things happen, never how large a department is: a number in a small one stays legible.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup, escape

from app.kernel.tables import Table, Value
from app.kernel.text import number, typographic
from app.web.controls import html

# Code → column (in halves of a tile) and row, north on top.
PLACES: Final[Mapping[str, tuple[int, int]]] = {
    "46": (3, 0),
    "12": (5, 0),
    "48": (7, 0),
    "32": (0, 1),
    "82": (2, 1),
    "81": (4, 1),
    "34": (6, 1),
    "30": (8, 1),
    "65": (1, 2),
    "31": (3, 2),
    "11": (5, 2),
    "09": (4, 3),
    "66": (6, 3),
}
# Names on two lines at most.
NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "09": ("Ariège",),
    "11": ("Aude",),
    "12": ("Aveyron",),
    "30": ("Gard",),
    "31": ("Haute-", "Garonne"),
    "32": ("Gers",),
    "34": ("Hérault",),
    "46": ("Lot",),
    "48": ("Lozère",),
    "65": ("Hautes-", "Pyrénées"),
    "66": ("Pyrénées-", "Orientales"),
    "81": ("Tarn",),
    "82": ("Tarn-et-", "Garonne"),
}
SIDE: Final = 42.0
HALF: Final = SIDE * math.sqrt(3) / 2
MARGIN: Final = 3.0
# Classes above none, from the palest.
CLASSES: Final = 4


@dataclass(frozen=True)
class Step:
    """One class of the legend: its rank (0 is none) and the words for its numbers."""

    rank: int
    words: str


@dataclass(frozen=True)
class Drawn:
    """The map and its legend."""

    image: Markup
    legend: Sequence[tuple[Markup, str]]


def region_map(table: Table, place: int = 0) -> Drawn:
    """The map of one column of a table whose lines bear department codes as keys.

    A value that is not shown ("non communiqué") or not known has a tile of its own kind.
    """
    values = {line.key: line.values[place] for line in table.lines if line.key in PLACES}
    bounds = classes(values.values())
    tiles = [_tile(code, values.get(code), bounds) for code in PLACES]
    width, height = 10 * HALF + 2 * MARGIN, (3 * 1.5 + 2) * SIDE + 2 * MARGIN
    image = html(
        f'<svg class="sy-map" viewBox="0 0 {width:.1f} {height:.1f}" role="img"'
        f' aria-label="{escape(typographic(_said(table, values)))}">',
        *tiles,
        "</svg>",
    )
    return Drawn(image, [(_sample(step.rank), step.words) for step in legend(values, bounds)])


def classes(values: object) -> list[int]:
    """The first number of each class, from 1: as many in each as the numbers allow."""
    found = sorted({int(v) for v in values if isinstance(v, int | float) and v > 0})  # type: ignore[attr-defined]  # any collection
    if not found:
        return []
    count = min(CLASSES, len(found))
    return [found[len(found) * rank // count] for rank in range(count)]


def rank_of(value: Value, bounds: Sequence[int]) -> int:
    """0 for none, then the number of the class."""
    if not isinstance(value, int | float):
        return 0
    return sum(1 for bound in bounds if value >= bound)


def legend(values: Mapping[str, Value], bounds: Sequence[int]) -> list[Step]:
    """The classes in words; the last one ends at the largest number."""
    found = [Step(0, "0")] if any(value == 0 for value in values.values()) else []
    most = max((int(v) for v in values.values() if isinstance(v, int | float)), default=0)
    for rank, first in enumerate(bounds, start=1):
        last = bounds[rank] - 1 if rank < len(bounds) else most
        words = number(first) if last <= first else f"de {number(first)} à {number(last)}"
        found.append(Step(_tint(rank, len(bounds)), words))
    if any(isinstance(value, str) for value in values.values()):
        hidden = next(value for value in values.values() if isinstance(value, str))
        found.append(Step(-1, hidden))
    return found


def _tint(rank: int, count: int) -> int:
    """Few classes use the ends of the scale: the largest is always the darkest."""
    return rank + CLASSES - count if rank else 0


def _tile(code: str, value: Value, bounds: Sequence[int]) -> str:
    column, row = PLACES[code]
    x, y = MARGIN + HALF * (column + 1), MARGIN + SIDE * (1 + 1.5 * row)
    kind = -1 if isinstance(value, str) else _tint(rank_of(value, bounds), len(bounds))
    names = NAMES[code]
    first = y + (14 if len(names) > 1 else 18)
    words = "".join(
        f'<text class="sy-map__name" x="{x:.1f}" y="{first + 10 * i:.1f}">{name}</text>'
        for i, name in enumerate(names)
    )
    return (
        f'<g class="{_class(kind)}"><path d="{_hexagon(x, y, SIDE - 1.5)}"/>'
        f'<text class="sy-map__code" x="{x:.1f}" y="{y - 19:.1f}">{code}</text>'
        f'<text class="sy-map__value" x="{x:.1f}" y="{y + 2:.1f}">{escape(_short(value))}</text>'
        f"{words}</g>"
    )


def _class(kind: int) -> str:
    return f"sy-hex sy-hex--{kind if kind >= 0 else 'hidden'}"


def _short(value: Value) -> str:
    if value is None:
        return "–"
    return "*" if isinstance(value, str) else number(value)


def _hexagon(x: float, y: float, side: float) -> str:
    """A hexagon that stands on a corner."""
    corners = (
        (x + side * math.sin(math.pi * i / 3), y - side * math.cos(math.pi * i / 3))
        for i in range(6)
    )
    return "M" + "L".join(f"{a:.1f} {b:.1f}" for a, b in corners) + "Z"


def _sample(kind: int) -> Markup:
    mark = '<text class="sy-map__value" x="12" y="15">*</text>' if kind < 0 else ""
    return html(
        '<svg class="sy-key sy-key--tile" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
        f'<g class="{_class(kind)}"><path d="{_hexagon(12, 12, 11)}"/>{mark}</g></svg>'
    )


def _said(table: Table, values: Mapping[str, Value]) -> str:
    known = {code: v for code, v in values.items() if isinstance(v, int | float) and v}
    if not known:
        return f"Carte : {table.title}. Rien à montrer."
    most = max(known, key=lambda code: known[code])
    name = "".join(NAMES[most])
    return (
        f"Carte : {table.title}. Le plus : {name} ({number(known[most])}). "
        "Le tableau donne toutes les valeurs."
    )
