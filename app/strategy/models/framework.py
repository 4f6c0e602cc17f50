"""Frameworks and what hangs on them. Axes belong to a framework: SNPLP has 6, the Pacte 4."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, String, Table, UniqueConstraint, and_
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from app.kernel.base import Base
from app.reference.models import Department
from app.strategy.models.statements import Figure, in_force


class Framework(Base):
    """A strategic framework (cadre). Years are None when the sources do not agree on them."""

    __tablename__ = "framework"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str]
    starts_year: Mapped[int | None] = mapped_column(default=None)
    ends_year: Mapped[int | None] = mapped_column(default=None)
    measures: Mapped[int | None] = mapped_column(default=None)
    note: Mapped[str | None] = mapped_column(default=None)
    # The frame of contracts with departments and métropoles: its axes are no chapters of a bilan.
    contractual: Mapped[bool] = mapped_column(default=False)
    rank: Mapped[int] = mapped_column(default=0)
    source_codes: Mapped[list[str]] = mapped_column(default_factory=list)

    axes: Mapped[list[Axis]] = relationship(
        init=False, lazy="raise", back_populates="framework", order_by="Axis.number"
    )


class Axis(Base):
    """One axis of a framework."""

    __tablename__ = "axis"
    __table_args__ = (UniqueConstraint("framework_id", "number"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    framework_id: Mapped[int] = mapped_column(ForeignKey("framework.id"))
    number: Mapped[int]
    label: Mapped[str]
    pilot: Mapped[str | None] = mapped_column(default=None)
    pilot_note: Mapped[str | None] = mapped_column(default=None)
    objectives: Mapped[list[str]] = mapped_column(default_factory=list)
    source_codes: Mapped[list[str]] = mapped_column(default_factory=list)

    framework: Mapped[Framework] = relationship(init=False, lazy="raise", back_populates="axes")
    dispositifs: Mapped[list[Dispositif]] = relationship(
        init=False, lazy="raise", back_populates="axis", order_by="Dispositif.rank, Dispositif.id"
    )


class AxisCorrespondence(Base):
    """Axes of two frameworks that speak of the same thing: a pair once, the lower number first."""

    __tablename__ = "axis_correspondence"
    __table_args__ = (
        UniqueConstraint("axis_id", "other_id"),
        CheckConstraint("axis_id < other_id", name="ordered"),
    )

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    axis_id: Mapped[int] = mapped_column(ForeignKey("axis.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("axis.id"), index=True)


dispositif_department = Table(
    "dispositif_department",
    Base.metadata,
    Column("dispositif_id", ForeignKey("dispositif.id"), primary_key=True),
    Column("department_code", ForeignKey("department.code"), primary_key=True),
)


class Dispositif(Base):
    """A measure of an axis (the field's own word). `page` is its page in the annual bilan."""

    __tablename__ = "dispositif"
    __table_args__ = (UniqueConstraint("axis_id", "name"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    axis_id: Mapped[int] = mapped_column(ForeignKey("axis.id"))
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    name: Mapped[str]
    acronym: Mapped[str | None] = mapped_column(default=None)
    description: Mapped[str | None] = mapped_column(default=None)
    page: Mapped[int | None] = mapped_column(default=None)
    # The years it is in force, as far as its sources say; both included.
    starts_year: Mapped[int | None] = mapped_column(default=None)
    ends_year: Mapped[int | None] = mapped_column(default=None)
    # The year of the bilan that names it, and that `page` is of.
    cited_year: Mapped[int | None] = mapped_column(default=None)
    pilot: Mapped[str | None] = mapped_column(default=None)
    operator: Mapped[str | None] = mapped_column(default=None)
    contract: Mapped[str | None] = mapped_column(default=None)
    actors: Mapped[list[str]] = mapped_column(default_factory=list)
    # What the source says beyond columns (a start date per department); shown, never queried.
    details: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    rank: Mapped[int] = mapped_column(default=0)
    source_codes: Mapped[list[str]] = mapped_column(default_factory=list)

    axis: Mapped[Axis] = relationship(init=False, lazy="raise", back_populates="dispositifs")
    departments: Mapped[list[Department]] = relationship(
        init=False, lazy="raise", secondary=dispositif_department, order_by=Department.code
    )
    # Those in force that hold for the whole region; `queries.figures` finds the others.
    figures: Mapped[list[Figure]] = relationship(
        init=False,
        lazy="raise",
        viewonly=True,
        primaryjoin=lambda: and_(
            Dispositif.id == foreign(Figure.dispositif_id),
            Figure.department_code.is_(None),
            Figure.metropole_id.is_(None),
            in_force(Figure),
        ),
        order_by="Figure.year, Figure.series",
    )

    def is_in_force(self, year: int, department: str | None = None) -> bool:
        """Whether a report of that year, of the region or of a department, may name it.

        Where no source says when it began, not before the bilan that names it: what is first heard
        of in 2023 was not there in 2019 as far as anybody knows.
        """
        begins = self._first_year(department)
        if begins is None:
            begins = self.cited_year
        return (begins is None or begins <= year) and (
            self.ends_year is None or year <= self.ends_year
        )

    def page_in(self, year: int) -> int | None:
        """Its page in the bilan of that year."""
        return self.page if self.cited_year in {None, year} else None

    def _first_year(self, department: str | None) -> int | None:
        """When it began there; in the region, where it began first."""
        starts = {code: int(day[:4]) for code, day in (self.details.get("starts") or {}).items()}
        if department in starts:
            return starts[department]
        if self.starts_year is None and department is None:
            return min(starts.values(), default=None)
        return self.starts_year
