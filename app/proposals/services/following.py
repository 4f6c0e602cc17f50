"""Following a proposal: being told what becomes of it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, select

from app.audit.services import record
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db, insert_unless_there, lock_row
from app.kernel.errors import Conflict, NotAllowed, NotFound
from app.proposals.enums import ProposalStatus
from app.proposals.models import Proposal, ProposalFollower
from app.proposals.queries.people import follows
from app.proposals.states import FINAL_STATES


def follow(actor: Actor, proposal: Proposal) -> None:
    """Be told of the answer and of what comes of it. Twice is once."""
    account_id = _who(actor)
    current = _locked(proposal)
    if follows(actor, current):
        return
    if current.status in FINAL_STATES or current.status is ProposalStatus.DRAFT:
        raise Conflict("Il n’y a plus rien à suivre : rien ne changera sur cette proposition.")
    add_followers(current, [account_id])
    record(actor, "proposal:follow", current)


def unfollow(actor: Actor, proposal: Proposal) -> None:
    """Be told no more; nothing is kept of having followed but the journal's line."""
    account_id = _who(actor)
    current = _locked(proposal)
    if not follows(actor, current):
        return
    db.session.execute(
        delete(ProposalFollower).where(
            ProposalFollower.proposal_id == current.id, ProposalFollower.account_id == account_id
        )
    )
    record(actor, "proposal:unfollow", current)


def add_followers(proposal: Proposal, account_ids: Iterable[int]) -> None:
    """Make these people followers; those who are already stay."""
    rows = [
        {"proposal_id": proposal.id, "account_id": one, "since": clock.now()}
        for one in sorted(set(account_ids))
    ]
    if rows:
        db.session.execute(insert_unless_there(ProposalFollower).on_conflict_do_nothing(), rows)


def move_followers(source: Proposal, target: Proposal) -> None:
    """Those who followed a proposal, and who wrote it, follow the one that it joins."""
    mine = ProposalFollower.proposal_id == source.id
    followers = db.session.scalars(select(ProposalFollower.account_id).where(mine)).all()
    writers = {author.account_id for author in target.authors}
    joining = {*followers, *(author.account_id for author in source.authors)}
    add_followers(target, joining - writers)
    db.session.execute(delete(ProposalFollower).where(mine))


def _who(actor: Actor) -> int:
    if actor.account_id is None:
        raise NotAllowed("Connectez-vous pour suivre une proposition.")
    return actor.account_id


def _locked(proposal: Proposal) -> Proposal:
    found = lock_row(Proposal, proposal.id)
    if found is None:
        raise NotFound
    return found
