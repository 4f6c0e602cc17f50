"""Reading the strategy: frameworks, axes, funding, announced totals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from app.kernel.access import Actor
from app.kernel.db import db
from app.strategy.models import (
    AnnouncedTotal,
    Axis,
    Dispositif,
    Figure,
    Framework,
    FundingLine,
    FundingYear,
)


def frameworks() -> Sequence[Framework]:
    """Every framework with its axes, in the order of the programme."""
    statement = select(Framework).options(selectinload(Framework.axes))
    return db.session.scalars(statement.order_by(Framework.rank, Framework.id)).all()


def framework_by_slug(_actor: Actor, *, framework_slug: str) -> Framework | None:
    """One framework with its axes, their dispositifs and figures."""
    statement = (
        select(Framework)
        .where(Framework.slug == framework_slug)
        .options(
            selectinload(Framework.axes)
            .selectinload(Axis.dispositifs)
            .selectinload(Dispositif.figures)
        )
    )
    return db.session.scalars(statement).one_or_none()


def axis_by_number(_actor: Actor, *, framework_slug: str, number: int) -> Axis | None:
    """One axis with its framework and all that hangs on it."""
    statement = (
        select(Axis)
        .join(Axis.framework)
        .where(Framework.slug == framework_slug, Axis.number == number)
        .options(
            joinedload(Axis.framework).selectinload(Framework.axes),
            selectinload(Axis.dispositifs).selectinload(Dispositif.figures),
            selectinload(Axis.dispositifs).selectinload(Dispositif.departments),
        )
    )
    return db.session.scalars(statement).one_or_none()


def dispositif_counts() -> dict[int, int]:
    """How many dispositifs each axis holds, by axis id; axes without any are left out."""
    rows = db.session.execute(select(Dispositif.axis_id, func.count()).group_by(Dispositif.axis_id))
    return dict(rows.all())


@dataclass(frozen=True)
class Funding:
    """What was announced for a year and what of it is detailed, in cents.

    `remainder` is what no line details; it may be negative if lines say more than the total.
    """

    year: int
    total: int
    lines: Sequence[FundingLine]
    source_codes: list[str]

    @property
    def detailed(self) -> int:
        return sum(line.amount_cents for line in self.lines)

    @property
    def remainder(self) -> int:
        return self.total - self.detailed

    @property
    def largest(self) -> int:
        """The largest amount shown: the length of the longest bar."""
        return max((self.remainder, *(line.amount_cents for line in self.lines)), default=0)


def funding(year: int) -> Funding | None:
    """The funding of a year with its lines; None when nothing was announced."""
    statement = select(FundingYear).where(FundingYear.year == year)
    found = db.session.scalars(statement.options(selectinload(FundingYear.lines))).one_or_none()
    if found is None:
        return None
    return Funding(found.year, found.total_cents, found.lines, found.source_codes)


def funding_years() -> Sequence[int]:
    """The years of which funding is known, latest first."""
    return db.session.scalars(select(FundingYear.year).order_by(FundingYear.year.desc())).all()


def announced(year: int) -> Sequence[AnnouncedTotal]:
    """The totals announced for a year, in the order in which they were entered."""
    statement = select(AnnouncedTotal).where(AnnouncedTotal.year == year)
    return db.session.scalars(statement.order_by(AnnouncedTotal.id)).all()


def announced_years() -> set[int]:
    """The years of which something is stated: totals, funding or figures."""
    columns = (AnnouncedTotal.year, FundingYear.year, Figure.year)
    return {year for column in columns for year in db.session.scalars(select(column).distinct())}


def frameworks_of(year: int) -> Sequence[Framework]:
    """The frameworks in force in a year, with their axes, dispositifs and figures.

    Those that give no dates stand for the years that no dated framework covers.
    """
    statement = select(Framework).options(
        selectinload(Framework.axes).selectinload(Axis.dispositifs).selectinload(Dispositif.figures)
    )
    every = db.session.scalars(statement.order_by(Framework.rank, Framework.id)).all()
    dated = [
        one
        for one in every
        if one.starts_year is not None
        and one.starts_year <= year
        and (one.ends_year is None or year <= one.ends_year)
    ]
    return dated or [one for one in every if one.starts_year is None]
