"""A report to take away: PDF (PDF/UA-1) and ODT, from the same plain values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from app.kernel.clock import today
from app.kernel.dates import spoken_day
from app.kernel.masking import MASKED, MASKING
from app.kernel.text import number, sentence, typographic
from app.paper.markdown import tree
from app.paper.odt import Writer, document_of
from app.paper.pdf import pdf_of
from app.reference.queries import Notes
from app.reviews.content import Fact, Part, Row, Series, amount
from app.reviews.enums import REGION, FactKind
from app.reviews.queries import Shown

TEMPLATE: Final = Path(__file__).with_name("bilan.typ")


def pdf(found: Shown, notes: Notes) -> bytes:
    return pdf_of(TEMPLATE, data_of_paper(found, notes))


def odt(found: Shown, notes: Notes) -> bytes:
    data = data_of_paper(found, notes)
    return document_of(data["title"], data["service"], _ReportWriter().whole(data))


def data_of_paper(found: Shown, notes: Notes) -> dict[str, Any]:
    """What both papers say, in their order, dressed as French is."""
    report, edition = found.report, found.edition
    place = "" if found.scope.territory == REGION else report.territory_name
    status = (
        f"Ce que Synergies contient au {spoken_day(today(), weekday=False)}"
        if edition is None
        else f"Chiffres arrêtés au {spoken_day(edition.frozen_at, weekday=False)}"
    )
    mark, footer, gaps = "Provisoire, non publié", "provisoire, non publié", True
    if edition is not None and edition.published_at is not None and not found.in_writing:
        day = spoken_day(edition.published_at, weekday=False)
        mark = f"Version {edition.number}, publiée le {day}"
        footer = f"version {edition.number}, empreinte {edition.content_hash[:16]}"
        gaps = False  # what is still to be known is for those who write
    home = found.scope.home
    parts = [_part(part, notes, home, gaps=gaps) for part in report.parts if part.says_something]
    return {
        "service": "Synergies",
        "title": typographic(f"Bilan de {report.year}" + (f" : {place}" if place else "")),
        "subtitle": "Prévention et lutte contre la pauvreté en Occitanie",
        "mark": typographic(mark),
        "status": typographic(status),
        "reason": typographic(edition.reason or "") if edition is not None else "",
        "reading": [typographic(one) for one in _READING],
        "home": found.scope.home,
        "parts": parts,
        "index": [
            {
                "key": fact.key,
                "value": fact.text,
                "label": typographic(fact.label),
                "detail": fact.detail,
                "origin": _origin(fact, notes) or "Synergies",
            }
            for part in report.parts
            if part.says_something
            for fact in part.facts
        ],
        "sources": [(str(note.number), typographic(note.label), note.url or "") for note in notes],
        "footer": footer,
    }


_READING: Final = (
    "Un chiffre sans source est compté dans Synergies : il mène à la page qui liste ce qu’il "
    "compte, rencontres, comptes rendus ou propositions.",
    "Un chiffre avec un numéro de source est celui que cette source annonce, tel quel.",
    f"« {MASKED.capitalize()} » : {MASKING[0].lower()}{MASKING[1:]}",
)


def _part(part: Part, notes: Notes, home: str, *, gaps: bool) -> dict[str, Any]:
    return {
        "key": part.key,
        "title": typographic(part.title),
        "lead": typographic(part.lead),
        "text": tree(part.text),
        "facts": [_fact(fact, notes, home) for fact in part.lone_facts],
        "series": [_series(one, part.tabled) for one in part.series],
        "missing": [typographic(one) for one in part.missing] if gaps else [],
        "listings": [
            {
                "title": typographic(one.title),
                "lines": [(line.text, typographic(line.detail)) for line in one.lines],
                "hidden": typographic(one.hidden),
            }
            for one in part.listings
        ],
        "testimonies": tree(part.testimonies, first_level=4),
    }


def _origin(fact: Fact, notes: Notes) -> str:
    numbers = ", ".join(str(note.number) for note in notes.of(fact.sources))
    return f"source {numbers}" if numbers else ""


def _fact(fact: Fact, notes: Notes, home: str) -> dict[str, str]:
    page = f"page {fact.page} du bilan annuel" if fact.page else ""
    told = ", ".join(one for one in (fact.detail, page, _origin(fact, notes)) if one)
    return {
        "key": fact.key,
        "value": fact.text,
        "label": typographic(fact.label),
        "detail": typographic(sentence(told)),
        "note": typographic(fact.note),
        "url": f"{home}/chiffres/{fact.key}",
    }


def _series(series: Series, facts: Mapping[str, Fact]) -> dict[str, Any]:
    return {
        "title": typographic(series.title + (f", sur un total {series.of}" if series.of else "")),
        "head": (
            "Département" if series.is_map else "Financement",
            sentence(series.unit) if series.kind is not FactKind.CENTS else "Montant",
        ),
        "rows": [
            {
                "label": typographic(row.label),
                "value": value_text(row, series),
                "share": _share(row, series),
                "key": facts[row.label].key if row.label in facts else "",
            }
            for row in series.rows
        ],
    }


def value_text(row: Row, series: Series) -> str:
    if row.value is None:
        return MASKED
    return amount(row.value) if series.kind is FactKind.CENTS else number(row.value)


def _share(row: Row, series: Series) -> float:
    """How long its bar is, the longest being 1."""
    return (row.value or 0) / series.largest if series.largest else 0.0


class _ReportWriter(Writer):
    """The sections of a report as an OpenDocument text."""

    def whole(self, data: dict[str, Any]) -> Iterator[Any]:
        from odfdo import Header

        yield Header(1, data["title"])
        yield self.words(data["subtitle"])
        yield self.words(data["mark"])
        yield self.words(data["status"])
        if data["reason"]:
            yield self.words(f"Ce que cette version corrige\u00a0: {data['reason']}")
        yield Header(2, "Comment lire ce bilan")
        yield self.points(data["reading"])
        for part in data["parts"]:
            yield Header(2, part["title"])
            yield from self._part(part)
        if data["sources"]:
            yield Header(2, "Sources")
            yield self.points(
                [f"{n}. {label}" + (f" ({u})" if u else "") for n, label, u in data["sources"]]
            )
        yield self.words(f"{data['title']}, {data['footer']}. {data['home']}")

    def _part(self, part: dict[str, Any]) -> Iterator[Any]:
        from odfdo import Header

        if part["lead"]:
            yield self.words(part["lead"])
        yield from self.blocks(part["text"])
        if part["facts"]:
            rows = [
                (one["value"], one["label"], " – ".join(filter(None, (one["detail"], one["note"]))))
                for one in part["facts"]
            ]
            yield self.rows([("Chiffre", "Quoi", "D’où il vient"), *rows])
        for series in part["series"]:
            yield Header(3, series["title"])
            yield self.rows(
                [series["head"], *((row["label"], row["value"]) for row in series["rows"])]
            )
        if part["missing"]:
            yield Header(3, "Ce qui reste à renseigner")
            yield self.points(part["missing"])
        for listing in part["listings"]:
            yield Header(3, listing["title"])
            items = [" – ".join(filter(None, line)) for line in listing["lines"]]
            yield self.points([*items, *([listing["hidden"]] if listing["hidden"] else [])])
        if part["testimonies"]:
            yield Header(3, "Témoignages")
            yield from self.blocks(part["testimonies"])
