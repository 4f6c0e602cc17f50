"""Charts as small SVG, drawn on the server from a `kernel.tables.Table`.

Lengths are percentages and words keep their size: one drawing fits a phone, a wide screen and
paper. Colours are classes of the style sheet (light, dark, print); series differ by their pattern
as well. A drawing is one image with a sentence for a name: the table beside it says everything.

Templates use the macros of `templates/dsfr/charts.html`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise

from flask import Flask
from markupsafe import Markup, escape

from app.kernel.tables import Line, Table, Value, drawn, largest
from app.kernel.text import number, typographic
from app.web.controls import html
from app.web.region import region_map

# Of the drawing, in CSS pixels: words above, bars, words below.
TOP, PLOT, BOTTOM = 22, 180, 26
# Patterns that differ without colour; further series begin again.
SERIES = 5
_GAP = 0.16
_PATTERNS = (
    '<pattern id="{0}-2" width="6" height="6" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(45)"><rect class="sy-ink--pale" width="6" height="6"/>'
    '<rect class="sy-ink" width="2.5" height="6"/></pattern>'
    '<pattern id="{0}-3" width="6" height="6" patternUnits="userSpaceOnUse">'
    '<rect class="sy-ink--none" width="6" height="6"/>'
    '<circle class="sy-ink" cx="3" cy="3" r="1.4"/></pattern>'
    '<pattern id="{0}-5" width="6" height="6" patternUnits="userSpaceOnUse">'
    '<rect class="sy-ink--none" width="6" height="6"/>'
    '<rect class="sy-ink" width="6" height="2"/></pattern>'
)
_MARKS = (
    '<circle class="sy-ink" r="4"/>',
    '<rect class="sy-ink--open" x="-4" y="-4" width="8" height="8"/>',
    '<path class="sy-ink" d="M0-5 5 4H-5z"/>',
    '<circle class="sy-ink--open" r="4"/>',
    '<path class="sy-ink" d="M0-5 5 0 0 5-5 0z"/>',
)


def shown(value: Value) -> str:
    """A value as people read it: `1 204`, `4,2`, "non communiqué", "–" where it is not known."""
    if value is None:
        return "–"
    return value if isinstance(value, str) else number(value)


def _fill(name: str, place: int) -> str:
    """The attributes of a shape of the series at this place, from 0."""
    kind = place % SERIES + 1
    if kind == 1:
        return 'class="sy-series sy-series--1"'
    if kind == 4:
        return 'class="sy-series sy-series--4"'
    return f'class="sy-series" fill="url(#{name}-motif-{kind})"'


def patterns(table: Table) -> Markup:
    """What the shapes of several series are filled with, once per chart."""
    if len(table.series) < 2:
        return Markup("")
    return html("<defs>", _PATTERNS.format(f"{table.name}-motif"), "</defs>")


def spare(table: Table) -> Markup:
    """The same where each row has a drawing of its own: an empty one that holds them."""
    made = patterns(table)
    if not made:
        return made
    return html('<svg class="sy-spare" aria-hidden="true" focusable="false">', made, "</svg>")


def key(table: Table, place: int) -> Markup:
    """The sample of a series, for the legend."""
    return html(
        '<svg class="sy-key" aria-hidden="true" focusable="false">'
        f'<rect {_fill(table.name, place)} x="1" y="1" width="22" height="12"/></svg>'
    )


def line_key(place: int) -> Markup:
    """The sample of a line, for the legend."""
    kind = place % SERIES
    return html(
        '<svg class="sy-key" aria-hidden="true" focusable="false">'
        f'<line class="sy-line sy-line--{kind + 1}" x1="0" x2="24" y1="7" y2="7"/>'
        f'<svg x="12" y="7" overflow="visible" aria-hidden="true">{_MARKS[kind]}</svg></svg>'
    )


def bar(table: Table, row: Line) -> Markup:
    """The bar of one row, its series end to end; hidden from readers, who have the numbers."""
    whole = largest(sum(drawn(one) for one in table.drawn(line)) for line in table.lines)
    shapes, start = [], 0.0
    for place, value in enumerate(table.drawn(row)):
        share = drawn(value) * 100 / whole if whole else 0
        if share:
            shapes.append(
                f'<rect {_fill(table.name, place)} x="{start:.2f}%" width="{share:.2f}%"'
                ' height="100%"/>'
            )
        start += share
    return html(
        '<svg class="sy-bar" aria-hidden="true" focusable="false">', "".join(shapes), "</svg>"
    )


def columns(table: Table) -> Markup:
    """One column per row of the table, its series one upon the other, its total above."""
    totals = [sum(drawn(one) for one in table.drawn(line)) for line in table.lines]
    whole, step = largest(totals), 100 / max(1, len(totals))
    parts: list[str] = []
    for number_, (line, total) in enumerate(zip(table.lines, totals, strict=True)):
        left, middle = step * (number_ + _GAP / 2), step * (number_ + 0.5)
        top: float = TOP + PLOT
        for place, value in enumerate(table.drawn(line)):
            height = drawn(value) * PLOT / whole if whole else 0
            top -= height
            if height:
                parts.append(
                    f'<rect {_fill(table.name, place)} x="{left:.2f}%" y="{top:.1f}"'
                    f' width="{step * (1 - _GAP):.2f}%" height="{height:.1f}"/>'
                )
        hidden = next((one for one in table.drawn(line) if isinstance(one, str)), "")
        if total or hidden:
            words = shown(total) if total else "*"
            parts.append(
                f'<text class="sy-chart__value" x="{middle:.2f}%" y="{top - 6:.1f}">{words}</text>'
            )
        parts.append(_under(line.label, middle, number_, len(totals)))
    return _image(table, parts)


def lines(table: Table) -> Markup:
    """One line per column of the table, from row to row; a value not known breaks it."""
    whole = _round_up(largest(value for line in table.lines for value in line.values))
    step = 100 / max(1, len(table.lines))
    parts = list(_grid(whole))
    for place in range(len(table.columns)):
        parts += _line([line.values[place] for line in table.lines], place, whole, step)
    for number_, line in enumerate(table.lines):
        parts.append(_under(line.label, step * (number_ + 0.5), number_, len(table.lines)))
    return _image(table, parts)


def _line(values: Sequence[Value], place: int, whole: float, step: float) -> list[str]:
    kind = place % SERIES
    points = [
        (step * (number_ + 0.5), TOP + PLOT - value * PLOT / whole)
        if isinstance(value, int | float) and whole
        else None
        for number_, value in enumerate(values)
    ]
    found = [
        f'<line class="sy-line sy-line--{kind + 1}" x1="{one[0]:.2f}%" y1="{one[1]:.1f}"'
        f' x2="{other[0]:.2f}%" y2="{other[1]:.1f}"/>'
        for one, other in pairwise(points)
        if one and other
    ]
    found += [
        f'<svg x="{point[0]:.2f}%" y="{point[1]:.1f}" overflow="visible" aria-hidden="true">'
        f"{_MARKS[kind]}</svg>"
        for point in points
        if point
    ]
    return found


def _grid(whole: float) -> list[str]:
    found = []
    for part in (0.5, 1.0):
        y = TOP + PLOT * (1 - part)
        found.append(
            f'<line class="sy-chart__grid" x1="0" x2="100%" y1="{y}" y2="{y}"/>'
            f'<text class="sy-chart__scale" x="0" y="{y - 5}">{number(whole * part)}</text>'
        )
    return found


def _under(label: str, middle: float, number_: int, count: int) -> str:
    # Where twelve words would touch, the style sheet keeps every other one.
    skipped = " sy-chart__label--even" if count > 8 and number_ % 2 else ""
    return (
        f'<text class="sy-chart__label{skipped}" x="{middle:.2f}%" y="{TOP + PLOT + 18}">'
        f"{escape(label)}</text>"
    )


def _image(table: Table, parts: Sequence[str]) -> Markup:
    base = TOP + PLOT
    return html(
        f'<svg class="sy-chart" width="100%" height="{base + BOTTOM}" role="img"'
        f' aria-label="{escape(typographic(said(table)))}">',
        patterns(table),
        *parts,
        f'<line class="sy-chart__base" x1="0" x2="100%" y1="{base}" y2="{base}"/></svg>',
    )


def said(table: Table) -> str:
    """A drawing in one sentence: what it shows and where it is highest."""
    totals = [(sum(drawn(one) for one in table.drawn(line)), line.label) for line in table.lines]
    if not totals or not max(totals)[0]:
        return f"Graphique : {table.title}. Rien à montrer."
    most = max(totals, key=lambda one: one[0])
    return (
        f"Graphique : {table.title}. Le plus haut : {most[1]} ({number(most[0])}). "
        "Le tableau donne toutes les valeurs."
    )


def _round_up(value: float) -> float:
    """The round number (1, 2 or 5 and zeros) at or above, even: its half is shown too."""
    if value <= 2:
        return 2
    ten: float = 10 ** math.floor(math.log10(value))
    return next(one * ten for one in (1, 2, 4, 6, 8, 10) if one * ten >= value)


def init_app(app: Flask) -> None:
    """Give `templates/dsfr/charts.html` what it calls."""
    calls: Mapping[str, object] = {
        "chart_bar": bar,
        "chart_columns": columns,
        "chart_lines": lines,
        "chart_key": key,
        "chart_line_key": line_key,
        "chart_shown": shown,
        "chart_spare": spare,
        "chart_map": region_map,
    }
    app.jinja_env.globals.update(calls)
