"""XLSX: values by calamine, and what it does not tell by a look at the parts themselves.

What is hidden, how numbers are shown, errors, merged cells: people send what they see.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from typing import Any, Final
from xml.parsers import expat

from app.sheets.readers.formats import is_telling, shown
from app.sheets.readers.found import (
    CLAIMED,
    MOST_COLUMNS,
    MOST_ROWS,
    Found,
    Refusal,
    hidden_notes,
    hidden_sheets,
    letters,
)

_CELL: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
# Formats that Excel knows by a number and that show more than the value.
_PERCENTS: Final = {"9": "0%", "10": "0.00%"}
Attributes = dict[str, str]


@dataclass
class Dressing:
    """What a sheet says of its cells beside their values; rows and columns count from 0."""

    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    # First and last row, column: cells merged over several rows.
    merged: list[tuple[int, int, int]] = field(default_factory=list)


def sheets_of(content: bytes) -> list[Found]:
    """The sheets that people see. Raises `Refusal`."""
    from python_calamine import PasswordError, SheetTypeEnum, SheetVisibleEnum, load_workbook

    try:
        book = load_workbook(io.BytesIO(content))
    except PasswordError as error:
        raise Refusal("est protégé par un mot de passe : enregistrez-le sans protection") from error
    parts = Parts(content)
    found: list[Found] = []
    hidden: list[str] = []
    for told in book.sheets_metadata:
        if told.typ != SheetTypeEnum.WorkSheet:
            continue
        if told.visible != SheetVisibleEnum.Visible:
            hidden.append(told.name)
            continue
        dressing = parts.dressing(told.name)
        sheet = book.get_sheet_by_name(told.name)
        # What claims more than anybody types is not unfolded.
        if sheet.total_height > CLAIMED * MOST_ROWS or sheet.total_width > CLAIMED * MOST_COLUMNS:
            raise Refusal("a trop de lignes ou de colonnes : ne gardez que celles qui servent")
        found.append(_found(told.name, sheet.to_python(skip_empty_area=False), dressing))
    hidden_sheets(found, hidden)
    return found


def _found(name: str, table: list[list[Any]], dressing: Dressing) -> Found:
    found = Found(name)
    texts = [
        [
            dressing.errors.get((r, c)) or shown(value, dressing.formats.get((r, c), ""))
            for c, value in enumerate(row)
        ]
        for r, row in enumerate(table)
    ]
    merged = False
    for first, last, column in dressing.merged:
        for below in texts[first + 1 : last + 1]:
            if any(below) and column < len(below) and texts[first][column]:
                below[column], merged = texts[first][column], True
    hidden = [n for n in sorted(dressing.rows) if n < len(texts) and any(texts[n])]
    columns = {c for c in dressing.columns if any(c < len(row) and row[c] for row in texts)}
    for number, row in enumerate(texts):
        if number not in dressing.rows:
            kept = (cell for c, cell in enumerate(row) if c not in dressing.columns)
            found.add(number + 1, kept)
    found.notes += hidden_notes([n + 1 for n in hidden], len(columns), merged)
    return found


class Parts:
    """The XML parts of a workbook, found as its relations name them."""

    def __init__(self, content: bytes) -> None:
        self._zip = zipfile.ZipFile(io.BytesIO(content))
        # Some programs write "xl\\workbook.xml".
        self._names = {
            name.replace("\\", "/").lstrip("/").lower(): name for name in self._zip.namelist()
        }
        self._paths = self._sheet_paths()
        self._codes = self._telling_formats()

    def _elements(self, path: str) -> list[tuple[str, Attributes]]:
        found: list[tuple[str, Attributes]] = []
        self._walk(path, lambda name, attributes: found.append((name, attributes)))
        return found

    def _walk(self, path: str, start: Any, end: Any = None, text: Any = None) -> None:
        name = self._names.get(path.lower())
        if name is None:
            return
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = lambda tag, attributes: start(
            tag.rpartition(":")[2], attributes
        )
        if end is not None:
            parser.EndElementHandler = lambda tag: end(tag.rpartition(":")[2])
            parser.CharacterDataHandler = text
        parser.StartDoctypeDeclHandler = refuse_definitions
        with self._zip.open(name) as part:
            parser.ParseFile(part)

    def _sheet_paths(self) -> dict[str, str]:
        targets = {
            one.get("Id", ""): posixpath.normpath(posixpath.join("/xl", one.get("Target", "")))
            for tag, one in self._elements("xl/_rels/workbook.xml.rels")
            if tag == "Relationship"
        }
        return {
            one.get("name", ""): targets.get(identifier, "").lstrip("/")
            for tag, one in self._elements("xl/workbook.xml")
            if tag == "sheet"
            for key, identifier in one.items()
            if key == "id" or key.endswith(":id")
        }

    def _telling_formats(self) -> dict[str, str]:
        """Style of a cell → the code of its format, where that shows more than the value."""
        codes, styles = dict(_PERCENTS), []
        within = False
        for tag, one in self._elements("xl/styles.xml"):
            if tag == "numFmt":
                codes[one.get("numFmtId", "")] = one.get("formatCode", "")
            elif tag in {"cellXfs", "cellStyleXfs", "cellStyles", "dxfs"}:
                within = tag == "cellXfs"
            elif tag == "xf" and within:
                styles.append(codes.get(one.get("numFmtId", ""), ""))
        return {str(n): code for n, code in enumerate(styles) if code and is_telling(code)}

    def dressing(self, sheet: str) -> Dressing:
        found = Dressing()
        reader = _SheetReader(found, self._codes)
        self._walk(self._paths.get(sheet, ""), reader.start, reader.end, reader.text)
        return found


class _SheetReader:
    """Hears the elements of one sheet."""

    def __init__(self, found: Dressing, codes: dict[str, str]) -> None:
        self.found, self.codes = found, codes
        self.row = self.column = -1
        self.is_far = False
        self.wrong: list[str] | None = None

    def start(self, tag: str, one: Attributes) -> None:
        if tag == "row":
            self.row = int(one["r"]) - 1 if one.get("r", "").isdecimal() else self.row + 1
            self.column = -1
            if one.get("hidden") in {"1", "true"}:
                self.found.rows.add(self.row)
        elif tag == "c":
            match = _CELL.fullmatch(one.get("r", ""))
            self.column = column_of(match[1]) if match else self.column + 1
            self.is_far = self.row > CLAIMED * MOST_ROWS or self.column > CLAIMED * MOST_COLUMNS
        elif tag in {"v", "is"} and self.is_far:
            # It stands for a table as large as its place: nobody typed that.
            raise Refusal(
                f"a une case remplie très loin des autres ({letters(self.column)}{self.row + 1}) : "
                "videz-la, ou copiez le tableau dans un nouveau fichier"
            )
        if tag == "c":
            code = self.codes.get(one.get("s", ""))
            if code and one.get("t", "n") == "n":
                self.found.formats[self.row, self.column] = code
            self.wrong = [] if one.get("t") == "e" else None
        elif tag == "col" and one.get("hidden") in {"1", "true"}:
            first, last = (int(one.get(name, "0")[:6]) for name in ("min", "max"))
            self.found.columns |= set(range(first - 1, min(last, CLAIMED * MOST_COLUMNS)))
        elif tag == "mergeCell":
            self._merge(one.get("ref", ""))

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        begin, end = _CELL.fullmatch(first), _CELL.fullmatch(last)
        if begin and end and begin[2] != end[2]:
            self.found.merged.append((int(begin[2]) - 1, int(end[2]) - 1, column_of(begin[1])))

    def text(self, text: str) -> None:
        if self.wrong is not None:
            self.wrong.append(text)

    def end(self, tag: str) -> None:
        if tag == "c" and self.wrong is not None:
            self.found.errors[self.row, self.column] = "".join(self.wrong)[-20:].strip()
            self.wrong = None


def column_of(letters: str) -> int:
    """ "A" → 0, "AA" → 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def refuse_definitions(*_: object) -> None:
    raise Refusal("contient des définitions qu’un tableur n’écrit pas : il est refusé par prudence")
