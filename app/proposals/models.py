"""Proposals and everything that their life writes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    String,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.documents.models import Document
from app.events.models import Event
from app.groups.models import WorkingGroup
from app.kernel import clock
from app.kernel.base import Base
from app.kernel.types import enum_column
from app.minutes.models import Decision
from app.proposals.enums import DecisionLevel, OpinionKind, Outcome, ProposalStatus
from app.reference.models import Department
from app.strategy.models import Axis

proposal_axis = Table(
    "proposal_axis",
    Base.metadata,
    Column("proposal_id", ForeignKey("proposal.id"), primary_key=True),
    Column("axis_id", ForeignKey("axis.id"), primary_key=True, index=True),
)
proposal_department = Table(
    "proposal_department",
    Base.metadata,
    Column("proposal_id", ForeignKey("proposal.id"), primary_key=True),
    Column("department_code", ForeignKey("department.code"), primary_key=True),
)
proposal_document = Table(
    "proposal_document",
    Base.metadata,
    Column("proposal_id", ForeignKey("proposal.id"), primary_key=True),
    Column("document_id", ForeignKey("document.id"), primary_key=True),
)


class Proposal(Base):
    """A proposal of a group. `reference` (P-2026-014) is given once, when it is first submitted."""

    __tablename__ = "proposal"
    __table_args__ = (Index(None, "status", "submitted_at"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    reference: Mapped[str | None] = mapped_column(String(20), unique=True, default=None)
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id"), index=True)
    status: Mapped[ProposalStatus] = mapped_column(
        enum_column(ProposalStatus), default=ProposalStatus.DRAFT
    )
    # The group may let the title be seen from submission on.
    public_title: Mapped[bool] = mapped_column(default=False)

    title: Mapped[str]
    findings: Mapped[str] = mapped_column(default="")  # constat
    content: Mapped[str] = mapped_column(default="")  # proposition
    audience: Mapped[str] = mapped_column(default="")  # public visé
    decision_level: Mapped[DecisionLevel | None] = mapped_column(
        enum_column(DecisionLevel), default=None
    )
    means: Mapped[str] = mapped_column(default="")  # moyens
    cost_cents: Mapped[int | None] = mapped_column(BigInteger, default=None)
    carrier: Mapped[str] = mapped_column(default="")  # pilote pressenti
    expected_effect: Mapped[str] = mapped_column(default="")
    references: Mapped[str] = mapped_column("references_text", default="")  # sources

    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True, default=None)
    decision_id: Mapped[int | None] = mapped_column(
        ForeignKey("decision.id"), index=True, default=None
    )
    merged_into_id: Mapped[int | None] = mapped_column(
        ForeignKey("proposal.id"), index=True, default=None
    )
    instructor_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id"), index=True, default=None
    )

    version: Mapped[int] = mapped_column(default=1)  # optimistic lock of the text
    submitted_at: Mapped[datetime | None] = mapped_column(default=None)
    # Indicative date by which an answer is hoped for; nothing is decided by its passing.
    due_on: Mapped[date | None] = mapped_column(default=None)
    # Since when the clock is stopped (more information asked, adjourned).
    suspended_at: Mapped[datetime | None] = mapped_column(default=None)
    adjourned_until: Mapped[date | None] = mapped_column(default=None)
    redirected_to: Mapped[str | None] = mapped_column(default=None)
    # Why the last act was made, where the act wants a reason that readers may see.
    status_reason: Mapped[str | None] = mapped_column(default=None)
    closing_report: Mapped[str | None] = mapped_column(default=None)
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default_factory=clock.now)

    group: Mapped[WorkingGroup] = relationship(init=False, lazy="raise")
    meeting: Mapped[Event | None] = relationship(init=False, lazy="raise")
    origin_decision: Mapped[Decision | None] = relationship(init=False, lazy="raise")
    merged_into: Mapped[Proposal | None] = relationship(
        init=False, lazy="raise", remote_side="Proposal.id"
    )
    instructor: Mapped[Account | None] = relationship(init=False, lazy="raise")
    authors: Mapped[list[ProposalAuthor]] = relationship(
        init=False, lazy="raise", order_by="ProposalAuthor.rank, ProposalAuthor.account_id"
    )
    axes: Mapped[list[Axis]] = relationship(
        init=False, lazy="raise", secondary=proposal_axis, order_by="Axis.framework_id, Axis.number"
    )
    departments: Mapped[list[Department]] = relationship(
        init=False, lazy="raise", secondary=proposal_department, order_by=Department.code
    )
    documents: Mapped[list[Document]] = relationship(
        init=False, lazy="raise", secondary=proposal_document, order_by=Document.id
    )
    versions: Mapped[list[ProposalVersion]] = relationship(
        init=False, lazy="raise", order_by="ProposalVersion.number"
    )
    opinions: Mapped[list[Opinion]] = relationship(init=False, lazy="raise", order_by="Opinion.id")
    answers: Mapped[list[Answer]] = relationship(init=False, lazy="raise", order_by="Answer.number")
    questions: Mapped[list[Question]] = relationship(
        init=False, lazy="raise", order_by="Question.id"
    )
    follow_ups: Mapped[list[FollowUp]] = relationship(
        init=False, lazy="raise", order_by="FollowUp.due_on, FollowUp.id"
    )


class ProposalAuthor(Base):
    """An author (rank 0) or a co-author. Editing the text never changes who they are."""

    __tablename__ = "proposal_author"

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True, index=True)
    rank: Mapped[int] = mapped_column(default=0)

    account: Mapped[Account] = relationship(init=False, lazy="raise")


class ProposalVersion(Base):
    """The text as it was submitted, frozen: 1 at submission, then one per completed request."""

    __tablename__ = "proposal_version"
    __table_args__ = (UniqueConstraint("proposal_id", "number"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)


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


class FollowUp(Base):
    """An action of the implementation: what, by whom, by when."""

    __tablename__ = "follow_up"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    text: Mapped[str]
    owner: Mapped[str]
    due_on: Mapped[date]
    done_at: Mapped[datetime | None] = mapped_column(default=None)


class ReferenceCounter(Base):
    """The last number given in a year: locked, then raised, so that references have no hole."""

    __tablename__ = "reference_counter"
    __table_args__ = (Index("uq_reference_counter_year", "year", unique=True),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    year: Mapped[int]
    last: Mapped[int] = mapped_column(default=0, server_default=text("0"))
