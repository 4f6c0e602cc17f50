"""The open data of a report: CSV files in a ZIP, each column described, made while it is sent.

What goes out is what the report says, hence public and without small numbers of people. Licence
Ouverte 2.0 (Etalab).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence

from app.kernel.clock import paris, today
from app.kernel.links import url
from app.kernel.masking import MASKED, SMALLEST_SHOWN
from app.reference.queries import Notes
from app.reviews.content import Report
from app.reviews.enums import FactKind
from app.reviews.queries import Shown
from app.sheets.csvs import csv_text

# How many lines are written at once.
BATCH = 500
LICENCE = "Licence Ouverte 2.0 (Etalab), https://www.etalab.gouv.fr/licence-ouverte-open-licence/"

Rows = Iterable[Sequence[str]]
FACTS = {
    "section": "Section du bilan (identifiant stable)",
    "section_titre": "Titre de la section",
    "cle": "Identifiant du chiffre, le même d’une année à l’autre",
    "libelle": "Ce que le chiffre compte",
    "qualificatif": "Ce que la source met devant le nombre (« plus de »), ou vide",
    "valeur": "Nombre entier, ou montant en euros avec deux décimales ; "
    f"« {MASKED} » pour un nombre de moins de {SMALLEST_SHOWN} personnes et pour ceux qui le "
    "feraient retrouver",
    "unite": "nombre, personnes ou euros",
    "origine": "Annoncé par une source, saisi avec sa source, ou compté dans Synergies",
    "dispositif": "Dispositif que le chiffre décrit, ou vide",
    "page": "Page du bilan annuel que la source cite, ou vide",
    "renseigne": "Pour un total annoncé : nombre que Synergies contient",
    "sources": "Codes des sources, séparés par une espace (voir sources.csv)",
    "a_savoir": "Ce qui manque, ou de quoi un pourcentage est la part",
    "definition": "Comment le chiffre est compté",
    "donnees": "Adresse de la page qui liste ce que le chiffre compte",
}
SERIES = {
    "serie": "Identifiant de la série",
    "titre": "Titre de la série",
    "ligne": "Département, ou ligne de financement",
    "code_departement": "Code officiel du département, ou vide",
    "valeur": FACTS["valeur"],
    "unite": "Ce que la valeur compte",
}
LISTS = {
    "section": FACTS["section"],
    "liste": "Identifiant de la liste",
    "titre": "Titre de la liste",
    "nom": "Rencontre, dispositif, groupe ou proposition",
    "precision": "Date, lieu, état",
    "adresse": "Page de Synergies, ou vide",
}
SOURCES = {
    "code": "Code de la source, cité par chiffres.csv",
    "libelle": "Description de la source",
    "adresse": "Adresse de la source, ou vide",
}
COLUMNS = {
    "fichier": "Nom du fichier",
    "colonne": "Nom de la colonne",
    "description": "Ce qu’elle contient",
}


def archive(found: Shown, notes: Notes) -> Iterator[bytes]:
    """The ZIP, piece by piece: no more than a batch of lines is held at once.

    Everything is read before the first piece, for the session is gone by then.
    """
    report = found.report
    base = url("reviews.index").removesuffix("/bilan")
    files: Sequence[tuple[str, dict[str, str], Rows]] = (
        ("chiffres.csv", FACTS, _facts(found)),
        ("series.csv", SERIES, _series(report)),
        ("listes.csv", LISTS, _lists(report, base)),
        ("sources.csv", SOURCES, ((one.code, one.label, one.url or "") for one in notes)),
    )
    readme = _readme(found)
    described = [
        (name, column, words)
        for name, columns in (
            *((name, columns) for name, columns, _ in files),
            ("colonnes.csv", COLUMNS),
        )
        for column, words in columns.items()
    ]
    return _zipped(readme, (*files, ("colonnes.csv", COLUMNS, described)))


def _zipped(readme: str, files: Sequence[tuple[str, Mapping[str, str], Rows]]) -> Iterator[bytes]:
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(_named("LISEZMOI.txt"), readme)
        yield sink.taken()
        for name, columns, rows in files:
            with made.open(_named(name), "w") as file:
                file.write(csv_text(tuple(columns), (), ";").encode("utf-8-sig"))
                for batch in _batches(rows):
                    file.write(_lines(batch))
                    yield sink.taken()
            yield sink.taken()
    yield sink.taken()


class _Sink(io.RawIOBase):
    """Where the archive is written, and out of which it is taken as it grows."""

    def __init__(self) -> None:
        super().__init__()
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    def write(self, data: object) -> int:
        piece = bytes(data)  # type: ignore[call-overload]  # any buffer
        self._held += piece
        return len(piece)

    def taken(self) -> bytes:
        piece = bytes(self._held)
        self._held.clear()
        return piece


def _named(name: str) -> zipfile.ZipInfo:
    """The same bytes for the same report: no date of writing."""
    made = zipfile.ZipInfo(name, date_time=(2020, 1, 1, 0, 0, 0))
    made.compress_type = zipfile.ZIP_DEFLATED
    return made


def _batches(rows: Rows) -> Iterator[list[Sequence[str]]]:
    batch: list[Sequence[str]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _lines(rows: Rows) -> bytes:
    """Lines without their heading; what a spreadsheet would run is told apart by `csv_text`."""
    return csv_text((), rows, ";").removeprefix("\r\n").encode()


def _value(value: int | None, kind: FactKind) -> str:
    if value is None:
        return MASKED
    if kind is FactKind.CENTS:
        return f"{value // 100},{value % 100:02d}" if value >= 0 else f"-{_value(-value, kind)}"
    return str(value)


UNITS = {FactKind.COUNT: "nombre", FactKind.PEOPLE: "personnes", FactKind.CENTS: "euros"}


def _facts(found: Shown) -> Iterator[Sequence[str]]:
    home = found.scope.home
    for part, fact in found.report.facts():
        yield (
            part.key,
            part.title,
            fact.key,
            fact.label,
            fact.qualifier,
            _value(fact.value, fact.kind),
            UNITS[fact.kind],
            fact.mark.label,
            fact.detail,
            str(fact.page or ""),
            "" if fact.known is None else str(fact.known),
            " ".join(fact.sources),
            fact.note,
            fact.definition,
            f"{home}/chiffres/{fact.key}",
        )


def _series(report: Report) -> Iterator[Sequence[str]]:
    for part in report.parts:
        for one in part.series:
            for row in one.rows:
                value = _value(row.value, one.kind)
                yield one.key, one.title, row.label, row.code, value, one.unit


def _lists(report: Report, base: str) -> Iterator[Sequence[str]]:
    for part in report.parts:
        for one in part.listings:
            for line in one.lines:
                address = f"{base}{line.url}" if line.url else ""
                yield part.key, one.key, one.title, line.text, line.detail, address


def _readme(found: Shown) -> str:
    report = found.report
    if found.is_provisional or found.edition is None:
        frozen = f"PROVISOIRE : contenu de Synergies le {today():%d/%m/%Y}, non publié."
    else:
        frozen = (
            f"Chiffres arrêtés le {paris(found.edition.frozen_at):%d/%m/%Y}, "
            f"version {found.edition.number}."
        )
    return "\r\n".join(
        (
            f"Bilan de {report.year} – {report.territory_name}",
            frozen,
            "",
            LICENCE,
            "Source à citer : Synergies, bilan de l’année.",
            "",
            "Fichiers CSV en UTF-8, séparés par des points-virgules.",
            "colonnes.csv décrit chaque colonne de chaque fichier.",
            "Les nombres de personnes inférieurs à 5 ne sont pas communiqués.",
            "",
        )
    )
