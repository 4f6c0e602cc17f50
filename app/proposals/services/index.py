"""Keeping the words of each proposal, by which similar ones are found."""

from __future__ import annotations

from sqlalchemy import delete, insert, select

from app.kernel.db import db
from app.proposals.models import Proposal, ProposalTerm
from app.proposals.terms import terms

# How many texts a daily run takes on.
MOST = 500


def index(proposal: Proposal) -> None:
    """Write down what the text is about, instead of what it was about before."""
    wanted = terms(proposal.title, proposal.findings, proposal.content)
    own = ProposalTerm.proposal_id == proposal.id
    known = set(db.session.scalars(select(ProposalTerm.term).where(own)))
    if gone := known - wanted:
        db.session.execute(delete(ProposalTerm).where(own, ProposalTerm.term.in_(gone)))
    if new := sorted(wanted - known):
        rows = [{"term": term, "proposal_id": proposal.id} for term in new]
        db.session.execute(insert(ProposalTerm), rows)


def index_missing() -> int:
    """Take on the texts that were written before there was an index; how many. A daily task."""
    indexed = select(ProposalTerm.proposal_id)
    found = db.session.scalars(
        select(Proposal).where(Proposal.id.not_in(indexed)).order_by(Proposal.id).limit(MOST)
    ).all()
    for proposal in found:
        index(proposal)
    return len(found)
