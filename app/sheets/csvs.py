"""CSV, for French Excel and for scripts."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from app.sheets.tables import Cell, Sheet, safe_text, shown


def french_csv_of(sheet: Sheet) -> bytes:
    """As French Excel opens it by a double click: UTF-8 with its mark, semicolons, times in Paris.

    A CSV knows no types: a spreadsheet may still read "09" as a number. XLSX and ODS do not.
    """
    rows = (map(_cell, row) for row in sheet.rows)
    return csv_text(sheet.columns, rows, ";").encode("utf-8-sig")


def csv_text(columns: Sequence[str], rows: Iterable[Iterable[str]], delimiter: str) -> str:
    """The text of a CSV (RFC 4180) whose cells run nothing; headings are ours, hence as they are"""
    return plain_csv_text(columns, (map(safe_text, row) for row in rows), delimiter)


def plain_csv_text(columns: Sequence[str], rows: Iterable[Iterable[str]], delimiter: str) -> str:
    """The same with every cell as it is: for scripts, which run none."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()


def _cell(value: Cell) -> str:
    return shown(value)
