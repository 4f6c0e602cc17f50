"""Lists of registrations as files."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from app.kernel.clock import paris
from app.registrations.queries import Line

# A cell that begins so would be run as a formula by a spreadsheet (OWASP "CSV injection").
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
HEADINGS = (
    "Statut",
    "Rang",
    "Prénom",
    "Nom",
    "Adresse électronique",
    "Organisation",
    "Participation",
    "Inscription le",
)
# For scripts: names and values that do not change with the interface (product contract).
PLAIN_HEADINGS = (
    "status",
    "rank",
    "first_name",
    "last_name",
    "email",
    "organisation",
    "mode",
    "registered_at",
)


def safe_cell(value: str) -> str:
    """The value, with an apostrophe before what a spreadsheet would run; nothing is deleted."""
    return f"'{value}" if value.startswith(FORMULA_STARTS) else value


def spreadsheet_csv(lines: Sequence[Line]) -> bytes:
    """For French Excel: UTF-8 with its mark, semicolons, times in Paris."""
    rows = [
        (
            line.status.label,
            str(line.rank or ""),
            line.first_name,
            line.last_name,
            line.email or "",
            line.organisation or "",
            line.mode.label,
            f"{paris(line.registered_at):%d/%m/%Y %H:%M}",
        )
        for line in lines
    ]
    return _csv(HEADINGS, rows, ";").encode("utf-8-sig")


def plain_csv(lines: Sequence[Line]) -> str:
    """For scripts: commas, fixed names, instants in ISO 8601 UTC."""
    rows = [
        (
            line.status.value,
            str(line.rank or ""),
            line.first_name,
            line.last_name,
            line.email or "",
            line.organisation or "",
            line.mode.value,
            line.registered_at.isoformat(),
        )
        for line in lines
    ]
    return _csv(PLAIN_HEADINGS, rows, ",")


def _csv(headings: Sequence[str], rows: Sequence[Sequence[str]], delimiter: str) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return text.getvalue()
