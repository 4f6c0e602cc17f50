"""Keeping the words of each proposal: those by which similar ones are found, and full text.

Full text holds what everyone may read now, and is written anew by each act that changes it: a
draft, a text being corrected or a decision that waits are not in the index at all.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, delete, exists, insert, or_, select

from app.kernel import search
from app.kernel.db import db
from app.kernel.search import SearchEntry
from app.kernel.words import terms
from app.proposals.models import Answer, Proposal, ProposalTerm, ProposalVersion
from app.proposals.queries.searching import KIND
from app.proposals.states import DECIDED_STATES, OPEN_STATES

# How many texts are read at once.
MOST = 500
# The answers of a frozen text that are found, and the names of what it speaks of.
_WRITTEN = (
    *("findings", "content", "audience", "means", "carrier"),
    *("expected_effect", "measure", "references"),
)
_NAMED = {
    "axes": "label",
    "dispositifs": "name",
    "departments": "name",
    "metropoles": "name",
    "supporters": "name",
}


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


def index_for_search(proposal: Proposal) -> None:
    """Let the proposal be found by what everyone may read of it. Two queries, and one write."""
    content = db.session.scalar(
        select(ProposalVersion.content)
        .where(ProposalVersion.proposal_id == proposal.id)
        .order_by(ProposalVersion.number.desc())
        .limit(1)
    )
    if content is None:
        return
    answers = db.session.execute(
        select(Answer.text, Answer.reasons).where(
            Answer.proposal_id == proposal.id, Answer.notified_at.is_not(None)
        )
    ).all()
    status = proposal.status
    is_open = status in OPEN_STATES or (status in DECIDED_STATES and bool(answers))
    title, body = [proposal.reference or ""], list[str]()
    if is_open or content["public_title"]:
        title.append(content["title"])
    if is_open:
        body = [*_words_of(content), *(text or "" for row in answers for text in row)]
        body.append(proposal.closing_report or "")
    # Whether it is known at all is asked of the row: nothing here is worth finding without it.
    search.put(KIND, proposal.id, title=" ".join(title), body=body)


def _words_of(content: dict[str, Any]) -> list[str]:
    written = [content.get(name) or "" for name in _WRITTEN]
    return written + [one[label] for name, label in _NAMED.items() for one in content.get(name, [])]


def index_missing() -> int:
    """Take on the texts that were written before there was an index; how many. A daily task."""
    untold = ~exists().where(ProposalTerm.proposal_id == Proposal.id)
    unfound = and_(
        ~exists().where(SearchEntry.kind == KIND, SearchEntry.subject_id == Proposal.id),
        exists().where(ProposalVersion.proposal_id == Proposal.id),
    )
    last = done = 0
    while found := db.session.scalars(
        select(Proposal)
        .where(Proposal.id > last, or_(untold, unfound))
        .order_by(Proposal.id)
        .limit(MOST)
    ).all():
        for proposal in found:
            index(proposal)
            index_for_search(proposal)
        done, last = done + len(found), found[-1].id
    return done
