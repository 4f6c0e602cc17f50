"""XLSX through XlsxWriter."""

from __future__ import annotations

import io
import re
from datetime import date, datetime

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from app.sheets.tables import Cell, Sheet, local, width_of

# What Excel refuses in the name of a sheet, and the characters that no XML may hold.
_NO_NAME = re.compile(r"[\[\]:*?/\\]")
_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
NAME_LENGTH = 31
# Beyond this many digits Excel rounds a number; as a text it keeps them all.
DIGITS = 15


def xlsx_of(sheet: Sheet) -> bytes:
    """A workbook of one sheet: header frozen and filterable, dates and numbers typed."""
    file = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with Workbook(file, options) as workbook:
        workbook.set_properties({"title": sheet.title})
        page = workbook.add_worksheet(_name(sheet.title))
        bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        formats = {
            "text": workbook.add_format({"num_format": "@", "text_wrap": True, "valign": "top"}),
            "day": workbook.add_format({"num_format": "dd/mm/yyyy", "valign": "top"}),
            "moment": workbook.add_format({"num_format": "dd/mm/yyyy hh:mm", "valign": "top"}),
        }
        for number, heading in enumerate(sheet.columns):
            page.write_string(0, number, heading, bold)
            page.set_column(number, number, width_of(sheet, number))
        for line, row in enumerate(sheet.rows, start=1):
            for number, value in enumerate(row):
                _write(page, line, number, value, formats)
        page.freeze_panes(1, 0)
        page.repeat_rows(0)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        if sheet.columns:
            page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
    return file.getvalue()


def _write(
    page: Worksheet, line: int, column: int, value: Cell, formats: dict[str, Format]
) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        page.write_boolean(line, column, value)
    elif isinstance(value, datetime):
        page.write_datetime(line, column, local(value), formats["moment"])
    elif isinstance(value, date):
        page.write_datetime(line, column, value, formats["day"])
    elif isinstance(value, str):
        text = _NO_XML.sub("\ufffd", value)
        page.write_string(line, column, text, formats["text"])
    elif isinstance(value, int) and len(str(abs(value))) > DIGITS:
        page.write_string(line, column, str(value), formats["text"])
    else:
        page.write_number(line, column, value)


def _name(title: str) -> str:
    return _NO_NAME.sub(" ", title)[:NAME_LENGTH].strip(" '") or "Feuille"
