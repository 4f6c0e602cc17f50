"""What sources state: figures, amounts, totals. A statement is never changed, it is superseded.

The statements of one thing form a series: the figure of a dispositif, a year, a territory and a
unit; the total of a year. The one in force is the last of its series, unless it was withdrawn. Two
people cannot supersede the same statement: the database refuses the second.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    String,
    UniqueConstraint,
    and_,
    select,
)
from sqlalchemy.orm import Mapped, MappedAsDataclass, aliased, mapped_column, relationship

from app.kernel import clock
from app.kernel.base import Base
from app.kernel.text import fold
from app.kernel.types import enum_column
from app.reference.models import Department, Metropole
from app.strategy.enums import Origin

if TYPE_CHECKING:
    from app.strategy.models.framework import Axis, Dispositif, Framework


class Stated(MappedAsDataclass, kw_only=True, eq=False, repr=False):
    """One statement of a series: where it comes from, who entered it, what it takes the place of.

    `comment` says why it was corrected or withdrawn, or how to read it. A withdrawn statement ends
    its series: nothing is in force.
    """

    # What identifies the thing stated, made of the columns that say so: see `series_key`.
    series: Mapped[str] = mapped_column(init=False)
    number: Mapped[int] = mapped_column(default=1)
    source_codes: Mapped[list[str]] = mapped_column(default_factory=list)
    # Page of the source, and the day of which the source speaks.
    page: Mapped[int | None] = mapped_column(default=None)
    stated_on: Mapped[date | None] = mapped_column(default=None)
    provisional: Mapped[bool] = mapped_column(default=False)
    comment: Mapped[str | None] = mapped_column(default=None)
    withdrawn: Mapped[bool] = mapped_column(default=False)
    origin: Mapped[Origin] = mapped_column(enum_column(Origin), default=Origin.TEAM)
    # None for what an import or somebody without an account gave.
    entered_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id"), index=True, default=None
    )
    entered_at: Mapped[datetime] = mapped_column(default_factory=clock.now)

    def __post_init__(self) -> None:
        self.series = self.series_key()

    def series_key(self) -> str:
        """The same for every statement of one thing."""
        raise NotImplementedError


def _chained(*others: Any) -> tuple[Any, ...]:
    """What the database holds of any series: numbered, and a line without a fork."""
    return (
        UniqueConstraint("series", "number"),
        UniqueConstraint("supersedes_id"),
        CheckConstraint("(number = 1) = (supersedes_id IS NULL)", name="chained"),
        *others,
    )


class Figure(Stated, Base):
    """A figure for a year, as its source gives it ("plus de" 6 000 jeunes accompagnés).

    It hangs on a dispositif, an axis or a framework; it holds for the region unless a department or
    a métropole is named.
    """

    __tablename__ = "figure"
    __table_args__ = _chained(
        CheckConstraint(
            "(dispositif_id IS NOT NULL AND axis_id IS NULL AND framework_id IS NULL)"
            " OR (dispositif_id IS NULL AND axis_id IS NOT NULL AND framework_id IS NULL)"
            " OR (dispositif_id IS NULL AND axis_id IS NULL AND framework_id IS NOT NULL)",
            name="one_subject",
        ),
        CheckConstraint("department_code IS NULL OR metropole_id IS NULL", name="one_territory"),
        CheckConstraint("value >= 0", name="value_not_negative"),
    )

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    year: Mapped[int] = mapped_column(index=True)
    value: Mapped[int] = mapped_column(BigInteger)
    unit: Mapped[str]
    dispositif_id: Mapped[int | None] = mapped_column(
        ForeignKey("dispositif.id"), index=True, default=None
    )
    axis_id: Mapped[int | None] = mapped_column(ForeignKey("axis.id"), index=True, default=None)
    framework_id: Mapped[int | None] = mapped_column(
        ForeignKey("framework.id"), index=True, default=None
    )
    department_code: Mapped[str | None] = mapped_column(
        ForeignKey("department.code"), index=True, default=None
    )
    metropole_id: Mapped[int | None] = mapped_column(
        ForeignKey("metropole.id"), index=True, default=None
    )
    qualifier: Mapped[str | None] = mapped_column(default=None)
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("figure.id"), default=None)

    dispositif: Mapped[Dispositif | None] = relationship("Dispositif", init=False, lazy="raise")
    axis: Mapped[Axis | None] = relationship("Axis", init=False, lazy="raise")
    framework: Mapped[Framework | None] = relationship("Framework", init=False, lazy="raise")
    department: Mapped[Department | None] = relationship(init=False, lazy="raise")
    metropole: Mapped[Metropole | None] = relationship(init=False, lazy="raise")

    @property
    def is_regional(self) -> bool:
        return self.department_code is None and self.metropole_id is None

    def series_key(self) -> str:
        subject = (
            f"d{self.dispositif_id}"
            if self.dispositif_id is not None
            else f"a{self.axis_id}"
            if self.axis_id is not None
            else f"f{self.framework_id}"
        )
        place = self.department_code or (
            f"m{self.metropole_id}" if self.metropole_id is not None else "region"
        )
        return f"{subject}/{self.year}/{place}/{fold(self.unit)}"


class FundingTotal(Stated, Base):
    """What was announced for a year, in cents. Lines may detail less: the remainder is shown."""

    __tablename__ = "funding_total"
    __table_args__ = _chained(CheckConstraint("total_cents >= 0", name="total_not_negative"))

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    year: Mapped[int] = mapped_column(index=True)
    total_cents: Mapped[int] = mapped_column(BigInteger)
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("funding_total.id"), default=None)

    def series_key(self) -> str:
        return str(self.year)


class FundingLine(Stated, Base):
    """One detailed amount of a year, in cents; not attached to an axis unless a source says so."""

    __tablename__ = "funding_line"
    __table_args__ = _chained(CheckConstraint("amount_cents >= 0", name="amount_not_negative"))

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    year: Mapped[int] = mapped_column(index=True)
    label: Mapped[str]
    amount_cents: Mapped[int] = mapped_column(BigInteger)
    # The order of the page, no part of what is stated.
    rank: Mapped[int] = mapped_column(default=0)
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("funding_line.id"), default=None)

    def series_key(self) -> str:
        return f"{self.year}/{fold(self.label)}"


class AnnouncedTotal(Stated, Base):
    """A total announced for a year (12 groups, "plus de" 65 dispositifs)."""

    __tablename__ = "announced_total"
    __table_args__ = _chained()

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    year: Mapped[int] = mapped_column(index=True)
    # groups, conferences, study_days, dispositifs, axes: what queries count beside it.
    key: Mapped[str] = mapped_column(String(40))
    value: Mapped[int]
    label: Mapped[str]
    qualifier: Mapped[str | None] = mapped_column(default=None)
    supersedes_id: Mapped[int | None] = mapped_column(
        ForeignKey("announced_total.id"), default=None
    )

    def series_key(self) -> str:
        return f"{self.year}/{self.key}"


def in_force(model: Any, at: datetime | None = None) -> ColumnElement[bool]:
    """The condition on the statements of `model` that are in force, now or as known `at` a moment.

    `model` is one of the four classes above, or an alias of it.
    """
    later = aliased(model)
    newer = select(later.id).where(later.supersedes_id == model.id)
    known = model.withdrawn.is_(False)
    if at is not None:
        newer = newer.where(later.entered_at <= at)
        known = and_(known, model.entered_at <= at)
    return and_(known, ~newer.correlate(model).exists())
