"""A spreadsheet that people send, with the titles of its columns: which sheet, which row they are.

What was chosen for its author is said, and can be chosen otherwise: nothing is left aside silently.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.kernel.text import fold, joined
from app.sheets.readers.found import letters
from app.sheets.reading import Refusal, Row, Sheet, read_sheets
from app.sheets.titles import Titles, find_header, match_titles

_ADDRESS: Final = re.compile(r"[^\s@]{1,64}@[^\s@]{1,190}")
_DATA: Final = re.compile(r"[+(]?\d[\d\s./,:()€%-]*")


@dataclass(frozen=True)
class ReadTable:
    """`notes` are whole French sentences; `sheet` is empty for a CSV."""

    sheet: str
    header: list[str]
    rows: list[Row]
    notes: tuple[str, ...]

    @property
    def stored(self) -> dict[str, object]:
        """As plain values, for the row that waits to be imported."""
        return {
            "header": self.header,
            "rows": [[row.number, row.cells] for row in self.rows],
            "notes": list(self.notes),
        }


def read_table(content: bytes, titles: Titles, *, wanted: str = "") -> ReadTable:
    """The rows under the titles, of the sheet named `wanted` or of the one that has most of them.

    Raises `Refusal`.
    """
    return table_of(read_sheets(content), titles, wanted=wanted)


def table_of(sheets: Sequence[Sheet], titles: Titles, *, wanted: str = "") -> ReadTable:
    """The same of sheets that were read."""
    sheet = _chosen(sheets, titles, wanted)
    rows, notes = sheet.rows, list(sheet.notes)
    others = [one.name for one in sheets if one is not sheet]
    if others:
        said = joined(f"« {name} »" for name in others[:10])
        which = "n’est pas lue" if len(others) == 1 else "ne sont pas lues"
        notes.insert(0, f"La feuille « {sheet.name} » est lue ; {said} {which}.")
    place = find_header(rows, titles)
    width = max(len(row.cells) for row in rows)
    if match_titles(rows[place].cells, titles) or not _is_data(rows):
        header, body = rows[place].cells, rows[place + 1 :]
        if place:
            said = joined(str(row.number) for row in rows[:place])
            lines = "La ligne" if place == 1 else "Les lignes"
            notes.append(
                f"{lines} {said}, au-dessus des titres, n’{'est' if place == 1 else 'sont'} pas "
                f"{'lue' if place == 1 else 'lues'} comme des données."
            )
    else:
        header, body = [f"Colonne {letters(n)}" for n in range(width)], rows
        notes.append("Aucune ligne ne porte de titres : la première est lue comme les autres.")
    if not body:
        raise Refusal("n’a aucune ligne sous ses titres")
    header = [*header, *[""] * (width - len(header))]
    return ReadTable(sheet.name, header, body, tuple(notes))


def _chosen(sheets: Sequence[Sheet], titles: Titles, wanted: str) -> Sheet:
    if not wanted:
        # The first of those that have the most known titles.
        return max(sheets, key=lambda one: _known(one, titles))
    for sheet in sheets:
        if fold(sheet.name).strip() == fold(wanted).strip():
            return sheet
    named = joined(f"« {one.name} »" for one in sheets if one.name)
    has = f"ses feuilles sont {named}" if named else "ses feuilles n’ont pas de nom"
    raise Refusal(f"n’a pas de feuille « {wanted} » : {has}")


def _known(sheet: Sheet, titles: Titles) -> int:
    place = find_header(sheet.rows, titles)
    below = place + 1 < len(sheet.rows)
    return len(match_titles(sheet.rows[place].cells, titles)) if below else 0


def _is_data(rows: Sequence[Row]) -> bool:
    """Whether a first row that bears no known title is a row like the others.

    Titles are words; and a column of addresses, numbers or dates has its title above it.
    """
    first = rows[0].cells
    if any(_telling(cell) for cell in first):
        return True
    return not any(
        _telling(cell)
        for row in rows[1:20]
        for cell, title in zip(row.cells, first, strict=False)
        if title
    )


def _telling(cell: str) -> bool:
    return _is_address(cell) or bool(_DATA.fullmatch(cell))


def address_columns(header: Sequence[str], rows: Sequence[Row]) -> dict[int, str]:
    """Column → its title, for those where most cells that say something are addresses."""
    found: dict[int, str] = {}
    for number, title in enumerate(header):
        said = [row.cells[number] for row in rows if number < len(row.cells) and row.cells[number]]
        addresses = sum(_is_address(cell.strip(" ;,<>")) for cell in said)
        if said and 2 * addresses > len(said):
            found[number] = title or f"Colonne {letters(number)}"
    return found


def _is_address(cell: str) -> bool:
    return bool(_ADDRESS.fullmatch(cell)) and "." in cell.rpartition("@")[2]
