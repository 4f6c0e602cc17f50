"""Events by kind, theme, axis, department and month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import String, and_, case, func, select, type_coerce

from app.events.enums import EventKind
from app.events.models import Event, event_axis
from app.kernel.db import db
from app.kernel.tables import Line, Table
from app.stats.filters import StatsFilters
from app.stats.queries.names import Names

COUNTS = ("Rencontres",)
SHORT_MONTHS: tuple[str, ...] = ("janv.", "févr.", "mars", "avr.", "mai", "juin")
SHORT_MONTHS += ("juil.", "août", "sept.", "oct.", "nov.", "déc.")
WHAT = "Rencontres datées et annoncées, sans les brouillons ni les annulées ; reportées comprises."


@dataclass(frozen=True)
class Met:
    """One event that counts."""

    id: int
    kind: str
    group_id: int | None
    department: str | None
    day: date
    # Whether its month is known, or only its year.
    has_month: bool


def met(filters: StatsFilters) -> list[Met]:
    """The events that count, one query."""
    has_month = case((and_(Event.starts_at.is_(None), Event.partial_month.is_(None)), 0), else_=1)
    rows = db.session.execute(
        select(
            Event.id,
            type_coerce(Event.kind, String),
            Event.group_id,
            Event.department_code,
            Event.sorts_on,
            has_month,
        ).where(*filters.counted_events())
    )
    return [
        Met(number, kind, group, code, day, bool(known))
        for number, kind, group, code, day, known in rows
        if day is not None
    ]


def axes_of(filters: StatsFilters) -> Counter[int]:
    """Axis id → events that say they belong to it."""
    rows = db.session.execute(
        select(event_axis.c.axis_id, func.count())
        .join(Event, Event.id == event_axis.c.event_id)
        .where(*filters.counted_events())
        .group_by(event_axis.c.axis_id)
    )
    return Counter(dict(rows.all()))


def tables(filters: StatsFilters, events: Sequence[Met], names: Names) -> list[Table]:
    """Every table on events. One query beside those already asked."""
    axes = axes_of(filters)
    with_axis = sum(axes.values())
    count = len(events)
    kinds = Counter(one.kind for one in events)
    groups = Counter(one.group_id for one in events)
    departments = Counter(one.department for one in events)
    in_theme = count - groups[None]
    total = Line("Total", (count,))
    return [
        months(events, filters.year) if filters.year is not None else years(events),
        Table(
            "rencontres-par-genre",
            "Rencontres par genre",
            "Genre",
            COUNTS,
            [Line(kind.label, (kinds[kind.value],), kind.value) for kind in EventKind],
            WHAT,
            total,
        ),
        Table(
            "rencontres-par-departement",
            "Rencontres par département",
            "Département",
            COUNTS,
            [
                *(
                    Line(name, (departments[code],), code)
                    for code, name in names.departments.items()
                ),
                *_rest(
                    "Lieu à préciser, à distance ou hors région", departments, names.departments
                ),
            ],
            "Le département est celui du lieu de la rencontre.",
            total,
        ),
        Table(
            "rencontres-par-theme",
            "Rencontres par thème",
            "Thème",
            COUNTS,
            [
                *(
                    Line(name, (groups[number],), slug)
                    for number, (slug, name) in names.groups.items()
                    if groups[number]
                ),
                *((Line("Sans groupe", (groups[None],)),) if groups[None] else ()),
            ],
            "Le thème d’une rencontre est celui de son groupe de travail."
            if in_theme
            else "Aucune de ces rencontres n’est rattachée à un groupe de travail.",
            total,
        ),
        Table(
            "rencontres-par-axe",
            "Rencontres par axe de la stratégie",
            "Axe",
            COUNTS,
            [
                Line(label, (axes[number],), key)
                for number, (key, label) in names.axes.items()
                if axes[number]
            ],
            "Une rencontre qui relève de deux axes compte dans chacun : la colonne ne s’additionne "
            "pas."
            if with_axis
            else "Aucune de ces rencontres n’est rattachée à un axe.",
        ),
    ]


def _rest(label: str, counts: Counter[Any], known: Any) -> list[Line]:
    others = sum(count for code, count in counts.items() if code not in known)
    return [Line(label, (others,))] if others else []


def months(events: Sequence[Met], year: int) -> Table:
    counts = Counter(one.day.month if one.has_month else 0 for one in events)
    lines = [
        Line(SHORT_MONTHS[month - 1], (counts[month],), f"{year}-{month:02}")
        for month in range(1, 13)
    ]
    unknown = [Line("mois non connu", (counts[0],))] if counts[0] else []
    return Table(
        "rencontres-par-mois",
        f"Rencontres par mois en {year}",
        "Mois",
        COUNTS,
        [*lines, *unknown],
        WHAT,
        Line("Total", (len(events),)),
    )


def years(events: Sequence[Met]) -> Table:
    counts = Counter(one.day.year for one in events)
    every = range(min(counts), max(counts) + 1) if counts else ()
    return Table(
        "rencontres-par-annee",
        "Rencontres par année",
        "Année",
        COUNTS,
        [Line(str(year), (counts[year],), str(year)) for year in every],
        WHAT,
        Line("Total", (len(events),)),
    )
