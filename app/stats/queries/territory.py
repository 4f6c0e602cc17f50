"""A department or a métropole: everything that concerns it, as everybody may see it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select
from sqlalchemy.orm import joinedload

from app.events.models import Event
from app.events.queries import CardRow, card_rows
from app.groups.enums import GroupStatus
from app.groups.models import WorkingGroup, group_department, group_metropole
from app.kernel import clock
from app.kernel.access import ANONYMOUS, Actor, can
from app.kernel.collation import sort_key
from app.kernel.db import db
from app.kernel.tables import Line, Table, Value
from app.kernel.text import slugify
from app.proposals.models import Proposal, proposal_department, proposal_metropole
from app.proposals.queries.cards import ORDER, ProposalCard, card_of
from app.proposals.queries.cards import card_rows as proposal_rows
from app.proposals.queries.visibility import in_public, text_in_public
from app.reference.models import Department, Metropole
from app.reference.queries import departments, metropoles
from app.reviews.scope import COUNTED
from app.stats.filters import StatsFilters
from app.stats.queries import meetings, taking_part
from app.stats.queries.names import directory, names
from app.stats.queries.people import people
from app.strategy import queries as strategy
from app.strategy.models import Axis, Convention, Dispositif, Figure, dispositif_department

MOST = 10


@dataclass(frozen=True)
class Place:
    """A department, or a métropole with the department it lies in."""

    slug: str
    name: str
    department: Department
    metropole: Metropole | None = None

    @property
    def kind(self) -> str:
        return "Département" if self.metropole is None else "Métropole"


def places() -> list[Place]:
    """The departments by code, then the métropoles. Two queries."""
    known = {one.code: one for one in departments()}
    return [
        *(Place(code, one.name, one) for code, one in known.items()),
        *(
            Place(slugify(one.name), one.name, known[one.department_code], one)
            for one in metropoles()
            if one.department_code in known
        ),
    ]


def place_by_slug(_actor: Actor, *, place: str) -> Place | None:
    return next((one for one in places() if one.slug == place), None)


def overview() -> Table:
    """Events of the year by department: the map of the index. Five queries."""
    filters = StatsFilters(clock.today().year)
    tables = meetings.tables(filters, meetings.met(filters), names())
    return next(one for one in tables if one.name == "rencontres-par-departement")


@dataclass(frozen=True)
class Concerned:
    """What concerns a territory."""

    coming: Sequence[CardRow]
    past: Sequence[CardRow]
    held: Table
    presences: Value
    year: int
    groups: Sequence[tuple[str, str]]
    # How many groups work for the whole region.
    regional_groups: int
    proposals: Sequence[ProposalCard]
    dispositifs: Sequence[Dispositif]
    figures: Sequence[Figure]
    conventions: Sequence[Convention]
    source_codes: Sequence[Sequence[str]]


def concerned(actor: Actor, place: Place) -> Concerned:
    """Everything of one territory, in a fixed number of queries.

    Where a métropole has no place of its own in what is known (events, people), nothing is made up:
    that of its department stands, and the page says so.
    """
    code, today = place.department.code, clock.today()
    here = and_(Event.department_code == code, Event.status.in_(COUNTED))
    dispositifs = _dispositifs(place)
    figures = (
        strategy.figures(department_code=code)
        if place.metropole is None
        else strategy.figures(metropole_id=place.metropole.id)
    )
    conventions = (
        strategy.conventions(department_code=code)
        if place.metropole is None
        else strategy.conventions(metropole_id=place.metropole.id)
    )
    return Concerned(
        coming=card_rows(ANONYMOUS, here, Event.sorts_on >= today, limit=MOST),
        past=card_rows(
            ANONYMOUS, here, Event.sorts_on < today, latest_first=True, past=True, limit=MOST
        ),
        held=_by_year(here),
        presences=_presences(actor, code, today.year),
        year=today.year,
        groups=_groups(_of_group(place)),
        regional_groups=_regional_groups(),
        proposals=_proposals(place),
        dispositifs=dispositifs,
        figures=figures,
        conventions=conventions,
        source_codes=[
            place.department.source_codes,
            *(one.source_codes for one in dispositifs),
            *(one.source_codes for one in figures),
            *(one.source_codes for one in conventions),
        ],
    )


def _by_year(here: ColumnElement[bool]) -> Table:
    days = db.session.scalars(select(Event.sorts_on).where(here, Event.sorts_on.is_not(None)))
    counts = Counter(day.year for day in days if day is not None)
    every = range(min(counts), max(counts) + 1) if counts else ()
    return Table(
        "rencontres-par-annee",
        "Rencontres par année",
        "Année",
        meetings.COUNTS,
        [Line(str(year), (counts[year],), str(year)) for year in every],
        meetings.WHAT,
        Line("Total", (sum(counts.values()),)),
    )


def _presences(actor: Actor, code: str, year: int) -> Value:
    """What the statistics of the year say of this department: never more than they do."""
    filters = StatsFilters(year)
    tables = taking_part.by_dimensions(
        filters,
        people(filters),
        (),
        names(),
        directory(),
        small=can(actor, "stats:see_small"),
    )
    lines = next(one for one in tables if one.name == "participation-par-departement").lines
    return next((line.values[0] for line in lines if line.key == code), 0)


def _of_group(place: Place) -> ColumnElement[bool]:
    if place.metropole is not None:
        return exists().where(
            group_metropole.c.group_id == WorkingGroup.id,
            group_metropole.c.metropole_id == place.metropole.id,
        )
    return exists().where(
        group_department.c.group_id == WorkingGroup.id,
        group_department.c.department_code == place.department.code,
    )


def _groups(condition: ColumnElement[bool]) -> list[tuple[str, str]]:
    rows = db.session.execute(
        select(WorkingGroup.slug, WorkingGroup.name)
        .where(condition, WorkingGroup.status != GroupStatus.CLOSED)
        .order_by(sort_key(WorkingGroup.name))
    )
    return [(slug, name) for slug, name in rows]


def _regional_groups() -> int:
    counted = select(func.count(WorkingGroup.id)).where(
        WorkingGroup.covers_region.is_(True), WorkingGroup.status != GroupStatus.CLOSED
    )
    return db.session.scalar(counted) or 0


def _proposals(place: Place) -> list[ProposalCard]:
    """Territories are part of a text: they find only what all may read."""
    concerns: Any = (
        exists().where(
            proposal_department.c.proposal_id == Proposal.id,
            proposal_department.c.department_code == place.department.code,
        )
        if place.metropole is None
        else exists().where(
            proposal_metropole.c.proposal_id == Proposal.id,
            proposal_metropole.c.metropole_id == place.metropole.id,
        )
    )
    rows = db.session.execute(
        proposal_rows(in_public(), text_in_public(), concerns).order_by(*ORDER).limit(MOST)
    )
    return [card_of(row) for row in rows]


def _dispositifs(place: Place) -> Sequence[Dispositif]:
    """Those that name the department; or of which a figure says something of the territory."""
    named: ColumnElement[bool] = (
        exists().where(
            dispositif_department.c.dispositif_id == Dispositif.id,
            dispositif_department.c.department_code == place.department.code,
        )
        if place.metropole is None
        else false()
    )
    figured = exists().where(
        Figure.dispositif_id == Dispositif.id,
        Figure.department_code == place.department.code
        if place.metropole is None
        else Figure.metropole_id == place.metropole.id,
    )
    return db.session.scalars(
        select(Dispositif)
        .where(or_(named, figured))
        .options(joinedload(Dispositif.axis).joinedload(Axis.framework))
        .order_by(Dispositif.axis_id, Dispositif.rank, Dispositif.id)
    ).all()
