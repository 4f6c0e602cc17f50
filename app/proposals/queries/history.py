"""The register and a proposal as they stood at the end of a past day: the journal, replayed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from app.audit.models import AuditEntry
from app.kernel import clock
from app.kernel.clock import from_paris
from app.kernel.db import db
from app.kernel.paging import Page
from app.proposals.enums import ProposalStatus
from app.proposals.models import Answer, Proposal
from app.proposals.policies import shown_label
from app.proposals.queries.cards import ORDER, ProposalCard, card_of, card_rows
from app.proposals.queries.listing import PAGE_SIZE
from app.proposals.queries.visibility import in_public
from app.proposals.states import DECIDED_STATES, REVIEW_STATES

S = ProposalStatus
_SUBJECT = "proposal"
# What the journal says of a proposal before it says anything: its text begins at 1.
_START = {"version": 1}


def end_of(day: date) -> datetime:
    """The first instant after that day in Paris."""
    return from_paris(day + timedelta(days=1), datetime.min.time())


def replayed(proposal_id: int, until: datetime | None = None) -> dict[str, Any]:
    """The tracked columns as the journal gives them before an instant, values as JSON holds them.

    Empty before the first act. Facts of single acts are among them, under names of their own.
    """
    statement = select(AuditEntry.after).where(
        AuditEntry.subject_type == _SUBJECT, AuditEntry.subject_id == proposal_id
    )
    if until is not None:
        statement = statement.where(AuditEntry.at < until)
    found: dict[str, Any] = {}
    for after in db.session.scalars(statement.order_by(AuditEntry.id)):
        found = {**(found or _START), **after}
    return found


def public_states(ids: Collection[int], until: datetime) -> dict[int, ProposalStatus]:
    """By proposal, the state that everyone knew just before an instant. Two queries.

    Those that were drafts then, or whose journal begins later, are left out.
    """
    moved = (
        select(func.max(AuditEntry.id))
        .where(
            AuditEntry.subject_type == _SUBJECT,
            AuditEntry.subject_id.in_(ids),
            AuditEntry.at < until,
            AuditEntry.after["status"].as_string().is_not(None),
        )
        .group_by(AuditEntry.subject_id)
    )
    rows = db.session.execute(
        select(AuditEntry.subject_id, AuditEntry.after["status"].as_string()).where(
            AuditEntry.id.in_(moved)
        )
    )
    told = set(
        db.session.scalars(
            select(Answer.proposal_id).where(
                Answer.proposal_id.in_(ids), Answer.notified_at < until
            )
        )
    )
    found: dict[int, ProposalStatus] = {}
    for proposal_id, stored in rows:
        state = ProposalStatus(stored)
        if state in REVIEW_STATES or (state in DECIDED_STATES and proposal_id not in told):
            state = S.UNDER_REVIEW
        if state is not S.DRAFT:
            found[proposal_id] = state
    return found


def register_on(day: date, number: int = 1) -> Page[ProposalCard]:
    """A page of what is public today, in the state that everyone knew at the end of that day.

    Four queries. Titles are those of today: what was hidden then and is public now hides no more.
    """
    until = end_of(day)
    submitted = (in_public(), Proposal.submitted_at < until)
    total = db.session.scalar(select(func.count(Proposal.id)).where(*submitted)) or 0
    number = min(max(1, number), max(1, -(-total // PAGE_SIZE)))
    rows = db.session.execute(
        card_rows(*submitted).order_by(*ORDER).limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)
    )
    cards = [card_of(row) for row in rows]
    states = public_states([card.id for card in cards], until)
    shown = [_then(card, states[card.id], until) for card in cards if card.id in states]
    return Page(items=shown, number=number, total=total, size=PAGE_SIZE)


def _then(card: ProposalCard, state: ProposalStatus, until: datetime) -> ProposalCard:
    answered = card.answered_at if card.answered_at and card.answered_at < until else None
    label = shown_label(state, known=False)
    return replace(card, state=state, label=label, answered_at=answered)


def day_asked(typed: str | None) -> date | None:
    """`31/12/2025` or `2025-12-31`; None for nothing, for what is no date and for the future."""
    for form in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            day = datetime.strptime((typed or "").strip(), form).date()  # noqa: DTZ007  # a day
        except ValueError:
            continue
        return day if date(2000, 1, 1) <= day <= clock.today() else None
    return None
