"""Conventions and contracts of the State with departments and métropoles."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.documents.models import Document
from app.kernel.base import Base
from app.kernel.types import enum_column
from app.reference.models import Department, Metropole
from app.strategy.enums import ConventionKind, ConventionStatus
from app.strategy.models.framework import Axis

# The text itself, its riders, its annexes: everybody may read them.
convention_document = Table(
    "convention_document",
    Base.metadata,
    Column("convention_id", ForeignKey("convention.id"), primary_key=True),
    Column("document_id", ForeignKey("document.id"), primary_key=True, index=True),
)


class Convention(Base):
    """A convention, a local contract or a local pact. What no source says is None.

    A joint one names a department and a métropole. `state_share` is in percent of `amount_cents`.
    """

    __tablename__ = "convention"
    __table_args__ = (
        CheckConstraint(
            "department_code IS NOT NULL OR metropole_id IS NOT NULL", name="somewhere"
        ),
        CheckConstraint("amount_cents >= 0", name="amount_not_negative"),
        CheckConstraint("state_share BETWEEN 0 AND 100", name="share_in_percent"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[ConventionKind] = mapped_column(enum_column(ConventionKind))
    title: Mapped[str]
    status: Mapped[ConventionStatus] = mapped_column(enum_column(ConventionStatus))
    department_code: Mapped[str | None] = mapped_column(
        ForeignKey("department.code"), index=True, default=None
    )
    metropole_id: Mapped[int | None] = mapped_column(
        ForeignKey("metropole.id"), index=True, default=None
    )
    signatories: Mapped[str | None] = mapped_column(default=None)
    signed_on: Mapped[date | None] = mapped_column(default=None)
    starts_on: Mapped[date | None] = mapped_column(default=None)
    ends_on: Mapped[date | None] = mapped_column(default=None)
    amount_cents: Mapped[int | None] = mapped_column(BigInteger, default=None)
    state_share: Mapped[int | None] = mapped_column(default=None)
    note: Mapped[str | None] = mapped_column(default=None)
    source_codes: Mapped[list[str]] = mapped_column(default_factory=list)

    department: Mapped[Department | None] = relationship(init=False, lazy="raise")
    metropole: Mapped[Metropole | None] = relationship(init=False, lazy="raise")
    actions: Mapped[list[ConventionAction]] = relationship(
        init=False, lazy="raise", back_populates="convention", order_by="ConventionAction.id"
    )
    documents: Mapped[list[Document]] = relationship(
        init=False, lazy="raise", secondary=convention_document, order_by=Document.id
    )

    @property
    def place(self) -> str:
        """Where it holds; the reader loads the territories."""
        names = []
        if self.department is not None:
            names.append(f"{self.department.name} ({self.department.code})")
        if self.metropole is not None:
            names.append(self.metropole.name)
        return " et ".join(names)

    @property
    def state_cents(self) -> int | None:
        """The part of the State, to the cent below; None when a source gives one of the two."""
        if self.amount_cents is None or self.state_share is None:
            return None
        return self.amount_cents * self.state_share // 100

    @property
    def detailed_cents(self) -> int:
        """What the loaded actions add up to."""
        return sum(action.amount_cents or 0 for action in self.actions)


class ConventionAction(Base):
    """One action of a convention, or one priority of a pact, with who leads it."""

    __tablename__ = "convention_action"
    __table_args__ = (CheckConstraint("amount_cents >= 0", name="amount_not_negative"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    convention_id: Mapped[int] = mapped_column(ForeignKey("convention.id"), index=True)
    label: Mapped[str]
    axis_id: Mapped[int | None] = mapped_column(ForeignKey("axis.id"), index=True, default=None)
    pilot: Mapped[str | None] = mapped_column(default=None)
    amount_cents: Mapped[int | None] = mapped_column(BigInteger, default=None)

    convention: Mapped[Convention] = relationship(
        init=False, lazy="raise", back_populates="actions"
    )
    axis: Mapped[Axis | None] = relationship(init=False, lazy="raise")
