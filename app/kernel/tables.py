"""A table of counts as plain data: what a chart draws, a page prints and a spreadsheet holds.

One shape for all of them, so that a drawing never says something else than the table beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# A number; None where it is not known; a text ("non communiqué") is shown as it stands, not drawn.
Value = int | float | str | None


@dataclass(frozen=True)
class Line:
    """One row. `key` is what it is about (a department's code, a year), for maps and links."""

    label: str
    values: tuple[Value, ...]
    key: str = ""


@dataclass(frozen=True)
class Table:
    """Rows under headings.

    `name` is unique on its page and made of letters, figures and hyphens. `columns` are the
    headings of the values, `heading` that of the labels. `definition` says what is counted, in one
    or two sentences. `total` is a last row, where adding up means something. The last `aside`
    columns are written and never drawn: what the others add up to, an average.
    """

    name: str
    title: str
    heading: str
    columns: tuple[str, ...]
    lines: Sequence[Line]
    definition: str = ""
    total: Line | None = None
    aside: int = 0

    def drawn(self, line: Line) -> tuple[Value, ...]:
        """The values of a row that a drawing stacks."""
        return line.values[: len(self.columns) - self.aside]

    @property
    def is_empty(self) -> bool:
        """Whether nothing in it counts anything."""
        return not any(value for line in self.lines for value in line.values)

    @property
    def series(self) -> list[int]:
        """The columns that are drawn: those that hold a number somewhere."""
        return [
            place
            for place in range(len(self.columns) - self.aside)
            if any(isinstance(line.values[place], int | float) for line in self.lines)
        ]

    def rows(self) -> list[list[Value]]:
        """Labels and values, the total last: what a spreadsheet holds."""
        last = (self.total,) if self.total else ()
        return [[line.label, *line.values] for line in (*self.lines, *last)]


def drawn(value: Value) -> float:
    """What a drawing makes of a value: nothing of what is not known or not shown."""
    return value if isinstance(value, int | float) else 0


def largest(values: Iterable[Value]) -> float:
    """The largest number drawn, 0 at least."""
    return max((drawn(value) for value in values), default=0)
