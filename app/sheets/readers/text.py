"""CSV of any usual make."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from app.sheets.readers.found import CLAIMED, DAMAGED, MOST_ROWS, TOO_MANY_ROWS, Found, Refusal
from app.sheets.tables import FORMULA_STARTS

DELIMITERS: Final = ";\t|,"
NO_TABLE: Final = "n’est pas un tableau : envoyez un fichier XLSX, ODS ou CSV"
_SAMPLE: Final = 50


def sheets_of(content: bytes) -> list[Found]:
    """The one sheet of the file. Raises `Refusal`."""
    text = _decoded(content)
    lines = list(io.StringIO(text, newline=""))
    found = Found("")
    begins = 0
    first = lines[0].strip() if lines else ""
    if first.lower().startswith("sep=") and len(first) == 5:
        # A mark that Excel writes for itself; the line keeps its number.
        begins, delimiter = 1, first[4]
    else:
        delimiter = _delimiter(lines)
    open_quotes: list[int] = []
    for count, (number, cells) in enumerate(_records(lines, begins, delimiter, open_quotes)):
        if count > CLAIMED * MOST_ROWS:
            raise Refusal(TOO_MANY_ROWS)
        found.add(number, map(_bare, cells))
    if open_quotes:
        said = ", ".join(map(str, open_quotes[:10]))
        found.notes.append(f"Un guillemet n’est pas refermé, il est gardé tel quel : ligne {said}.")
    return [found]


def _bare(cell: str) -> str:
    """A cell without the apostrophe that a CSV of ours has before what would run."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(FORMULA_STARTS) else cell


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
        raise Refusal(NO_TABLE)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _delimiter(lines: Sequence[str]) -> str:
    """The sign that cuts the most lines into as many cells, two at least; then the most cells.

    Addresses hold commas, in numbers that change from one line to the next.
    """
    sample = [line for line in lines if line.strip()][:_SAMPLE]

    def regularity(sign: str) -> tuple[int, int]:
        counts = Counter(
            len(row) for row in csv.reader(sample, delimiter=sign) if len(row) > 1 and any(row)
        )
        return max(((times, cells) for cells, times in counts.items()), default=(0, 0))

    try:
        return max(DELIMITERS, key=regularity)
    except csv.Error:
        return ";"


def _records(
    lines: Sequence[str], begins: int, delimiter: str, open_quotes: list[int]
) -> Iterator[tuple[int, list[str]]]:
    """Each record at the number of the line on which it begins.

    A quotation mark that nothing closes would swallow all that follows: its line is read by itself
    and its number kept in `open_quotes`.
    """
    while begins < len(lines):
        rest = (lines[number] for number in range(begins, len(lines)))
        reader = csv.reader(rest, delimiter=delimiter, strict=True)
        start = begins
        try:
            for cells in reader:
                yield begins + 1, cells
                begins = start + reader.line_num
        except csv.Error:
            line = lines[begins].rstrip("\r\n")
            loose = line.count('"') % 2 == 0
            if not loose:
                open_quotes.append(begins + 1)
            yield begins + 1, _alone(line, delimiter, loose=loose)
            begins += 1


def _alone(line: str, delimiter: str, *, loose: bool) -> list[str]:
    """The cells of one line by itself; its quotation marks count for nothing unless in pairs."""
    try:
        if loose:
            return next(csv.reader([line], delimiter=delimiter), [])
        plain = csv.reader([line], delimiter=delimiter, quoting=csv.QUOTE_NONE)
        return [cell.lstrip('"') for cell in next(plain, [])]
    except csv.Error as error:
        raise Refusal(DAMAGED) from error
