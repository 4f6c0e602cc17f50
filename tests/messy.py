"""A list of three hundred lines as people write them, in three kinds of files."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter

from tests.files import ODS_TYPE, zipped

CAR, DAY = "Vient en voiture ?", "Arrivée le"
HEADER = ["N°", "NOM", "Prénom", "E-mail", "Structure", "Présence", CAR, DAY]
GOOD, DOUBLES, WRONG, ALONE = 250, 20, 20, 9
# An empty line after so many of those that are well written.
BREATH = 60


@dataclass(frozen=True)
class Formula:
    """A cell that is computed, and what its author saw in it."""

    text: str
    value: str

    def __str__(self) -> str:
        return self.value


def messy() -> list[list[Any]]:
    """A title, an empty line, the header, then three hundred lines and some empty ones."""
    rows: list[list[Any]] = [["Inscriptions à la journée (fictive)"], [], HEADER]
    days = ("14/05/2026", date(2026, 5, 14), "2026-05-14", "")
    for n in range(GOOD):
        address = (f"p{n}@example.org", f" P{n}@Example.org ", f"P N <p{n}@example.org>")[n % 3]
        way = ("sur place", "Présentiel", "", "À DISTANCE", "visio")[n % 5]
        car = ("oui", "Non", "")[n % 3]
        first: Any = f"  Zoé\u00a0{n} "
        if n == 7:
            first = Formula('CONCATENATE("Zoé ";7)', "Zoé 7")
        row = [n, f"ŒUVRÉ-D’ÑIL{n}", first, address, "CCAS « fictif »", way, car, days[n % 4]]
        rows.append(row)
        if n % BREATH == BREATH - 1:
            rows.append([] if n % 2 else ["", "  ", "", "", "", "", "", "\u00a0"])
    rows += [["", f"OEUVRE D'ÑIL{n}", f"Zoé {n}", f"P{n}@EXAMPLE.ORG"] for n in range(DOUBLES)]
    wrong: list[list[Any]] = [
        ["", "Sans arobase", "Ada", "ada.example.org"],
        ["", "", "", "sansnom@example.org"],
        ["", " ", "\u00a0", "sansnom2@example.org"],
        ["", "Riddle", "Tom", "tom@example.org", "", "peut-être"],
        ["", "Voiture", "Ivo", "ivo@example.org", "", "", "cela dépend"],
        ["", "x" * 90, "Long", "long@example.org"],
        ["", "=cmd|' /C calc'!A0", "Mallory", "pas une adresse"],
        ["", "Février", "Léa", "lea@example.org", "", "", "", "31/02/2026"],
        ["", "Bientôt", "Noé", "noe@example.org", "", "", "", "en mai"],
        ["", Formula("VLOOKUP(A1;A2;9)", ""), "", "perdue@example.org"],
    ]
    rows += [wrong[n % len(wrong)] for n in range(WRONG)]
    rows += [["", f"SEUL{n}", "Dominique", "", "", "", "Oui"] for n in range(ALONE)]
    rows.append(["", "EXEMPLE", "Camille", "deja@example.org"])
    return rows


def as_csv(rows: Sequence[Sequence[Any]]) -> bytes:
    out = io.StringIO()
    shown = [[f"{one:%d/%m/%Y}" if isinstance(one, date) else one for one in row] for row in rows]
    csv.writer(out, delimiter=";").writerows(shown)
    return out.getvalue().encode("cp1252")


def as_xlsx(rows: Sequence[Sequence[Any]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet()
    for line, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, Formula):
                text = "=" + cell.text.replace(";", ",")
                sheet.write_formula(line, column, text, None, cell.value)
            elif isinstance(cell, date):
                at = datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001  # a cell has no zone
                sheet.write_datetime(line, column, at, day)
            else:
                sheet.write(line, column, cell)
    book.close()
    return out.getvalue()


def as_ods(rows: Sequence[Sequence[Any]]) -> bytes:
    """Written here by hand: the reading of the service is not tried on its own writing."""
    body = "".join(
        f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows
    )
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{spaces} '
        'office:version="1.3"><office:body><office:spreadsheet><table:table table:name="Liste">'
        f"{body}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    kind = 'manifest:media-type="text/xml" manifest:full-path="content.xml"'
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:media-type="{ODS_TYPE}" manifest:full-path="/"/>'
        f"<manifest:file-entry {kind}/></manifest:manifest>"
    )
    return zipped({"mimetype": ODS_TYPE, "content.xml": content, "META-INF/manifest.xml": manifest})


def _ods_cell(cell: Any) -> str:
    if isinstance(cell, date):
        return _ods_value("date", f' office:date-value="{cell.isoformat()}"', f"{cell:%d/%m/%Y}")
    if isinstance(cell, Formula):
        formula = f" table:formula={quoteattr('of:=' + cell.text)}"
        return _ods_value("string", formula, cell.value)
    if isinstance(cell, int):
        return _ods_value("float", f' office:value="{cell}"', str(cell))
    return _ods_value("string", "", cell) if cell else "<table:table-cell/>"


def _ods_value(kind: str, more: str, shown: str) -> str:
    return (
        f'<table:table-cell office:value-type="{kind}"{more}>'
        f"<text:p>{escape(shown)}</text:p></table:table-cell>"
    )
