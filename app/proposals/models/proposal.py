"""Proposals, their authors, their text and those who follow them."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
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
from app.kernel.collation import sort_key
from app.kernel.types import enum_column
from app.minutes.models import Decision
from app.organisations.models import Organisation
from app.proposals.enums import DecisionLevel, ProposalStatus
from app.reference.models import Department, Metropole
from app.strategy.models import Axis, Dispositif

if TYPE_CHECKING:
    from app.proposals.models.instruction import Consultation, InternalNote, Opinion, Question
    from app.proposals.models.outcome import Answer, FollowUp, YearlyPoint

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
    Column("department_code", ForeignKey("department.code"), primary_key=True, index=True),
)
proposal_metropole = Table(
    "proposal_metropole",
    Base.metadata,
    Column("proposal_id", ForeignKey("proposal.id"), primary_key=True),
    Column("metropole_id", ForeignKey("metropole.id"), primary_key=True),
)
proposal_dispositif = Table(
    "proposal_dispositif",
    Base.metadata,
    Column("proposal_id", ForeignKey("proposal.id"), primary_key=True),
    Column("dispositif_id", ForeignKey("dispositif.id"), primary_key=True, index=True),
)
# The organisations that support the proposal.
proposal_organisation = Table(
    "proposal_organisation",
    Base.metadata,
    Column("proposal_id", ForeignKey("proposal.id"), primary_key=True),
    Column("organisation_id", ForeignKey("organisation.id"), primary_key=True, index=True),
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
    __table_args__ = (
        Index(None, "status", "submitted_at"),
        # The public register reads its order, and whether it shows a row, without reading any text.
        Index(
            "ix_proposal_register",
            *("submitted_at", "id", "status", "public_title", "reference", "group_id"),
        ),
    )

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
    # How one would see that it works.
    measure: Mapped[str] = mapped_column(default="", server_default="")
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
    # How many days it stood still before: the share of the delay that is gone leaves them out.
    suspended_days: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    # The last alert given on the delay: 50, 80, 100, then 100 and the weeks since.
    alert_step: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    adjourned_until: Mapped[date | None] = mapped_column(default=None)
    # The author asks the lead to submit, in a group where the lead does.
    submission_asked_at: Mapped[datetime | None] = mapped_column(default=None)
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
    metropoles: Mapped[list[Metropole]] = relationship(
        init=False,
        lazy="raise",
        secondary=proposal_metropole,
        order_by=lambda: sort_key(Metropole.name),
    )
    dispositifs: Mapped[list[Dispositif]] = relationship(
        init=False,
        lazy="raise",
        secondary=proposal_dispositif,
        order_by="Dispositif.axis_id, Dispositif.rank, Dispositif.id",
    )
    supporters: Mapped[list[Organisation]] = relationship(
        init=False,
        lazy="raise",
        secondary=proposal_organisation,
        order_by=lambda: (sort_key(Organisation.name), Organisation.id),
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
    notes: Mapped[list[InternalNote]] = relationship(
        init=False, lazy="raise", order_by="InternalNote.id"
    )
    consultations: Mapped[list[Consultation]] = relationship(
        init=False, lazy="raise", order_by="Consultation.id"
    )
    follow_ups: Mapped[list[FollowUp]] = relationship(
        init=False, lazy="raise", order_by="FollowUp.due_on, FollowUp.id"
    )
    points: Mapped[list[YearlyPoint]] = relationship(
        init=False, lazy="raise", order_by="YearlyPoint.year"
    )


class ProposalAuthor(Base):
    """An author (rank 0) or a co-author. Editing the text never changes who they are."""

    __tablename__ = "proposal_author"

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True, index=True)
    rank: Mapped[int] = mapped_column(default=0)

    account: Mapped[Account] = relationship(init=False, lazy="raise")


class ProposalFollower(Base):
    """Somebody who asked to be told what becomes of a proposal. Deleted when they stop."""

    __tablename__ = "proposal_follower"

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True, index=True)
    since: Mapped[datetime] = mapped_column(default_factory=clock.now)


class ProposalTerm(Base):
    """A word of the text, folded and cut to its stem: how similar proposals are found."""

    __tablename__ = "proposal_term"

    term: Mapped[str] = mapped_column(String(40), primary_key=True)
    proposal_id: Mapped[int] = mapped_column(
        ForeignKey("proposal.id"), primary_key=True, index=True
    )


class ProposalVersion(Base):
    """The text as it was submitted, frozen: 1 at submission, then one per completed request."""

    __tablename__ = "proposal_version"
    __table_args__ = (UniqueConstraint("proposal_id", "number"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)


class ReferenceCounter(Base):
    """The last number given in a year: locked, then raised, so that references have no hole."""

    __tablename__ = "reference_counter"
    __table_args__ = (Index("uq_reference_counter_year", "year", unique=True),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    year: Mapped[int]
    last: Mapped[int] = mapped_column(default=0, server_default=text("0"))
