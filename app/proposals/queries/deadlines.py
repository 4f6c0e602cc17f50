"""What somebody owes about proposals by a day, for their private calendar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Executable, func, select

from app.kernel import links
from app.kernel.db import db
from app.proposals.enums import ProposalStatus as S
from app.proposals.models import Proposal, ProposalAuthor, Question


@dataclass(frozen=True)
class Owed:
    """One deadline, as `app.feeds.deadlines.Deadline` describes it."""

    key: str
    title: str
    day: date
    url: str
    created_at: datetime
    changed_at: datetime


def owed_by(account_id: int) -> list[Owed]:
    """Questions that the person's proposals have to answer, and opinions they have to give."""
    asked = (
        select(
            Proposal.id,
            Proposal.reference,
            func.min(Question.answer_by),
            func.min(Question.asked_at),
            Proposal.updated_at,
        )
        .join(Question, Question.proposal_id == Proposal.id)
        .join(ProposalAuthor, ProposalAuthor.proposal_id == Proposal.id)
        .where(
            ProposalAuthor.account_id == account_id,
            Proposal.status == S.MORE_INFORMATION,
            Question.answered_at.is_(None),
            Question.dropped_at.is_(None),
        )
        .group_by(Proposal.id, Proposal.reference, Proposal.updated_at)
        .order_by(Proposal.id)
    )
    instructed = (
        select(
            Proposal.id,
            Proposal.reference,
            Proposal.due_on,
            Proposal.submitted_at,
            Proposal.updated_at,
        )
        .where(
            Proposal.instructor_id == account_id,
            Proposal.status == S.UNDER_REVIEW,
            Proposal.due_on.is_not(None),
        )
        .order_by(Proposal.id)
    )
    answers = "répondre aux questions sur la proposition"
    opinions = "rendre l’avis sur la proposition"
    return [
        *_owed("answer", answers, "proposals.show", asked),
        *_owed("opinion", opinions, "proposals.instruct", instructed),
    ]


def _owed(what: str, words: str, page: str, statement: Executable) -> Iterator[Owed]:
    for proposal_id, reference, day, since, changed in db.session.execute(statement):
        yield Owed(
            key=f"proposal:{proposal_id}:{what}",
            title=f"{words} {reference}",
            day=day,
            url=links.url(page, reference=reference),
            created_at=since or changed,
            changed_at=changed,
        )
