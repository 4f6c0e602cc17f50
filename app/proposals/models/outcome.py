"""The commissaire's answers and what becomes of them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import clock
from app.kernel.base import Base
from app.kernel.types import enum_column
from app.proposals.enums import Outcome


class Answer(Base):
    """The commissaire's decision. Hidden from all but the team until `notified_at`.

    A rectification adds the next number and keeps the old text.
    """

    __tablename__ = "answer"
    __table_args__ = (
        UniqueConstraint("proposal_id", "number"),
        CheckConstraint("number >= 1", name="number_from_one"),
    )

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    number: Mapped[int]
    outcome: Mapped[Outcome] = mapped_column(enum_column(Outcome))
    text: Mapped[str]
    reasons: Mapped[str | None] = mapped_column(default=None)
    rectification_reason: Mapped[str | None] = mapped_column(default=None)
    # What the decision was taken on: the text version and the opinion.
    text_version: Mapped[int]
    opinion_id: Mapped[int | None] = mapped_column(ForeignKey("opinion.id"), default=None)
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    notified_at: Mapped[datetime | None] = mapped_column(default=None, index=True)


class FollowUp(Base):
    """An action of the implementation: what, by whom, by when."""

    __tablename__ = "follow_up"
    __table_args__ = (
        CheckConstraint("weight BETWEEN 1 AND 100", name="weight_in_range"),
        CheckConstraint("progress BETWEEN 0 AND 100", name="progress_in_range"),
    )

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    text: Mapped[str]
    owner: Mapped[str]
    due_on: Mapped[date]
    done_at: Mapped[datetime | None] = mapped_column(default=None)
    # How much of the whole it is, and how far it is.
    weight: Mapped[int] = mapped_column(default=1, server_default=sql("1"))
    progress: Mapped[int] = mapped_column(default=0, server_default=sql("0"))
    # Given up, and why; it counts no more.
    dropped_at: Mapped[datetime | None] = mapped_column(default=None)
    dropped_reason: Mapped[str | None] = mapped_column(default=None)

    @property
    def is_open(self) -> bool:
        return self.done_at is None and self.dropped_at is None


class YearlyPoint(Base):
    """Where the implementation stands, said once a year. Public."""

    __tablename__ = "yearly_point"
    __table_args__ = (UniqueConstraint("proposal_id", "year"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    year: Mapped[int]
    text: Mapped[str]
    # The weighted progress on that day.
    progress: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
