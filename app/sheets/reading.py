"""Spreadsheets as rows of text: XLSX and ODS (calamine), CSV of any usual make.

What comes from outside may be made to hurt: archives that swell, sheets that claim a million
columns, macros. Sizes are looked at before anything is unpacked, and the library reads in a process
of its own, whose memory and time are bounded: what it cannot stand ends there.
"""

from __future__ import annotations

import csv
import io
import json
import re
import statistics
import subprocess
import sys
import zipfile
import zlib
from datetime import date, datetime, time
from typing import Any, Final, NamedTuple

MOST_BYTES: Final = 5 * 1024 * 1024
MOST_UNPACKED: Final = 60 * 1024 * 1024
MOST_ROWS: Final = 5_000
MOST_COLUMNS: Final = 100
MOST_SIGNS: Final = 5_000
SECONDS: Final = 10
MEMORY: Final = 1024 * 1024 * 1024
DELIMITERS: Final = ";,\t|"

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_MACROS = re.compile(r"(^|/)(vba(project|data)|activex/)|^(basic|scripts)/.+[^/]$", re.IGNORECASE)
WITH_MACROS = "contient des macros : enregistrez-le sans macros"
DAMAGED = "est abîmé : il ne s’ouvre pas"


class Refusal(Exception):
    """Why a file cannot be read, as the end of a French sentence that begins with its name."""


class Row(NamedTuple):
    """A line of the sheet by its number, from 1, as its author sees it."""

    number: int
    cells: list[str]


def read(content: bytes) -> list[Row]:
    """The rows of the first sheet that holds something, empty ones left out.

    The content decides what it is. Raises `Refusal`.
    """
    if not content.strip():
        raise Refusal("est vide")
    if len(content) > MOST_BYTES:
        raise Refusal("dépasse 5 Mo")
    if content.startswith(b"PK"):
        _look_inside(content)
        table = _in_a_process_of_its_own(content)
    elif content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refusal(
            "est d’un ancien format d’Excel, ou protégé par un mot de passe : "
            "enregistrez-le en XLSX, ODS ou CSV"
        )
    else:
        table = _csv(_decoded(content))
    rows = [
        Row(number, [_clean(cell) for cell in cells])
        for number, cells in enumerate(table, start=1)
        if any(cell.strip() for cell in cells)
    ]
    if not rows:
        raise Refusal("ne contient aucune ligne")
    _refuse_too_large(len(rows), max(len(row.cells) for row in rows))
    return rows


def _refuse_too_large(rows: int, columns: int) -> None:
    if rows > MOST_ROWS:
        raise Refusal(f"a plus de {MOST_ROWS} lignes : partagez-le en plusieurs fichiers")
    if columns > MOST_COLUMNS:
        raise Refusal(f"a plus de {MOST_COLUMNS} colonnes : ne gardez que celles qui servent")


def _clean(cell: str) -> str:
    return " ".join(_CONTROL.sub("", cell).split())[:MOST_SIGNS]


def _look_inside(content: bytes) -> None:
    """Refuse, before unpacking, an archive that is no spreadsheet or would swell."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if sum(part.file_size for part in parts) > MOST_UNPACKED or len(parts) > 2_000:
                raise Refusal("se décompresse de façon démesurée : il est refusé par prudence")
            if any(part.flag_bits & 0x1 for part in parts):
                raise Refusal("est protégé par un mot de passe : enregistrez-le sans protection")
            if any(_MACROS.search(name) for name in names):
                raise Refusal(WITH_MACROS)
            if "xl/workbook.xml" not in names and "content.xml" not in names:
                raise Refusal("n’est pas un tableau : envoyez un fichier XLSX, ODS ou CSV")
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, NotImplementedError) as error:
        raise Refusal(DAMAGED) from error


def _in_a_process_of_its_own(content: bytes) -> list[list[str]]:
    try:
        done = subprocess.run(  # our own module, by our own interpreter
            [sys.executable, "-m", "app.sheets.reading"],
            input=content,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Refusal("demande trop de temps : enregistrez-le en CSV") from error
    if done.returncode != 0:
        raise Refusal(DAMAGED)
    answer = json.loads(done.stdout)
    if isinstance(answer, str):
        raise Refusal(answer)
    table: list[list[str]] = answer
    return table


def _decoded(content: bytes) -> str:
    """The text of a CSV file: UTF-8 or UTF-16 with their marks, plain UTF-8, else Windows."""
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if content.startswith(mark):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError as error:
                raise Refusal(DAMAGED) from error
    if b"\0" in content or content.lstrip()[:1] == b"<" or content.startswith((b"%PDF", b"{\\rtf")):
        raise Refusal("n’est pas un tableau : envoyez un fichier XLSX, ODS ou CSV")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _csv(text: str) -> list[list[str]]:
    lines = text.splitlines()
    if lines and lines[0].lower().startswith("sep=") and len(lines[0].strip()) == 5:
        # A mark that Excel writes for itself; the line keeps its number.
        return [[], *_parsed("\n".join(lines[1:]), lines[0].strip()[4])]
    return _parsed(text, _delimiter(lines))


def _delimiter(lines: list[str]) -> str:
    """The sign that cuts most lines into as many cells, two at least."""
    sample = [line for line in lines if line.strip()][:50]

    def cells(sign: str) -> float:
        counts = [len(row) for row in csv.reader(sample, delimiter=sign)]
        return statistics.median(counts) if counts else 0

    try:
        return max(DELIMITERS, key=cells)
    except csv.Error:
        return ";"


def _parsed(text: str, delimiter: str) -> list[list[str]]:
    """The table, each record at the number of the line on which it begins."""
    table: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    begins = 1
    try:
        for cells in reader:
            # A cell that holds line ends takes several lines: those after keep their numbers.
            table.extend([] for _ in range(begins - 1 - len(table)))
            table.append(cells)
            begins = reader.line_num + 1
            _refuse_too_large(len(table) // 4, 0)
    except csv.Error as error:
        raise Refusal(DAMAGED) from error
    return table


def _text(value: Any) -> str:
    """A cell as one would read it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "Oui" if value else "Non"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _main() -> None:
    """In the process of its own: bytes in, JSON out – a table, or a sentence of refusal."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    from python_calamine import PasswordError, load_workbook

    answer: list[list[str]] | str = []
    try:
        book = load_workbook(io.BytesIO(sys.stdin.buffer.read()))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            if sheet.total_height > 4 * MOST_ROWS or sheet.total_width > 4 * MOST_COLUMNS:
                answer = "a trop de lignes ou de colonnes : ne gardez que celles qui servent"
                break
            table = [
                [_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)
            ]
            if any(any(row) for row in table):
                answer = table
                break
    except PasswordError:
        answer = "est protégé par un mot de passe : enregistrez-le sans protection"
    except Exception:  # noqa: BLE001  # whatever the library makes of bytes made to hurt it
        answer = DAMAGED
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    _main()
