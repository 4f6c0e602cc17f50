"""What the instruction of a proposal writes: opinions, questions, notes, services consulted."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.kernel import clock
from app.kernel.base import Base
from app.kernel.types import enum_column
from app.proposals.enums import OpinionKind


class Opinion(Base):
    """The opinion of the instruction; a reopened instruction adds another."""

    __tablename__ = "opinion"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    kind: Mapped[OpinionKind] = mapped_column(enum_column(OpinionKind))
    reasons: Mapped[str]
    cost_cents: Mapped[int | None] = mapped_column(BigInteger, default=None)
    service: Mapped[str | None] = mapped_column(default=None)
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)


class Question(Base):
    """A question to the authors while the clock is stopped, and their answer."""

    __tablename__ = "question"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    text: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    answer_by: Mapped[date]
    answer: Mapped[str | None] = mapped_column(default=None)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    # Set when the instructor gave up waiting.
    dropped_at: Mapped[datetime | None] = mapped_column(default=None)


class InternalNote(Base):
    """A note between the people of the team. Never shown to anybody else."""

    __tablename__ = "internal_note"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    text: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)

    author: Mapped[Account] = relationship(init=False, lazy="raise")


class Consultation(Base):
    """A service asked for its opinion, by a private link that needs no account.

    The link derives from `public_id`; the row keeps its hash. The address is emptied once the
    instruction is long over (`oversight.retention`).
    """

    __tablename__ = "consultation"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    public_id: Mapped[str] = mapped_column(String(36), unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    service: Mapped[str]
    email: Mapped[str | None]
    question: Mapped[str]
    answer_by: Mapped[date]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    # What the service read: the text of this version.
    text_version: Mapped[int]
    asked_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    reminded_at: Mapped[datetime | None] = mapped_column(default=None)
    kind: Mapped[OpinionKind | None] = mapped_column(enum_column(OpinionKind), default=None)
    answer: Mapped[str | None] = mapped_column(default=None)
    answered_by: Mapped[str | None] = mapped_column(default=None)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
