"""Partner organisations and their kinds."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel import clock
from app.kernel.base import Base


class PartnerKind(Base):
    """A family of partners (services de l'État, associations…), in the order of its source."""

    __tablename__ = "partner_kind"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    rank: Mapped[int]
    source_codes: Mapped[list[str]] = mapped_column(default_factory=list)


class Organisation(Base):
    """A partner organisation. What is not known of it stays None and shows as "à préciser"."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    acronym: Mapped[str | None] = mapped_column(default=None)
    kind_id: Mapped[int | None] = mapped_column(
        ForeignKey("partner_kind.id"), index=True, default=None
    )
    department_code: Mapped[str | None] = mapped_column(
        ForeignKey("department.code"), index=True, default=None
    )
    website: Mapped[str | None] = mapped_column(default=None)
    note: Mapped[str | None] = mapped_column(default=None)
    source_codes: Mapped[list[str]] = mapped_column(default_factory=list)
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)

    kind: Mapped[PartnerKind | None] = relationship(init=False, lazy="raise")
