"""Frameworks and what hangs on them. Axes belong to a framework: SNPLP has 6, the Pacte 4."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    String,
    Table,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.base import Base
from app.reference.models import Department


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
    source_codes: Mapped[list[str]] = mapped_column(default_factory=list)

    framework: Mapped[Framework] = relationship(init=False, lazy="raise", back_populates="axes")
    dispositifs: Mapped[list[Dispositif]] = relationship(
        init=False, lazy="raise", back_populates="axis", order_by="Dispositif.rank, Dispositif.id"
    )


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
    page: Mapped[int | None] = mapped_column(default=None)
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
    figures: Mapped[list[Figure]] = relationship(
        init=False, lazy="raise", back_populates="dispositif", order_by="Figure.year, Figure.id"
    )


class Figure(Base):
    """A figure of a dispositif for a year, as its source gives it ("plus de" 6 000 jeunes)."""

    __tablename__ = "figure"
    __table_args__ = (UniqueConstraint("dispositif_id", "year", "unit"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    dispositif_id: Mapped[int] = mapped_column(ForeignKey("dispositif.id"))
    year: Mapped[int]
    value: Mapped[int]
    unit: Mapped[str]
    qualifier: Mapped[str | None] = mapped_column(default=None)
    page: Mapped[int | None] = mapped_column(default=None)
    source_codes: Mapped[list[str]] = mapped_column(default_factory=list)

    dispositif: Mapped[Dispositif] = relationship(
        init=False, lazy="raise", back_populates="figures"
    )


class FundingYear(Base):
    """What was announced for a year, in cents. Lines may detail less: the remainder is shown."""

    __tablename__ = "funding_year"

    year: Mapped[int] = mapped_column(primary_key=True)
    total_cents: Mapped[int] = mapped_column(BigInteger)
    source_codes: Mapped[list[str]] = mapped_column(default_factory=list)

    lines: Mapped[list[FundingLine]] = relationship(
        init=False, lazy="raise", order_by="FundingLine.rank, FundingLine.id"
    )


class FundingLine(Base):
    """One detailed amount of a year, in cents; not attached to an axis unless a source says so."""

    __tablename__ = "funding_line"
    __table_args__ = (
        UniqueConstraint("year", "label"),
        CheckConstraint("amount_cents >= 0", name="amount_not_negative"),
    )

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    year: Mapped[int] = mapped_column(ForeignKey("funding_year.year"))
    label: Mapped[str]
    amount_cents: Mapped[int] = mapped_column(BigInteger)
    rank: Mapped[int] = mapped_column(default=0)
    source_codes: Mapped[list[str]] = mapped_column(default_factory=list)


class AnnouncedTotal(Base):
    """A total announced for a year (12 groups, "plus de" 65 dispositifs)."""

    __tablename__ = "announced_total"
    __table_args__ = (UniqueConstraint("year", "key"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    year: Mapped[int]
    # groups, conferences, study_days, dispositifs, axes: what queries count beside it.
    key: Mapped[str] = mapped_column(String(40))
    value: Mapped[int]
    label: Mapped[str]
    qualifier: Mapped[str | None] = mapped_column(default=None)
    source_codes: Mapped[list[str]] = mapped_column(default_factory=list)
