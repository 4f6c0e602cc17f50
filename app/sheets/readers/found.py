"""What the readers of spreadsheets find, and the bounds of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

MOST_ROWS: Final = 5_000
MOST_COLUMNS: Final = 100
# Of one cell, and of all those of a file.
MOST_SIGNS: Final = 5_000
MOST_SIGNS_IN_ALL: Final = 5_000_000
# A sheet may claim this many times more than it holds.
CLAIMED: Final = 4

DAMAGED: Final = "est abîmé : il ne s’ouvre pas"
TOO_MANY_COLUMNS: Final = f"a plus de {MOST_COLUMNS} colonnes : ne gardez que celles qui servent"
TOO_MANY_ROWS: Final = f"a plus de {MOST_ROWS} lignes : partagez-le en plusieurs fichiers"
TOO_LONG: Final = "contient trop de texte : partagez-le en plusieurs fichiers"

# Control characters, and those without width that web pages leave in what is copied from them.
_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]"
)


class Refusal(Exception):
    """Why a file cannot be read, as the end of a French sentence that begins with its name."""


class Row(NamedTuple):
    """A line of the sheet by its number, from 1, as its author sees it."""

    number: int
    cells: list[str]


@dataclass
class Found:
    """One sheet that people see, its empty rows left out; `notes` are whole French sentences."""

    name: str
    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    signs: int = 0

    def add(self, number: int, cells: Iterable[str]) -> None:
        """Append a row, cleaned. Raises `Refusal` beyond the bounds."""
        cleaned = [cleaned_cell(cell) for cell in cells]
        while cleaned and not cleaned[-1]:
            cleaned.pop()
        if not cleaned:
            return
        self.signs += sum(map(len, cleaned))
        if len(self.rows) >= MOST_ROWS:
            raise Refusal(TOO_MANY_ROWS)
        if len(cleaned) > MOST_COLUMNS:
            raise Refusal(TOO_MANY_COLUMNS)
        if self.signs > MOST_SIGNS_IN_ALL:
            raise Refusal(TOO_LONG)
        self.rows.append(Row(number, cleaned))


def cleaned_cell(cell: str) -> str:
    """On one line, without control characters, cut where no cell goes on."""
    return " ".join(_CONTROL.sub("", cell[: 2 * MOST_SIGNS]).split())[:MOST_SIGNS]


def hidden_sheets(found: Sequence[Found], names: Sequence[str]) -> None:
    """Say on each sheet which ones nobody sees."""
    if names:
        said = ", ".join(f"« {name} »" for name in names[:10])
        one = len(names) == 1
        note = (
            "La feuille masquée {} n’est pas lue." if one else "Feuilles masquées, non lues : {}."
        )
        for sheet in found:
            sheet.notes.append(note.format(said))


def hidden_notes(rows: Sequence[int], columns: int, merged: bool) -> list[str]:
    """What was left aside of a sheet, or repeated."""
    notes = []
    if rows:
        said = ", ".join(map(str, rows[:10])) + ("…" if len(rows) > 10 else "")
        notes.append(
            f"La ligne masquée {said} n’est pas lue."
            if len(rows) == 1
            else f"Les {len(rows)} lignes masquées ou filtrées ne sont pas lues : {said}."
        )
    if columns:
        notes.append(
            "Une colonne masquée n’est pas lue."
            if columns == 1
            else f"{columns} colonnes masquées ne sont pas lues."
        )
    if merged:
        notes.append("Une case fusionnée sur plusieurs lignes vaut pour chacune d’elles.")
    return notes


def letters(number: int) -> str:
    """The name that a spreadsheet gives to its column of this rank, from 0: "A", "AB"."""
    name = ""
    number += 1
    while number:
        number, left = divmod(number - 1, 26)
        name = chr(65 + left) + name
    return name
