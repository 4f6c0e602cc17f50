"""Spreadsheets as rows of text: XLSX, ODS, CSV of any usual make.

What comes from outside may be made to hurt: archives that swell, sheets that claim a million
columns, macros. A process of its own reads it, within bounds (`app.kernel.sandbox`).
"""

from __future__ import annotations

from typing import Final, NamedTuple

from app.kernel import sandbox
from app.sheets.readers.found import (
    DAMAGED,
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_SIGNS,
    MOST_SIGNS_IN_ALL,
    Refusal,
    Row,
)

__all__ = ["MOST_BYTES", "MOST_COLUMNS", "MOST_ROWS", "MOST_SIGNS", "Refusal", "Row", "Sheet"]
__all__ += ["read", "read_sheets"]

MOST_BYTES: Final = 5 * 1024 * 1024
SECONDS: Final = 10
# A sign takes at most four octets, a cell a few more.
_LONGEST: Final = 4 * MOST_SIGNS_IN_ALL + 8 * MOST_ROWS * MOST_COLUMNS
BUSY: Final = "attend son tour : d’autres fichiers sont en cours de lecture, renvoyez-le"
TOO_SLOW: Final = "demande trop de temps ou de mémoire : enregistrez-le en CSV"
_MODULE: Final = "app.sheets.readers"


class Sheet(NamedTuple):
    """A sheet that people see; `notes` are French sentences on what was not read as it stands."""

    name: str
    rows: list[Row]
    notes: list[str]


def read_sheets(content: bytes) -> list[Sheet]:
    """The sheets that people see and that hold something. Raises `Refusal`; never under the lock
    of the database.
    """
    if not content.strip():
        raise Refusal("est vide")
    if len(content) > MOST_BYTES:
        raise Refusal("dépasse 5 Mo")
    try:
        answer = sandbox.read(_MODULE, content, seconds=SECONDS, longest=_LONGEST)
    except sandbox.TooMuch as error:
        raise Refusal(TOO_SLOW) from error
    except sandbox.Busy as error:
        raise Refusal(BUSY) from error
    except sandbox.Crashed as error:
        raise Refusal(DAMAGED) from error
    if "refusal" in answer:
        raise Refusal(answer["refusal"])
    sheets = [
        Sheet(name, [Row(number, cells) for number, cells in rows], notes)
        for name, rows, notes in answer["sheets"]
        if rows
    ]
    if not sheets:
        raise Refusal("ne contient aucune ligne visible")
    return sheets


def read_here(content: bytes) -> list[Sheet]:
    """The same in this process, without its bounds: for files of our own."""
    from app.sheets.readers.__main__ import read_here as found

    return [Sheet(one.name, one.rows, one.notes) for one in found(content) if one.rows]


def read(content: bytes) -> list[Row]:
    """The rows of the first of them."""
    return read_sheets(content)[0].rows
