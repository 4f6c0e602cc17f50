"""ODS, heard element by element: what people see of each sheet, however the file was written."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from typing import Final
from xml.parsers import expat

from app.sheets.readers.formats import duration, percent, plain
from app.sheets.readers.found import (
    CLAIMED,
    DAMAGED,
    MOST_COLUMNS,
    MOST_ROWS,
    TOO_MANY_COLUMNS,
    TOO_MANY_ROWS,
    Found,
    Refusal,
    hidden_notes,
    hidden_sheets,
)
from app.sheets.readers.xlsx import refuse_definitions

_MOST: Final = CLAIMED * MOST_COLUMNS
_PREFIXES: Final = {
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0": "office",
    "urn:oasis:names:tc:opendocument:xmlns:table:1.0": "table",
    "urn:oasis:names:tc:opendocument:xmlns:text:1.0": "text",
    "urn:oasis:names:tc:opendocument:xmlns:style:1.0": "style",
}
_HOURS: Final = re.compile(r"PT(\d{1,6})H(\d{1,4})M(\d{1,4})(?:[.,]\d+)?S")
# A number that its author wrote otherwise than by its value: a code, a telephone.
_WRITTEN: Final = re.compile(r"[+0][\d .\u00a0\u202f-]*")
Attributes = dict[str, str]


def sheets_of(content: bytes) -> list[Found]:
    """The sheets that people see. Raises `Refusal`."""
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = refuse_definitions
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if b"encryption-data" in _part(archive, "META-INF/manifest.xml"):
            raise Refusal("est protégé par un mot de passe : enregistrez-le sans protection")
        with archive.open("content.xml") as part:
            try:
                parser.ParseFile(part)
            except expat.ExpatError as error:
                raise Refusal(DAMAGED) from error
    hidden_sheets(reader.found, reader.unseen)
    return reader.found


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    return archive.read(name) if name in archive.namelist() else b""


def _named(name: str) -> str:
    space, _, local = name.rpartition(" ")
    prefix = _PREFIXES.get(space)
    return f"{prefix}:{local}" if prefix else f"?{local}"


def _times(one: Attributes, name: str) -> int:
    typed = one.get(f"table:number-{name}", "1")
    return int(typed) if typed.isdecimal() and len(typed) < 10 else 1


class _Reader:
    def __init__(self) -> None:
        self.found: list[Found] = []
        # Names of the sheets that nobody sees.
        self.unseen: list[str] = []
        self.hidden_styles: set[str] = set()
        self.style = ""
        # What stands in a cell without being its words: comments, drawings.
        self.aside = 0
        self.depth = 0
        self.in_line = 0
        self._begin("", hidden=True)

    def _begin(self, name: str, *, hidden: bool) -> None:
        self.sheet = Found(name)
        self.hidden, self.linked = hidden, False
        self.columns: set[int] = set()
        self.column = self.number = 0
        self.hidden_rows: list[int] = []
        self.filled: set[int] = set()
        self.merged = False
        # Column → the rows that a merged cell still covers, and its words.
        self.spans: dict[int, tuple[int, str]] = {}
        self.row: list[str] = []
        # Whether it has a cell of its own: what a merged one lends it does not count.
        self.says_something = False
        self.row_attributes: Attributes = {}
        self.cell: Attributes = {}
        self.lines: list[str] = []

    def start(self, raw: str, attributes: Attributes) -> None:
        tag = _named(raw)
        one = {_named(key): text for key, text in attributes.items()}
        if self.aside or tag in {"office:annotation", "table:shapes"} or tag[0] == "?":
            self.aside += 1
        elif tag == "style:style":
            self.style = one.get("style:name", "")
        elif tag == "style:table-properties" and one.get("table:display") == "false":
            self.hidden_styles.add(self.style)
        elif tag == "table:table":
            self.depth += 1
            if self.depth == 1:
                style = one.get("table:style-name", "")
                self._begin(one.get("table:name", ""), hidden=style in self.hidden_styles)
        elif tag == "table:table-source":
            # What LibreOffice and Excel keep of another workbook.
            self.hidden = self.linked = True
        elif self.depth == 1:
            self._start_inside(tag, one)

    def _start_inside(self, tag: str, one: Attributes) -> None:
        if tag == "table:table-column":
            end = self.column + _times(one, "columns-repeated")
            if one.get("table:visibility") in {"collapse", "filter"}:
                self.columns |= set(range(self.column, min(end, _MOST)))
            self.column = end
        elif tag == "table:table-row":
            self.row, self.row_attributes = [], one
            self.says_something = False
        elif tag in {"table:table-cell", "table:covered-table-cell"}:
            self.cell, self.lines = one, []
        elif tag in {"text:p", "text:h"}:
            self.in_line += 1
            self.lines.append("")
        elif self.in_line and tag == "text:s":
            typed = one.get("text:c", "1")
            self.text(" " * (int(typed) if typed.isdecimal() and len(typed) < 4 else 1))
        elif self.in_line and tag in {"text:tab", "text:line-break"}:
            self.text(" " if tag == "text:tab" else "\n")

    def text(self, text: str) -> None:
        if self.in_line and not self.aside and self.lines:
            self.lines[-1] += text

    def end(self, raw: str) -> None:
        tag = _named(raw)
        if self.aside:
            self.aside -= 1
        elif tag in {"text:p", "text:h"} and self.in_line:
            self.in_line -= 1
        elif tag == "table:table":
            self.depth -= 1
            if self.depth == 0:
                self._end_sheet()
        elif self.depth == 1 and tag in {"table:table-cell", "table:covered-table-cell"}:
            self._end_cell(covered=tag != "table:table-cell")
        elif self.depth == 1 and tag == "table:table-row":
            self._end_row()

    def _end_sheet(self) -> None:
        if not self.hidden:
            columns = len(self.columns & self.filled)
            self.sheet.notes += hidden_notes(self.hidden_rows, columns, self.merged)
            self.found.append(self.sheet)
        elif self.sheet.rows and not self.linked:
            self.unseen.append(self.sheet.name)

    def _end_cell(self, *, covered: bool) -> None:
        said = "" if covered else _said(self.cell, self.lines)
        times = _times(self.cell, "columns-repeated")
        if said and len(self.row) + times > _MOST:
            raise Refusal(TOO_MANY_COLUMNS)
        self.says_something |= bool(said)
        rows = _times(self.cell, "rows-spanned")
        if rows > 1 and said:
            # One for the row it stands in.
            self.spans[len(self.row)] = rows, said
        for _ in range(min(times, _MOST - len(self.row))):
            left, above = self.spans.get(len(self.row), (0, ""))
            if covered and left:
                said, self.merged = above, True
            self.row.append(said)
            said = "" if covered else said

    def _end_row(self) -> None:
        times = _times(self.row_attributes, "rows-repeated")
        if self.says_something:
            self.filled |= {n for n, cell in enumerate(self.row) if cell}
            if self.row_attributes.get("table:visibility") in {"collapse", "filter"}:
                self.hidden_rows += range(self.number + 1, self.number + 1 + min(times, MOST_ROWS))
            elif times > MOST_ROWS:
                raise Refusal(TOO_MANY_ROWS)
            else:
                kept = [cell for n, cell in enumerate(self.row) if n not in self.columns]
                for number in range(self.number + 1, self.number + 1 + times):
                    self.sheet.add(number, kept)
        self.number += times
        self.spans = dict(_still(self.spans, times))


def _still(spans: dict[int, tuple[int, str]], rows: int) -> Iterator[tuple[int, tuple[int, str]]]:
    for column, (left, said) in spans.items():
        if left > rows:
            yield column, (left - rows, said)


def _said(one: Attributes, lines: list[str]) -> str:
    """The words of a cell: its value, or how its author sees it where the value says less."""
    words = "\n".join(lines)
    kind, value = one.get("office:value-type", ""), one.get("office:value", "")
    if kind == "boolean":
        return "Oui" if one.get("office:boolean-value") == "true" else "Non"
    if kind == "date":
        return one.get("office:date-value", "").replace("T", " ").removesuffix(" 00:00:00")
    if kind == "time":
        match = _HOURS.fullmatch(one.get("office:time-value", ""))
        hours = [int(number) for number in match.groups()] if match else None
        if hours is None:
            return words
        length = timedelta(hours=hours[0], minutes=hours[1], seconds=hours[2])
        return duration(length).rjust(5, "0")
    try:
        number = float(value) if kind in {"float", "currency", "percentage"} else None
    except ValueError:
        return words
    if number is None:
        return words or one.get("office:string-value", "")
    if kind == "percentage":
        return percent(number)
    if _WRITTEN.fullmatch(words) and len(words) > 1 and "," not in words:
        return words
    return plain(number)
