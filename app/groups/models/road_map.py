"""What a group has been asked, what it has planned, and where it stands."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.groups.enums import LetterStatus, MilestoneStatus
from app.kernel import clock
from app.kernel.base import Base
from app.kernel.types import enum_column


class MissionLetter(Base):
    """One version of a letter of mission; an approved one never changes again."""

    __tablename__ = "mission_letter"
    __table_args__ = (UniqueConstraint("group_id", "number"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id"))
    number: Mapped[int]
    body: Mapped[str]  # Markdown
    status: Mapped[LetterStatus] = mapped_column(
        enum_column(LetterStatus), default=LetterStatus.DRAFT
    )
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    approved_at: Mapped[datetime | None] = mapped_column(default=None)

    written_by: Mapped[Account | None] = relationship(
        init=False, lazy="raise", foreign_keys="MissionLetter.written_by_id"
    )
    approved_by: Mapped[Account | None] = relationship(
        init=False, lazy="raise", foreign_keys="MissionLetter.approved_by_id"
    )


class Milestone(Base):
    """A step (jalon): due on a day, or only in its order."""

    __tablename__ = "milestone"
    __table_args__ = (
        CheckConstraint(
            "(status = 'open') = (resolved_on IS NULL)", name="resolved_when_no_longer_open"
        ),
    )

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id"), index=True)
    title: Mapped[str]
    rank: Mapped[int] = mapped_column(default=0)
    due_on: Mapped[date | None] = mapped_column(default=None)
    # What comes of it (livrable).
    deliverable: Mapped[str | None] = mapped_column(default=None)
    status: Mapped[MilestoneStatus] = mapped_column(
        enum_column(MilestoneStatus), default=MilestoneStatus.OPEN
    )
    resolved_on: Mapped[date | None] = mapped_column(default=None)
    resolution: Mapped[str | None] = mapped_column(default=None)
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)


class StatusNote(Base):
    """Where the group stands on a day (point d’étape), in a few lines."""

    __tablename__ = "status_note"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id"), index=True)
    told_on: Mapped[date]
    body: Mapped[str]
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
