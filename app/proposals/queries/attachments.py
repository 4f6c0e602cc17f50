"""Who may read the files attached to proposals."""

from __future__ import annotations

from sqlalchemy import ColumnElement, false, or_, select

from app.kernel.access import Actor
from app.kernel.db import db
from app.proposals.models import Proposal, ProposalAuthor, proposal_document
from app.proposals.queries.visibility import text_in_public


def carries_document(actor: Actor, document_id: int) -> bool:
    """Whether the actor reads the text of a proposal to which this document is attached."""
    found = db.session.scalar(
        select(Proposal.id)
        .join(proposal_document, proposal_document.c.proposal_id == Proposal.id)
        .where(proposal_document.c.document_id == document_id, _text_visible_to(actor))
        .limit(1)
    )
    return found is not None


def _text_visible_to(actor: Actor) -> ColumnElement[bool]:
    if not actor.is_signed_in:
        return text_in_public()
    groups = sorted({group for group, _ in actor.group_roles})
    authored = Proposal.id.in_(
        select(ProposalAuthor.proposal_id).where(ProposalAuthor.account_id == actor.account_id)
    )
    return or_(
        text_in_public(),
        authored,
        Proposal.group_id.in_(groups),
        Proposal.reference.is_not(None) if actor.is_team else false(),
    )
