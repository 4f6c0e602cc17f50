"""Proposals that say much the same: found by the rare words they share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db
from app.proposals.enums import ProposalStatus
from app.proposals.models import Proposal, ProposalTerm
from app.proposals.policies import is_notified, shown_label, shown_state
from app.proposals.queries.visibility import in_public, text_in_public

# The rarest words of the text are compared; so many shared, by weight, make two texts similar.
WORDS = 40
ENOUGH = 0.25
MOST = 5


@dataclass(frozen=True)
class Similar:
    """An earlier proposal: what became of it, and why."""

    reference: str
    title: str
    label: str
    year: int | None
    reason: str
    share: int


def similar(actor: Actor, proposal: Proposal) -> list[Similar]:
    """The most similar proposals whose text `actor` may read. Four queries, found or not.

    The team sees all that were submitted; everybody else, those whose answer was notified.
    """
    scores = _scores(proposal, _readable(actor))
    best = sorted(scores, key=lambda one: (-scores[one], -one))[:MOST]
    rows = db.session.scalars(
        select(Proposal).where(Proposal.id.in_(best)).options(joinedload(Proposal.answers))
    )
    found = {one.id: one for one in rows.unique()}
    return [_similar(actor, found[one], scores[one]) for one in best]


def _readable(actor: Actor) -> ColumnElement[bool]:
    if actor.is_team:
        drafts = (Proposal.status != ProposalStatus.DRAFT) & Proposal.reference.is_not(None)
        return drafts & (Proposal.status != ProposalStatus.WITHDRAWN)
    return in_public() & text_in_public()


def _scores(proposal: Proposal, readable: ColumnElement[bool]) -> dict[int, float]:
    """By proposal, the share of this one's meaning that it says too."""
    own = select(ProposalTerm.term).where(ProposalTerm.proposal_id == proposal.id)
    count = func.count()
    frequencies: Sequence[tuple[str, int]] = [
        (term, number)
        for term, number in db.session.execute(
            select(ProposalTerm.term, count)
            .where(ProposalTerm.term.in_(own))
            .group_by(ProposalTerm.term)
            .order_by(count, ProposalTerm.term)
            .limit(WORDS)
        )
    ]
    total = db.session.scalar(select(func.count(Proposal.id))) or 1
    # A word of every text weighs next to nothing.
    weights = {term: log((total + 1) / number) for term, number in frequencies}
    whole = sum(weights.values())
    shared = [term for term, number in frequencies if number > 1]
    scores: dict[int, float] = {}
    for proposal_id, term in db.session.execute(
        select(ProposalTerm.proposal_id, ProposalTerm.term)
        .join(Proposal, Proposal.id == ProposalTerm.proposal_id)
        .where(ProposalTerm.term.in_(shared), Proposal.id != proposal.id, readable)
    ):
        scores[proposal_id] = scores.get(proposal_id, 0) + weights[term] / whole
    return {one: score for one, score in scores.items() if score >= ENOUGH}


def _similar(actor: Actor, found: Proposal, score: float) -> Similar:
    state = shown_state(found, inside=actor.is_team)
    reason = found.status_reason or ""
    if is_notified(found) and state is not ProposalStatus.ABANDONED:
        last = [answer for answer in found.answers if answer.notified_at][-1]
        reason = last.reasons or last.text
    return Similar(
        reference=found.reference or "",
        title=found.title,
        label=shown_label(state, known=actor.is_team),
        year=clock.paris(found.submitted_at).year if found.submitted_at else None,
        reason=reason,
        share=min(100, round(100 * score)),
    )
