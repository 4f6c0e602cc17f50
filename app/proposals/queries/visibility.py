"""Which proposals a person finds, in SQL: the twin of `policies.sight`."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, literal, or_, select

from app.kernel.access import Actor
from app.proposals.enums import ProposalStatus
from app.proposals.models import Answer, Proposal, ProposalAuthor, ProposalVersion
from app.proposals.states import DECIDED_STATES, OPEN_STATES, REVIEW_STATES, WORKED_ON

S = ProposalStatus


def notified() -> ColumnElement[bool]:
    """The commissaire's answer has been notified."""
    return exists().where(Answer.proposal_id == Proposal.id, Answer.notified_at.is_not(None))


def in_public() -> ColumnElement[bool]:
    """Anyone may know that the proposal exists."""
    return and_(
        Proposal.reference.is_not(None),
        Proposal.status != S.DRAFT,
        or_(Proposal.status != S.SUBMITTED, Proposal.public_title),
    )


def text_in_public() -> ColumnElement[bool]:
    """Anyone may read the text: an answer was notified, or the proposal went elsewhere."""
    return or_(
        Proposal.status.in_(OPEN_STATES), and_(Proposal.status.in_(DECIDED_STATES), notified())
    )


def last_submitted() -> Select[Any]:
    """The last text that was submitted, of each proposal."""
    return (
        select(ProposalVersion.content)
        .where(ProposalVersion.proposal_id == Proposal.id)
        .order_by(ProposalVersion.number.desc())
        .limit(1)
        .correlate(Proposal)
    )


def submitted_title() -> ColumnElement[str]:
    """The title as submitted: what the authors are changing now is theirs."""
    last = last_submitted().with_only_columns(ProposalVersion.content["title"].as_string())
    return case((Proposal.status.in_(WORKED_ON), last.scalar_subquery()), else_=Proposal.title)


def title_in_public() -> ColumnElement[bool]:
    """The group shows the title before any answer."""
    last = last_submitted().with_only_columns(ProposalVersion.content["public_title"].as_boolean())
    return case(
        (Proposal.status.in_(WORKED_ON), last.scalar_subquery()), else_=Proposal.public_title
    )


def public_state() -> ColumnElement[str]:
    """The state as everyone knows it, as its value: one step of instruction, no secret decision."""
    return case(
        (Proposal.status.in_(REVIEW_STATES), literal(S.UNDER_REVIEW.value)),
        (
            and_(Proposal.status.in_(DECIDED_STATES), ~notified()),
            literal(S.UNDER_REVIEW.value),
        ),
        *((Proposal.status == state, literal(state.value)) for state in S),
        else_=literal(""),
    )


def in_public_state(state: ProposalStatus) -> ColumnElement[bool]:
    """Everyone knows the proposal in this state: `public_state` as a condition on indexed columns.

    Of all five thousand rows the case above asks whether an answer was notified; this asks of few.
    """
    if state is S.UNDER_REVIEW:
        unsaid = and_(Proposal.status.in_(DECIDED_STATES), ~notified())
        return or_(Proposal.status.in_(REVIEW_STATES), unsaid)
    if state in DECIDED_STATES:
        return and_(Proposal.status == state, notified())
    return Proposal.status == state


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The proposals that this person may find: the public ones, one's own, the team's."""
    authored = (
        exists(select(ProposalAuthor.account_id))
        .where(
            ProposalAuthor.proposal_id == Proposal.id,
            ProposalAuthor.account_id == actor.account_id,
        )
        .correlate(Proposal)
        if actor.is_signed_in
        else false()
    )
    groups = sorted({group for group, _ in actor.group_roles})
    return or_(
        in_public(),
        authored,
        Proposal.group_id.in_(groups) if groups else false(),
        # A draft is its group's; one that came back is known to the team, which returned it.
        Proposal.reference.is_not(None) if actor.is_team else false(),
    )
