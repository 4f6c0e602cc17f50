"""Proposals as open data: all that everyone may read of each, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.groups.models import WorkingGroup
from app.kernel import links
from app.kernel.db import db
from app.proposals.enums import Outcome, ProposalStatus
from app.proposals.filters import RegisterFilters
from app.proposals.models import Answer, FollowUp, Proposal
from app.proposals.policies import shown_label
from app.proposals.queries.cards import private_title
from app.proposals.queries.listing import narrowed
from app.proposals.queries.visibility import (
    in_public,
    last_submitted,
    public_state,
    submitted_title,
    text_in_public,
    title_in_public,
)
from app.proposals.states import OPEN_STATES

_MARK = "P-0000-000"
# Up to that many proposals, their answers are asked for by number.
_FEW = 200
# What happens to a proposal in these states is public the moment it happens.
_TOLD_AT_ONCE = OPEN_STATES | {ProposalStatus.MERGED, ProposalStatus.WITHDRAWN}


@dataclass(frozen=True)
class PublicAnswer:
    """The answer that stands, when the first one was notified and how many times it was mended."""

    outcome: Outcome
    text: str
    reasons: str
    first_at: datetime
    last_at: datetime
    rectified: bool


@dataclass(frozen=True)
class PublicProposal:
    """What everyone may know of a proposal. `content` is None while the text is not public."""

    reference: str
    url: str
    title: str
    group_name: str
    group_slug: str
    state: ProposalStatus
    label: str
    submitted_at: datetime
    changed_at: datetime
    content: Mapping[str, Any] | None
    answer: PublicAnswer | None
    progress: int | None
    redirected_to: str
    target: str


def published(filters: RegisterFilters, *, latest: int | None = None) -> list[PublicProposal]:
    """What the filters find, in the order of the register. Three queries, whatever its length.

    `latest` keeps that many, those to which something public happened last.
    """
    target = aliased(Proposal)
    known = case((or_(target.status != ProposalStatus.SUBMITTED, target.public_title), True))
    statement = select(
        Proposal.id,
        Proposal.reference,
        Proposal.submitted_at,
        Proposal.redirected_to,
        WorkingGroup.name,
        WorkingGroup.slug,
        public_state().label("state"),
        submitted_title().label("title"),
        or_(text_in_public(), title_in_public()).label("titled"),
        case((text_in_public(), last_submitted().scalar_subquery())).label("content"),
        _changed_at().label("changed_at"),
        case((known, target.reference)).label("target"),
    )
    statement = statement.join(WorkingGroup, WorkingGroup.id == Proposal.group_id)
    statement = statement.outerjoin(target, target.id == Proposal.merged_into_id)
    statement = narrowed(statement, filters)
    if latest is not None:
        statement = statement.order_by(None).order_by(_changed_at().desc(), Proposal.id.desc())
        statement = statement.limit(latest)
    rows = db.session.execute(statement).all()
    ids = [row.id for row in rows]
    answers, steps = _answers(ids), _progress(ids)
    # Addresses differ by the reference alone: building each would take half of the time.
    before, after = links.url("proposals.show", reference=_MARK).split(_MARK)
    return [
        _public(row, f"{before}{row.reference}{after}", answers.get(row.id), steps.get(row.id))
        for row in rows
    ]


def _public(
    row: Any, url: str, answer: PublicAnswer | None, progress: int | None
) -> PublicProposal:
    state = ProposalStatus(row.state)
    return PublicProposal(
        reference=row.reference,
        url=url,
        title=row.title if row.titled else private_title(state),
        group_name=row.name,
        group_slug=row.slug,
        state=state,
        label=shown_label(state, known=False),
        submitted_at=row.submitted_at,
        changed_at=row.changed_at,
        content=row.content,
        answer=answer,
        progress=progress if state in OPEN_STATES else None,
        redirected_to=row.redirected_to or "" if state is ProposalStatus.REDIRECTED else "",
        target=row.target or "",
    )


def _changed_at() -> ColumnElement[datetime]:
    """When something that everyone may know happened last: never the moment of a secret act."""
    told = (
        select(func.max(Answer.notified_at))
        .where(Answer.proposal_id == Proposal.id)
        .correlate(Proposal)
        .scalar_subquery()
    )
    return case(
        (Proposal.status.in_(_TOLD_AT_ONCE), Proposal.updated_at),
        else_=func.coalesce(told, Proposal.submitted_at),
    )


def _among(ids: Sequence[int], column: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    return column.in_(ids) if len(ids) <= _FEW else true()


def _answers(ids: Sequence[int]) -> dict[int, PublicAnswer]:
    rows = db.session.execute(
        select(Answer.proposal_id, Answer.outcome, Answer.text, Answer.reasons, Answer.notified_at)
        .where(Answer.notified_at.is_not(None), _among(ids, Answer.proposal_id))
        .order_by(Answer.proposal_id, Answer.number)
    )
    found: dict[int, PublicAnswer] = {}
    for proposal_id, outcome, text, reasons, told_at in rows:
        if told_at is None:  # never: the select says so
            continue
        before = found.get(proposal_id)
        found[proposal_id] = PublicAnswer(
            outcome=outcome,
            text=text,
            reasons=reasons or "",
            first_at=before.first_at if before else told_at,
            last_at=told_at,
            rectified=before is not None,
        )
    return found


def _progress(ids: Sequence[int]) -> dict[int, int]:
    """`policies.progress` of many at once."""
    rows = db.session.execute(
        select(
            FollowUp.proposal_id,
            func.sum(FollowUp.weight * FollowUp.progress),
            func.sum(FollowUp.weight),
        )
        .where(FollowUp.dropped_at.is_(None), _among(ids, FollowUp.proposal_id))
        .group_by(FollowUp.proposal_id)
    )
    return {proposal_id: int(done) // int(whole) for proposal_id, done, whole in rows}


@dataclass(frozen=True)
class Counted:
    """One public proposal as the figures count it."""

    submitted_at: datetime
    state: ProposalStatus
    outcome: Outcome | None
    answered_at: datetime | None


def counted() -> list[Counted]:
    """Every proposal of the public register. Two queries."""
    rows = db.session.execute(
        select(Proposal.id, Proposal.submitted_at, public_state().label("state")).where(in_public())
    ).all()
    answers = _answers([row.id for row in rows])
    return [
        Counted(
            row.submitted_at,
            ProposalStatus(row.state),
            answers[row.id].outcome if row.id in answers else None,
            answers[row.id].first_at if row.id in answers else None,
        )
        for row in rows
    ]
