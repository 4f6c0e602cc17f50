"""Notes between the people of the team."""

from __future__ import annotations

from app.kernel.access import Actor
from app.kernel.db import db
from app.kernel.errors import Conflict
from app.proposals.enums import ProposalAction as A
from app.proposals.models import InternalNote, Proposal
from app.proposals.services.acting import begin, needed


def note(actor: Actor, proposal: Proposal, *, text: str) -> Proposal:
    """Write a note that only the team ever reads; the same one sent twice is one."""
    act = begin(actor, proposal, A.NOTE)
    if act is None:
        return proposal
    needed("Écrivez votre note.", text=text)
    current = act.proposal
    if actor.account_id is None:
        raise Conflict
    last = current.notes[-1] if current.notes else None
    if last is not None and (last.author_id, last.text) == (actor.account_id, text):
        return current
    added = InternalNote(proposal_id=current.id, author_id=actor.account_id, text=text)
    db.session.add(added)
    db.session.flush()
    # The journal says that there is one, never what it says.
    act.finish(facts={"note_id": added.id})
    return current
