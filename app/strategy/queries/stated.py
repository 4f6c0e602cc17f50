"""Reading what is stated: the figures, amounts and totals in force, now or as known on a day."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import and_, false, or_, select, union
from sqlalchemy.orm import joinedload
from sqlalchemy.sql.base import ExecutableOption

from app.accounts.models import Account
from app.kernel.db import db
from app.strategy.enums import TotalKey
from app.strategy.models import (
    AnnouncedTotal,
    Axis,
    Dispositif,
    Figure,
    FundingLine,
    FundingTotal,
    Stated,
    in_force,
)

StatedT = TypeVar("StatedT", bound=Stated)


def figures(
    *,
    year: int | None = None,
    department_code: str | None = None,
    metropole_id: int | None = None,
    dispositif_ids: Collection[int] | None = None,
    at: datetime | None = None,
) -> Sequence[Figure]:
    """The figures in force (as known `at` a moment), with what they hang on and where they hold.

    Without a territory, those of every territory; `Figure.is_regional` tells the region's.
    """
    statement = select(Figure).where(in_force(Figure, at)).options(*_whole())
    if year is not None:
        statement = statement.where(Figure.year == year)
    if department_code is not None:
        statement = statement.where(Figure.department_code == department_code)
    if metropole_id is not None:
        statement = statement.where(Figure.metropole_id == metropole_id)
    if dispositif_ids is not None:
        statement = statement.where(Figure.dispositif_id.in_(dispositif_ids))
    order = (Figure.year, Figure.dispositif_id, Figure.series)
    return db.session.scalars(statement.order_by(*order)).all()


def figures_on(
    *,
    axis_id: int | None = None,
    framework_id: int | None = None,
    dispositif_ids: Collection[int] = (),
) -> Sequence[Figure]:
    """The figures in force that hang on an axis, a framework, or on these dispositifs in one
    territory (those of the region come with their dispositif). One query."""
    placed = or_(Figure.department_code.is_not(None), Figure.metropole_id.is_not(None))
    wanted = [and_(Figure.dispositif_id.in_(dispositif_ids), placed)] if dispositif_ids else []
    if axis_id is not None:
        wanted.append(Figure.axis_id == axis_id)
    if framework_id is not None:
        wanted.append(Figure.framework_id == framework_id)
    statement = (
        select(Figure)
        .where(in_force(Figure), or_(false(), *wanted))
        .options(joinedload(Figure.department), joinedload(Figure.metropole))
    )
    order = (Figure.year.desc(), Figure.unit, Figure.department_code, Figure.metropole_id)
    return db.session.scalars(statement.order_by(*order, Figure.id)).all()


def figure_whole(figure_id: int) -> Figure | None:
    """One statement, in force or not, with what it hangs on."""
    statement = select(Figure).where(Figure.id == figure_id).options(*_whole())
    return db.session.scalars(statement).one_or_none()


def _whole() -> tuple[ExecutableOption, ...]:
    return (
        joinedload(Figure.dispositif).joinedload(Dispositif.axis).joinedload(Axis.framework),
        joinedload(Figure.axis).joinedload(Axis.framework),
        joinedload(Figure.framework),
        joinedload(Figure.department),
        joinedload(Figure.metropole),
    )


@dataclass(frozen=True)
class Version:
    """One statement of a series, and who entered it when somebody with an account did."""

    statement: Stated
    entered_by: str | None


def history(statement: Stated) -> list[Version]:
    """Everything that was stated of the same thing, the latest first."""
    model = type(statement)
    rows = db.session.execute(
        select(model, Account.name)
        .outerjoin(Account, Account.id == model.entered_by_id)
        .where(model.series == statement.series)
        .order_by(model.number.desc())
    )
    return [Version(one, name) for one, name in rows]


def last_of(statement: StatedT) -> StatedT:
    """The last statement of the same series, withdrawn or not: itself, when nothing follows it."""
    model = type(statement)
    found = select(model).where(model.series == statement.series)
    return db.session.scalars(found.order_by(model.number.desc()).limit(1)).one()


@dataclass(frozen=True)
class Funding:
    """What was announced for a year and what of it is detailed, in cents.

    `remainder` is what no line details; it may be negative if lines say more than the total.
    """

    year: int
    total: int
    lines: Sequence[FundingLine]
    source_codes: list[str]
    total_id: int = 0
    provisional: bool = False

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


def funding(year: int, *, at: datetime | None = None) -> Funding | None:
    """The funding of a year with its lines, as known `at` a moment; None without a total."""
    total = db.session.scalars(
        select(FundingTotal).where(FundingTotal.year == year, in_force(FundingTotal, at))
    ).one_or_none()
    if total is None:
        return None
    lines = db.session.scalars(
        select(FundingLine)
        .where(FundingLine.year == year, in_force(FundingLine, at))
        .order_by(FundingLine.rank, FundingLine.series)
    ).all()
    return Funding(year, total.total_cents, lines, total.source_codes, total.id, total.provisional)


def funding_years() -> Sequence[int]:
    """The years of which funding is known, latest first."""
    found = select(FundingTotal.year).where(in_force(FundingTotal))
    return db.session.scalars(found.order_by(FundingTotal.year.desc())).all()


def announced(year: int, *, at: datetime | None = None) -> Sequence[AnnouncedTotal]:
    """The totals announced for a year, as known `at` a moment."""
    statement = select(AnnouncedTotal).where(
        AnnouncedTotal.year == year, in_force(AnnouncedTotal, at)
    )
    return sorted(db.session.scalars(statement), key=_as_entered)


def _as_entered(total: AnnouncedTotal) -> tuple[int, str]:
    """The order of the page: that of `TotalKey`, whatever was corrected since."""
    keys = [key.value for key in TotalKey]
    return (keys.index(total.key) if total.key in keys else len(keys), total.key)


def announced_years() -> set[int]:
    """The years of which something is stated: totals, funding or figures. One question."""
    models = (AnnouncedTotal, FundingTotal, Figure)
    return set(
        db.session.scalars(union(*(select(one.year).where(in_force(one)) for one in models)))
    )
