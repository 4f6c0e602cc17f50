"""Reading proposals: what each person may see, in few queries."""

from __future__ import annotations

from app.proposals.queries.attachments import carries_document
from app.proposals.queries.cards import (
    ProposalCard,
    latest_answers,
    own,
    public_by_axis,
    public_by_event,
    public_by_group,
)
from app.proposals.queries.listing import register
from app.proposals.queries.loading import by_id, by_reference
from app.proposals.queries.work import ToDo, waiting_for

__all__ = [
    "ProposalCard",
    "ToDo",
    "by_id",
    "by_reference",
    "carries_document",
    "latest_answers",
    "own",
    "public_by_axis",
    "public_by_event",
    "public_by_group",
    "register",
    "waiting_for",
]
