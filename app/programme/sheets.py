"""The spreadsheet of a framework as the same rows that a YAML file gives.

One line a dispositif, or an axis without any. What has no column in the sheet is left as it stands:
a sheet says less than a programme.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from app.programme import sections
from app.programme.document import Item, Unreadable
from app.programme.reading import Reading
from app.programme.rows import Row
from app.sheets import reading as files
from app.sheets.importing import read_table
from app.sheets.titles import key_of, match_titles
from app.strategy.exporting import BETWEEN

# Name of the part and of its key in a programme → the titles that its column may have.
TITLES: Final = {
    "axes.cadre": ("cadre", "cadre strategique", "strategie"),
    "cadres.nom": ("nom du cadre", "intitule du cadre"),
    "axes.numero": ("axe", "numero d axe", "n axe", "axe n"),
    "axes.libelle": ("intitule de l axe", "libelle de l axe", "nom de l axe", "intitule axe"),
    "axes.pilote": ("pilote de l axe",),
    "axes.objectifs": ("objectifs", "objectif", "objectifs de l axe"),
    "dispositifs.nom": ("dispositif", "mesure", "nom du dispositif", "intitule du dispositif"),
    "dispositifs.sigle": ("sigle", "acronyme"),
    "dispositifs.description": ("description", "en quelques mots", "presentation"),
    "dispositifs.page": ("page", "page du bilan"),
    "dispositifs.depuis": ("depuis", "premiere annee", "annee de debut"),
    "dispositifs.jusqu_en": ("jusqu en", "derniere annee", "annee de fin"),
    "dispositifs.annee": ("bilan de", "annee du bilan"),
    "dispositifs.pilote": ("pilote",),
    "dispositifs.operateur": ("operateur",),
    "dispositifs.contrat": ("contrat", "convention", "contrat ou convention"),
    "dispositifs.departements": ("departements", "departement", "territoires", "territoire"),
    "source": ("sources", "source"),
}
# Column of the table → the key of a programme that fills it.
FIELDS: Final = {
    "axes": {"label": "libelle", "pilot": "pilote", "objectives": "objectifs"},
    "dispositifs": {
        "acronym": "sigle",
        "description": "description",
        "page": "page",
        "starts_year": "depuis",
        "ends_year": "jusqu_en",
        "cited_year": "annee",
        "pilot": "pilote",
        "operator": "operateur",
        "contract": "contrat",
        "departments": "departements",
        "source_codes": "source",
    },
}
ENDS: Final = (".xlsx", ".ods", ".csv")


def is_sheet(content: bytes, filename: str) -> bool:
    return content.startswith(b"PK") or filename.casefold().endswith(ENDS)


def read(content: bytes, known_sources: Iterable[str]) -> Reading:
    """Everything the sheet says, checked. Raises `Unreadable`."""
    try:
        table = read_table(content, TITLES)
    except files.Refusal as refusal:
        raise Unreadable(f"Le fichier {refusal}.") from refusal
    columns = match_titles(table.header, TITLES)
    if not {"axes.cadre", "axes.numero"} <= columns.keys():
        raise Unreadable(
            "On attend un tableau avec les colonnes « Cadre » et « Axe » : exportez un cadre pour"
            " voir lesquelles."
        )
    found = sections.read(_document(table.rows, columns), known_sources)
    found.notes = list(table.notes)
    found.rows = [_pruned(row, columns) for row in found.rows]
    return found


def _document(rows: list[files.Row], columns: dict[str, int]) -> Item:
    """The rows as the parts of a programme, each entry at the number of its line."""
    parts: dict[str, list[Item]] = {"cadres": [], "axes": [], "dispositifs": []}
    seen: set[tuple[str, ...]] = set()
    for row in rows:
        said = {
            name: row.cells[number] for name, number in columns.items() if number < len(row.cells)
        }
        code, axis = said.get("axes.cadre", ""), said.get("axes.numero", "")
        sources = _cut(said.get("source", ""), ",")
        if said.get("cadres.nom") and (code,) not in seen:
            seen.add((code,))
            entry = {"code": code, "nom": said["cadres.nom"], "source": sources}
            parts["cadres"].append(_item(row.number, entry))
        if said.get("axes.libelle") and (code, axis) not in seen:
            seen.add((code, axis))
            told = _part(said, "axes") | {"numero": _whole(axis), "source": sources}
            told["objectifs"] = _cut(said.get("axes.objectifs", ""), BETWEEN.strip())
            parts["axes"].append(_item(row.number, told))
        if said.get("dispositifs.nom"):
            told = _part(said, "dispositifs") | {"cadre": code, "axe": _whole(axis)}
            for number in ("page", "depuis", "jusqu_en", "annee"):
                told[number] = _whole(said.get(f"dispositifs.{number}", ""))
            told["departements"] = list(_codes(said.get("dispositifs.departements", "")))
            parts["dispositifs"].append(_item(row.number, told | {"source": sources}))
    document = Item(1)
    for name, entries in parts.items():
        if entries:
            document[name], document.lines[name] = entries, entries[0].line
    return document


def _item(line: int, values: dict[str, Any]) -> Item:
    item = Item(line)
    for key, value in values.items():
        if value not in ("", None, []):
            item[key], item.lines[key] = value, line
    return item


def _part(said: dict[str, str], part: str) -> dict[str, Any]:
    return {
        name.partition(".")[2]: cell for name, cell in said.items() if name.startswith(f"{part}.")
    }


def _cut(cell: str, sign: str) -> list[str]:
    return [one.strip() for one in cell.split(sign) if one.strip()]


def _whole(cell: str) -> Any:
    """A number where the cell is one; else the cell, which the reader refuses at its line."""
    digits = key_of(cell).removeprefix("axe").strip()
    return int(digits) if digits.isdecimal() and len(digits) < 6 else cell


def _codes(cell: str) -> Iterator[str]:
    """ "9, 66" → "09", "66"."""
    for one in _cut(cell.replace(";", ","), ","):
        yield one.zfill(2) if one.isdecimal() else one


def _pruned(row: Row, columns: dict[str, int]) -> Row:
    """The row with only the fields that the sheet has a column for."""
    if row.section == "cadres":
        row.fields, row.initial = {}, row.initial | row.fields
        return row
    kept = {
        name: value
        for name, value in row.fields.items()
        if (key := FIELDS[row.section].get(name)) is not None
        and (f"{row.section}.{key}" in columns or key in columns)
    }
    # A row that is new gets the rest all the same: its sources, its place in the list.
    rest = row.fields.keys() - kept.keys() - {"departments"}
    row.initial |= {name: row.fields[name] for name in rest}
    row.fields = kept
    return row
