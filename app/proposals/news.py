"""What proposals tell those who follow a group, and the overview of groups."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select

from app.follows.news import News
from app.kernel import links
from app.kernel.db import db
from app.proposals.enums import ProposalStatus
from app.proposals.models import Answer, Proposal

WAITING = (
    ProposalStatus.SUBMITTED,
    ProposalStatus.UNDER_REVIEW,
    ProposalStatus.MORE_INFORMATION,
    ProposalStatus.REVIEWED,
    ProposalStatus.ADJOURNED,
)


def answered_news(group_ids: Collection[int], since: datetime, until: datetime) -> Iterable[News]:
    """Answers of the commissaire, once notified: nothing is known of them before."""
    rows = db.session.execute(
        select(Proposal, Answer)
        .join(Answer, Answer.proposal_id == Proposal.id)
        .where(
            Proposal.group_id.in_(group_ids),
            Proposal.reference.is_not(None),
            Answer.notified_at >= since,
            Answer.notified_at < until,
        )
        .order_by(Answer.id)
    ).all()
    return [
        News(
            group_id=proposal.group_id,
            at=answer.notified_at,
            text=f"Réponse à la proposition {proposal.reference} : {answer.outcome.label.lower()}",
            url=links.url("proposals.show", reference=proposal.reference),
        )
        for proposal, answer in rows
        if answer.notified_at is not None
    ]


def waiting_by_group(group_ids: Sequence[int]) -> Mapping[int, int]:
    """How many proposals of each group wait for an answer."""
    rows = db.session.execute(
        select(Proposal.group_id, func.count())
        .where(Proposal.group_id.in_(group_ids), Proposal.status.in_(WAITING))
        .group_by(Proposal.group_id)
    ).all()
    return {row[0]: row[1] for row in rows}
