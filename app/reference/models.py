"""Sources of facts, and the territory."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.base import Base


class Source(Base):
    """Where a fact comes from. Rows elsewhere name sources by code."""

    __tablename__ = "source"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    label: Mapped[str]
    url: Mapped[str | None] = mapped_column(default=None)


class Department(Base):
    """A département; its code is text ("09")."""

    __tablename__ = "department"

    code: Mapped[str] = mapped_column(String(3), primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    source_codes: Mapped[list[str]] = mapped_column(default_factory=list)


class Metropole(Base):
    """A métropole, inside one département."""

    __tablename__ = "metropole"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    department_code: Mapped[str] = mapped_column(ForeignKey("department.code"))
    source_codes: Mapped[list[str]] = mapped_column(default_factory=list)
