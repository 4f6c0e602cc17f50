"""Figures asked of the referent of a dispositif, what they propose; spreadsheets of figures."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.collecting.enums import ProposedState
from app.kernel import clock
from app.kernel.base import Base
from app.kernel.types import enum_column
from app.reference.models import Department, Metropole
from app.strategy.models import Dispositif, Figure

OPEN = text("ended_at IS NULL")


class FigureRequest(Base):
    """What is asked of one person: the figures of a dispositif for a year, until a day.

    Its private link opens until that day, for this dispositif and this year alone.
    """

    __tablename__ = "figure_request"
    __table_args__ = (
        # The same thing is not asked twice at once of the same address.
        Index(
            "uq_figure_request_open",
            *("dispositif_id", "year", "email_key"),
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
    )

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    dispositif_id: Mapped[int] = mapped_column(ForeignKey("dispositif.id"), index=True)
    year: Mapped[int]
    # Emptied a year after the last day (retention).
    name: Mapped[str | None]
    email: Mapped[str | None]
    email_key: Mapped[str | None] = mapped_column(index=True)
    # What the private link derives from; the link itself is nowhere.
    public_id: Mapped[str] = mapped_column(String(36), unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    # The last day on which the link opens.
    closes_on: Mapped[date] = mapped_column(index=True)
    message: Mapped[str | None] = mapped_column(default=None)
    asked_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id"), index=True, default=None
    )
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    # How many reminders left: two at most.
    reminders: Mapped[int] = mapped_column(default=0)
    # The person said that nothing more is to come, with a word if they wished.
    done_at: Mapped[datetime | None] = mapped_column(default=None)
    done_word: Mapped[str | None] = mapped_column(default=None)
    # The team ended it before its day.
    ended_at: Mapped[datetime | None] = mapped_column(default=None)

    dispositif: Mapped[Dispositif] = relationship(init=False, lazy="raise")
    proposed: Mapped[list[ProposedFigure]] = relationship(
        init=False, lazy="raise", back_populates="request", order_by="ProposedFigure.id"
    )

    def is_open(self, day: date) -> bool:
        return self.ended_at is None and day <= self.closes_on


class ProposedFigure(Base):
    """A figure as somebody proposed it; nothing of it is published before the team takes it.

    Its words never change: what is corrected is proposed again.
    """

    __tablename__ = "proposed_figure"
    __table_args__ = (
        CheckConstraint("department_code IS NULL OR metropole_id IS NULL", name="one_territory"),
        CheckConstraint("value >= 0", name="value_not_negative"),
        CheckConstraint("(state = 'accepted') = (figure_id IS NOT NULL)", name="accepted_stands"),
    )

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("figure_request.id"), index=True)
    value: Mapped[int] = mapped_column(BigInteger)
    unit: Mapped[str]
    # Where it comes from, in the words of who knows: the team makes a source of it.
    source: Mapped[str]
    qualifier: Mapped[str | None] = mapped_column(default=None)
    department_code: Mapped[str | None] = mapped_column(ForeignKey("department.code"), default=None)
    metropole_id: Mapped[int | None] = mapped_column(ForeignKey("metropole.id"), default=None)
    page: Mapped[int | None] = mapped_column(default=None)
    stated_on: Mapped[date | None] = mapped_column(default=None)
    provisional: Mapped[bool] = mapped_column(default=False)
    comment: Mapped[str | None] = mapped_column(default=None)
    state: Mapped[ProposedState] = mapped_column(
        enum_column(ProposedState), default=ProposedState.WAITING
    )
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id"), index=True, default=None
    )
    # Why it was not taken.
    reason: Mapped[str | None] = mapped_column(default=None)
    figure_id: Mapped[int | None] = mapped_column(ForeignKey("figure.id"), default=None)

    request: Mapped[FigureRequest] = relationship(
        init=False, lazy="raise", back_populates="proposed"
    )
    department: Mapped[Department | None] = relationship(init=False, lazy="raise")
    metropole: Mapped[Metropole | None] = relationship(init=False, lazy="raise")
    figure: Mapped[Figure | None] = relationship(init=False, lazy="raise")

    @property
    def place(self) -> str:
        """Where it holds; the reader loads the territories."""
        if self.department is not None:
            return f"{self.department.name} ({self.department.code})"
        return self.metropole.name if self.metropole is not None else "Occitanie"


class FigureSheet(Base):
    """A spreadsheet of figures read and not yet imported, then what came of it.

    Rows that were imported live on as figures; the others go a week after it was read.
    """

    __tablename__ = "figure_sheet"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    # Emptied with the rows.
    filename: Mapped[str]
    # The cells of its titles under "header"; under "rows", the number and the cells of each row.
    table: Mapped[dict[str, Any]]
    # Which column holds what, by the name of the field.
    columns: Mapped[dict[str, Any]]
    # The sources, and the year, of rows that say none.
    source_codes: Mapped[list[str]] = mapped_column(default_factory=list)
    year: Mapped[int | None] = mapped_column(default=None)
    read_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id"), index=True, default=None
    )
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    finished_at: Mapped[datetime | None] = mapped_column(default=None)
    # Row number → what came of it and why, once imported.
    outcome: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
