"""Convocations with their answers, and polls of dates."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    String,
    Table,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.events.enums import EventMode
from app.events.models import Event
from app.groups.models import WorkingGroup
from app.kernel import clock
from app.kernel.base import Base
from app.kernel.types import enum_column
from app.meetings.enums import Answer, Choice, PollStatus

# Files sent with a convocation; who sees the meeting may read them.
meeting_document = Table(
    "meeting_document",
    Base.metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("document_id", ForeignKey("document.id"), primary_key=True, index=True),
)


class Convocation(Base):
    """One person asked to one meeting, and what they answered: the attendance that minutes start
    from.

    A member is known by the account; somebody invited beyond the members by name and address,
    cleared a year after the meeting. The private link is derived from `public_id`.
    """

    __tablename__ = "convocation"
    __table_args__ = (
        UniqueConstraint("event_id", "account_id"),
        UniqueConstraint("event_id", "email_key"),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answer_has_its_moment"),
    )

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    public_id: Mapped[str] = mapped_column(String(36), unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id"), index=True, default=None
    )
    name: Mapped[str | None] = mapped_column(default=None)
    email: Mapped[str | None] = mapped_column(default=None)
    email_key: Mapped[str | None] = mapped_column(default=None)
    answer: Mapped[Answer | None] = mapped_column(enum_column(Answer), default=None)
    # Who comes instead, when the answer is `delegate`.
    delegate_name: Mapped[str | None] = mapped_column(default=None)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    reminded_at: Mapped[datetime | None] = mapped_column(default=None)
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)

    event: Mapped[Event] = relationship(init=False, lazy="raise")
    account: Mapped[Account | None] = relationship(init=False, lazy="raise")

    @property
    def person(self) -> str:
        """The name to show; needs `account` loaded."""
        if self.account is not None:
            return self.account.name
        return self.name or "Personne invitée"

    @property
    def address(self) -> str | None:
        """Where to write; None once the account is closed or the person forgotten."""
        if self.account is None:
            return self.email
        return None if self.account.closed_at else self.account.email


class DatePoll(Base):
    """A poll of dates (sondage de dates), until the lead picks one or gives up."""

    __tablename__ = "date_poll"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id"), index=True)
    title: Mapped[str]
    mode: Mapped[EventMode] = mapped_column(enum_column(EventMode))
    message: Mapped[str | None] = mapped_column(default=None)
    status: Mapped[PollStatus] = mapped_column(enum_column(PollStatus), default=PollStatus.OPEN)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    # The meeting that came of it.
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), default=None)
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)

    group: Mapped[WorkingGroup] = relationship(init=False, lazy="raise")
    event: Mapped[Event | None] = relationship(init=False, lazy="raise")
    dates: Mapped[list[PollDate]] = relationship(
        init=False, lazy="raise", order_by="PollDate.starts_at, PollDate.id"
    )


class PollDate(Base):
    """One date that a poll proposes."""

    __tablename__ = "poll_date"
    __table_args__ = (
        UniqueConstraint("poll_id", "starts_at"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("date_poll.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]


class PollVoter(Base):
    """A member asked for dates; the private link is derived from `public_id`."""

    __tablename__ = "poll_voter"
    __table_args__ = (UniqueConstraint("poll_id", "account_id"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("date_poll.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    public_id: Mapped[str] = mapped_column(String(36), unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)

    poll: Mapped[DatePoll] = relationship(init=False, lazy="raise")
    account: Mapped[Account] = relationship(init=False, lazy="raise")
    choices: Mapped[list[PollChoice]] = relationship(
        init=False, lazy="raise", order_by="PollChoice.date_id"
    )


class PollChoice(Base):
    """What one person says of one date."""

    __tablename__ = "poll_choice"

    voter_id: Mapped[int] = mapped_column(ForeignKey("poll_voter.id"), primary_key=True)
    date_id: Mapped[int] = mapped_column(ForeignKey("poll_date.id"), primary_key=True)
    choice: Mapped[Choice] = mapped_column(enum_column(Choice))
