"""The columns of a spreadsheet of figures and amounts: their titles, and what cells say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from app.collecting.amounts import cents_in
from app.sheets.reading import Row
from app.sheets.titles import key_of

DISPOSITIF, FRAMEWORK, AXIS = "dispositif", "framework", "axis"
YEAR, PLACE, QUALIFIER, VALUE, UNIT = "year", "place", "qualifier", "value", "unit"
SOURCE, PAGE, STATED_ON = "source", "page", "stated_on"
AMOUNT, PROVISIONAL, COMMENT = "amount", "provisional", "comment"
# In the order of the sheet that the service writes itself.
LABELS: Final = {
    FRAMEWORK: "Cadre",
    AXIS: "Axe",
    DISPOSITIF: "Dispositif",
    YEAR: "Année",
    PLACE: "Territoire",
    QUALIFIER: "Devant le nombre",
    VALUE: "Nombre",
    UNIT: "Ce qui est compté ou financé",
    AMOUNT: "Montant en euros",
    SOURCE: "Source",
    PAGE: "Page",
    STATED_ON: "Arrêté au",
    PROVISIONAL: "Provisoire",
    COMMENT: "Commentaire",
}
# Titles that people give to these columns, as `key_of` has them.
TITLES: Final[Mapping[str, tuple[str, ...]]] = {
    DISPOSITIF: (
        *("dispositif", "mesure", "action", "nom du dispositif", "intitule", "dispositifs"),
        *("libelle du dispositif", "sigle"),
    ),
    FRAMEWORK: ("cadre", "cadre strategique", "strategie", "programme"),
    AXIS: ("axe", "numero d axe", "n axe", "axe n", "axe numero"),
    YEAR: ("annee", "an", "exercice", "millesime"),
    PLACE: ("territoire", "departement", "lieu", "zone", "code departement", "dept", "metropole"),
    QUALIFIER: ("devant le nombre", "qualificatif", "precision"),
    VALUE: ("nombre", "valeur", "chiffre", "total", "quantite", "effectif", "resultat", "realise"),
    UNIT: (
        *("ce qui est compte ou finance", "ce qui est compte", "ce qui est finance"),
        *("unite", "indicateur", "libelle", "libelle de l indicateur", "nature", "quoi"),
        *("ligne de financement", "poste"),
    ),
    AMOUNT: (
        *("montant en euros", "montant", "montant euros", "montant eur", "montant en eur"),
        *("financement", "financements", "credits", "credit", "budget", "cout", "somme", "euros"),
    ),
    SOURCE: ("source", "sources", "origine", "reference", "code source"),
    PAGE: ("page", "p", "page de la source", "pages"),
    STATED_ON: ("arrete au", "date", "date d arret", "au", "date de la donnee"),
    PROVISIONAL: ("provisoire", "statut", "etat", "provisoire ou definitif"),
    COMMENT: ("commentaire", "commentaires", "remarque", "remarques", "observation", "note"),
}
REGION: Final = frozenset(
    {"", "occitanie", "region", "toute la region", "region occitanie", "regional"}
)
FIRST_YEAR, LAST_YEAR, MOST, PAGES, TEXT = 1990, 2100, 10**9, 2000, 1000
_NUMBER: Final = re.compile(r"(?P<before>[^\d\-]*)(?P<number>\d[\d\s]*)")
_DAY: Final = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_YES: Final = frozenset({"oui", "o", "x", "1", "vrai", "provisoire", "true", "yes"})
_NO: Final = frozenset({"", "non", "n", "0", "faux", "definitif", "definitive", "false", "no"})


@dataclass
class Cells:
    """What a row says, as typed, and what is wrong with its cells by the name of the column."""

    number: int
    typed: Mapping[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.typed.get(name, "")

    def refuse(self, name: str, message: str) -> None:
        """Say what is wrong with a cell; the first word on it stays."""
        self.errors.setdefault(name, message)


def cells_of(row: Row, columns: Mapping[str, int]) -> Cells:
    typed = {
        name: row.cells[number] for name, number in columns.items() if 0 <= number < len(row.cells)
    }
    return Cells(row.number, typed)


def stated_in(cells: Cells, *, year: int | None) -> dict[str, Any]:
    """The columns of `Figure` that the cells give, but the subject, the place and the source.

    `year` is that of rows which say none. Every mistake is put beside its cell.
    """
    before, value = _value(cells)
    unit = cells[UNIT]
    if not unit:
        cells.refuse(UNIT, "Dites ce que ce nombre compte.")
    elif len(unit) > 200:
        cells.refuse(UNIT, "200 caractères au plus.")
    qualifier = cells[QUALIFIER] or before or None
    if qualifier and len(qualifier) > 40:
        cells.refuse(QUALIFIER if cells[QUALIFIER] else VALUE, "40 signes au plus avant le nombre.")
    return {"value": value, "qualifier": qualifier, "unit": unit, **_circumstances(cells, year)}


def funded_in(cells: Cells, *, year: int | None) -> dict[str, Any]:
    """The columns of `FundingLine` that the cells give, but the source; mistakes as above.

    The amount is that of a year and of the region: a line of funding hangs on nothing else. A row
    without words of its own bears those of its dispositif.
    """
    cents = 0
    try:
        cents = cents_in(cells[AMOUNT])
    except ValueError as wrong:
        cells.refuse(AMOUNT, str(wrong))
    if cells[VALUE]:
        cells.refuse(
            AMOUNT,
            "Un nombre ou un montant, pas les deux : faites-en deux lignes, ou ne choisissez"
            " pas de colonne pour le montant.",
        )
    label = cells[UNIT] or cells[DISPOSITIF]
    if not label:
        cells.refuse(UNIT, "Dites ce que ce montant finance.")
    elif len(label) > 300:
        cells.refuse(UNIT, "300 caractères au plus.")
    if key_of(cells[PLACE]) not in REGION:
        cells.refuse(PLACE, "Un montant est saisi pour toute la région : laissez cette case vide.")
    return {"amount_cents": cents, "label": label, **_circumstances(cells, year)}


def _circumstances(cells: Cells, year: int | None) -> dict[str, Any]:
    comment = cells[COMMENT] or None
    if comment and len(comment) > TEXT:
        cells.refuse(COMMENT, f"{TEXT} caractères au plus.")
    return {
        "year": _year(cells, year),
        "page": _page(cells),
        "stated_on": _day(cells),
        "provisional": _provisional(cells),
        "comment": comment,
    }


def _value(cells: Cells) -> tuple[str, int]:
    """ "plus de 6 000" is what the source writes before the number, and the number."""
    typed = cells[VALUE]
    match = _NUMBER.fullmatch(typed)
    if match is None:
        negative = typed.replace("\u2212", "-").lstrip().startswith("-")
        cells.refuse(
            VALUE,
            "Un nombre négatif ne compte rien."
            if negative
            else f"« {typed[:40]} » : écrivez un nombre entier, par exemple 6 000.",
        )
        return "", 0
    number = int("".join(match["number"].split()))
    if number > MOST:
        cells.refuse(VALUE, "Ce nombre est trop grand.")
    return match["before"].strip(), number


def _year(cells: Cells, default: int | None) -> int:
    typed = cells[YEAR]
    if not typed:
        if default is None:
            cells.refuse(YEAR, "Indiquez l’année.")
        return default or 0
    if not typed.isdecimal() or not FIRST_YEAR <= int(typed[:9]) <= LAST_YEAR:
        cells.refuse(YEAR, f"« {typed[:20]} » n’est pas une année, comme 2025.")
        return 0
    return int(typed)


def _page(cells: Cells) -> int | None:
    typed = cells[PAGE].removeprefix("p.").strip()
    if not typed:
        return None
    if not typed.isdecimal() or not 1 <= int(typed[:9]) <= PAGES:
        cells.refuse(PAGE, f"« {typed[:20]} » n’est pas un numéro de page.")
        return None
    return int(typed)


def _day(cells: Cells) -> date | None:
    typed = cells[STATED_ON]
    if not typed:
        return None
    match = _DAY.fullmatch(typed)
    try:
        if match:
            return date(int(match[3]), int(match[2]), int(match[1]))
        return date.fromisoformat(typed)
    except ValueError:
        cells.refuse(STATED_ON, f"« {typed[:20]} » n’est pas une date, comme 31/12/2025.")
        return None


def _provisional(cells: Cells) -> bool:
    typed = key_of(cells[PROVISIONAL])
    if typed in _YES or typed in _NO:
        return typed in _YES
    cells.refuse(PROVISIONAL, f"« {cells[PROVISIONAL][:20]} » : écrivez « oui » ou « non ».")
    return False
