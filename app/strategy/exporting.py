"""A framework as a file that can be changed and imported again: YAML, or a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import yaml
from sqlalchemy import select

from app.kernel.db import db
from app.reference.models import Source
from app.sheets import Cell, Sheet, SheetFormat
from app.strategy import queries
from app.strategy.models import Axis, Dispositif, Framework

# The titles of the spreadsheet; `app.programme.sheets` reads them.
COLUMNS: Final = (
    *("Cadre", "Nom du cadre", "Axe", "Intitulé de l’axe", "Pilote de l’axe", "Objectifs"),
    *("Dispositif", "Sigle", "Description", "Page", "Bilan de", "Depuis", "Jusqu’en"),
    *("Pilote", "Opérateur", "Contrat", "Départements", "Sources"),
)
# Between the parts of one cell.
BETWEEN: Final = " | "


def yaml_of(framework: Framework) -> bytes:
    """The framework, its axes, dispositifs and correspondences, in the words of the programme."""
    axes = [_axis(framework, axis) for axis in framework.axes]
    dispositifs = [
        _dispositif(framework, axis, one) for axis in framework.axes for one in axis.dispositifs
    ]
    document = {
        "sources": _sources(framework),
        "cadres": [_framework(framework)],
        "axes": axes,
        "correspondances": [
            {"axe": one, "avec": other} for one, other in queries.correspondences(framework)
        ],
        "dispositifs": dispositifs,
    }
    told = {name: value for name, value in document.items() if value}
    return yaml.safe_dump(told, allow_unicode=True, sort_keys=False, width=1000).encode()


def ods_of(framework: Framework) -> bytes:
    """One row a dispositif; an axis without any has a row of its own."""
    sheet = Sheet(framework.code, COLUMNS, list(_rows(framework)))
    return sheet.written_as(SheetFormat.ODS)


def _said(**values: Any) -> dict[str, Any]:
    """What is known: what is not is left out, never written as empty."""
    return {name: value for name, value in values.items() if value not in (None, "", [], {}, False)}


def _framework(framework: Framework) -> dict[str, Any]:
    return _said(
        code=framework.code,
        nom=framework.name,
        debut=framework.starts_year,
        fin=framework.ends_year,
        mesures=framework.measures,
        note=framework.note,
        contractuel=framework.contractual,
        rang=framework.rank,
        source=framework.source_codes,
    )


def _axis(framework: Framework, axis: Axis) -> dict[str, Any]:
    return _said(
        cadre=framework.code,
        numero=axis.number,
        libelle=axis.label,
        pilote=axis.pilot,
        pilote_note=axis.pilot_note,
        objectifs=axis.objectives,
        source=axis.source_codes,
    )


def _dispositif(framework: Framework, axis: Axis, one: Dispositif) -> dict[str, Any]:
    return _said(
        cadre=framework.code,
        axe=axis.number,
        nom=one.name,
        sigle=one.acronym,
        description=one.description,
        page=one.page,
        pilote=one.pilot,
        operateur=one.operator,
        contrat=one.contract,
        acteurs=one.actors,
        annee=one.cited_year,
        depuis=one.starts_year,
        jusqu_en=one.ends_year,
        debut=one.details.get("starts"),
        departements=[department.code for department in one.departments],
        rang=one.rank,
        source=one.source_codes,
    )


def _sources(framework: Framework) -> dict[str, Any]:
    cited = {
        *framework.source_codes,
        *(code for axis in framework.axes for code in axis.source_codes),
        *(c for axis in framework.axes for one in axis.dispositifs for c in one.source_codes),
    }
    rows = db.session.scalars(select(Source).where(Source.code.in_(cited)).order_by(Source.code))
    return {one.code: _said(libelle=one.label, url=one.url) for one in rows}


def _rows(framework: Framework) -> Iterator[Sequence[Cell]]:
    for axis in framework.axes:
        head = (
            framework.code,
            framework.name,
            axis.number,
            axis.label,
            axis.pilot,
            BETWEEN.join(axis.objectives),
        )
        for one in axis.dispositifs:
            yield (
                *head,
                one.name,
                one.acronym,
                one.description,
                one.page,
                one.cited_year,
                one.starts_year,
                one.ends_year,
                one.pilot,
                one.operator,
                one.contract,
                ", ".join(department.code for department in one.departments),
                ", ".join(one.source_codes),
            )
        if not axis.dispositifs:
            yield (*head, *[None] * 11, ", ".join(axis.source_codes))
