"""A table of plain values as a file: CSV, XLSX or ODS.

Nothing is lost on the way: texts stay texts ("09", "0612345678", sixteen digits, line breaks),
numbers and dates keep their type. In a CSV, which knows no types, a text that a spreadsheet would
run as a formula gets an apostrophe in front, and loses it when it is read again
(`app.sheets.readers.text`); nothing is deleted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.kernel.clock import paris
from app.kernel.tables import Table

Cell = str | int | float | bool | date | datetime | None

# A cell that begins so would be run as a formula by a spreadsheet (OWASP "CSV injection").
# Signs of full width count too: some programs read them as the others.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
# "-", "+33 6 12 34 56 78", "-3,5": signs and digits, which nothing runs.
_HARMLESS = re.compile(r"[+-][\d\s\u00a0\u202f().,]*")


@dataclass(frozen=True)
class Sheet:
    """One sheet: its title, the headings of its columns, its rows. Instants are aware."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]

    def written_as(self, kind: SheetFormat) -> bytes:
        """The file. The writers are loaded when first asked for: few requests need them."""
        if kind is SheetFormat.XLSX:
            from app.sheets.xlsx import xlsx_of

            return xlsx_of(self)
        if kind is SheetFormat.ODS:
            from app.sheets.ods import ods_of

            return ods_of(self)
        from app.sheets.csvs import french_csv_of

        return french_csv_of(self)


def sheet_of(table: Table) -> Sheet:
    """A table of counts, its total last, as a sheet."""
    return Sheet(table.title, (table.heading, *table.columns), table.rows())


class SheetFormat(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"
    ODS = "ods"

    @property
    def label(self) -> str:
        return LABELS[self]

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self]


LABELS = {
    SheetFormat.CSV: "CSV pour tableur",
    SheetFormat.XLSX: "Excel (XLSX)",
    SheetFormat.ODS: "LibreOffice (ODS)",
}
MEDIA_TYPES = {
    SheetFormat.CSV: "text/csv; charset=utf-8",
    SheetFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    SheetFormat.ODS: "application/vnd.oasis.opendocument.spreadsheet",
}


def safe_text(value: str) -> str:
    """The value, with an apostrophe before what a spreadsheet would run; nothing is deleted."""
    runs = value.startswith(FORMULA_STARTS) and not _HARMLESS.fullmatch(value)
    return f"'{value}" if runs else value


def local(value: datetime) -> datetime:
    """An instant as the wall clock of Paris showed it: spreadsheets know no time zone."""
    return paris(value).replace(tzinfo=None)


def width_of(sheet: Sheet, column: int, *, most: int = 50) -> int:
    """How many characters wide a column is best shown: its longest line, within bounds."""
    cells = [sheet.columns[column], *(row[column] for row in sheet.rows)]
    longest = max(max(map(len, shown(cell).split("\n"))) for cell in cells)
    return max(8, min(most, longest + 2))


def shown(value: Cell) -> str:
    """A value as French eyes read it: "oui", "14/05/2026 09:30", "1,5"."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, datetime):
        return f"{local(value):%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float):
        return str(value).replace(".", ",")
    return str(value)
