"""Statistics for everybody, and each of their tables as a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue

from app.events.enums import EventKind
from app.kernel import clock
from app.kernel.tables import Table
from app.kernel.text import counted
from app.reviews.figures import active_years
from app.sheets import SheetFormat, sheet_of
from app.stats.filters import ALL, StatsFilters
from app.stats.queries import Statistics, statistics
from app.stats.views.section import stats
from app.web.responses import download, render
from app.web.routing import PUBLIC, current_actor

# How each table is drawn; the others have a bar beside each row.
COLUMNS = frozenset(
    {
        "rencontres-par-mois",
        "rencontres-par-annee",
        "participation-par-mois",
        "participation-par-annee",
    }
)
MAPS = frozenset({"rencontres-par-departement", "participation-par-departement"})
PLAIN = frozenset({"participation", "activite-des-groupes"})
FORMATS = {"csv": SheetFormat.CSV, "ods": SheetFormat.ODS}


@stats.page("/statistiques", access=PUBLIC, remember=True)
def index() -> ResponseReturnValue:
    filters = StatsFilters.parse(request.args)
    found = statistics(current_actor(), filters)
    return render(
        "stats/index.html",
        found=found,
        filters=filters,
        groups=_filter_groups(found),
        count=counted(found.events, "rencontre"),
        clear=url_for("stats.index", annee=filters.query()["annee"]) if filters.narrows else None,
        how=_drawing,
        links=lambda table: file_links(table, filters.query()),
        urls=lambda table: _urls(table, filters),
        running=filters.year == clock.today().year,
        today=clock.today(),
    )


def _drawing(table: Table) -> str:
    if table.is_empty:
        return "nothing"
    if table.name in COLUMNS:
        return "columns"
    if table.name in MAPS:
        return "region"
    return "plain" if table.name in PLAIN else "bars"


@stats.page("/statistiques/<name>.<extension>", access=PUBLIC)
def table_file(name: str, extension: str) -> ResponseReturnValue:
    """One table as a file, with the filters of the address."""
    filters = StatsFilters.parse(request.args)
    table = statistics(current_actor(), filters).table(name)
    if table is None or extension not in FORMATS:
        abort(404)
    return written(table, extension, filters.query())


def written(table: Table, extension: str, parameters: Mapping[str, str]) -> ResponseReturnValue:
    """A table as a file that says in its name what it holds."""
    kind = FORMATS[extension]
    name = "-".join((table.name, *parameters.values()))
    return download(sheet_of(table).written_as(kind), f"{name}.{extension}", kind.media_type)


def file_links(table: Table, parameters: Mapping[str, str]) -> list[tuple[str, str]]:
    if table.is_empty:
        return []
    query = urlencode(parameters)
    return [(label.upper(), f"/statistiques/{table.name}.{label}?{query}") for label in FORMATS]


def _urls(table: Table, filters: StatsFilters) -> dict[str, str]:
    """Where a row leads: the events it counts, or the page of what it names."""
    keys = [line.key for line in table.lines if line.key]
    chosen = {name: text for name, text in filters.query().items() if name != "annee"}
    period = {} if filters.year is None else {"periode": str(filters.year)}
    path = url_for("events.agenda")
    if table.name == "rencontres-par-mois":
        return {key: f"{path}?{urlencode({**chosen, 'periode': key})}" for key in keys}
    if table.name in {"rencontres-par-annee", "participation-par-annee"}:
        here = url_for("stats.index")
        return {key: f"{here}?{urlencode({**chosen, 'annee': key})}" for key in keys}
    if table.name == "activite-des-groupes":
        return {key: url_for("groups.show", slug=key) for key in keys}
    names = {
        "rencontres-par-genre": "type",
        "rencontres-par-theme": "groupe",
        "rencontres-par-axe": "axe",
    }
    if table.name in names and period:
        name = names[table.name]
        return {key: f"{path}?{urlencode({**chosen, **period, name: key})}" for key in keys}
    return {}


def _filter_groups(found: Statistics) -> list[dict[str, Any]]:
    """The filters as a sentence of links."""
    filters, known = found.filters, found.names
    today = clock.today().year
    years = sorted({*(year for year in active_years() if year <= today + 1), today}, reverse=True)
    if filters.year is not None and filters.year not in years:
        years = sorted({*years, filters.year}, reverse=True)
    return [
        _group(
            filters,
            "annee",
            "Année",
            [(str(y), f"en {y}") for y in years] + [(ALL, "toutes années")],
        ),
        _group(
            filters,
            "type",
            "Genre",
            [("", "toutes les rencontres"), *((kind.value, kind.label) for kind in EventKind)],
        ),
        _group(filters, "groupe", "Thème", [("", "tous les thèmes"), *known.groups.values()]),
        _group(filters, "axe", "Axe", [("", "tous les axes"), *known.axes.values()]),
        _group(
            filters,
            "departement",
            "Département",
            [("", "toute la région"), *known.departments.items()],
        ),
    ]


def _group(
    filters: StatsFilters, name: str, label: str, options: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    path, chosen = url_for("stats.index"), filters.query().get(name, "")
    choices = [
        {
            "label": text,
            "url": f"{path}?{urlencode(filters.with_(**{name: value or None}))}",
            "current": value == chosen,
        }
        for value, text in options
    ]
    current = next((choice["label"] for choice in choices if choice["current"]), chosen)
    return {"label": label, "current": current, "choices": choices}
