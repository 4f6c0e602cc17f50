"""Writing a proposal: open a draft, change its text, choose its co-authors."""

from __future__ import annotations

from sqlalchemy import select

from app.audit.services import record
from app.groups.models import WorkingGroup
from app.groups.policies import proposes
from app.kernel.access import Actor
from app.kernel.db import db, lock_row
from app.kernel.errors import Invalid, NotAllowed, NotFound, Stale
from app.proposals.enums import ProposalAction as A
from app.proposals.enums import ProposalStatus
from app.proposals.models import Proposal, ProposalAuthor
from app.proposals.queries.loading import RIGHTS, TEXT, reload
from app.proposals.queries.people import possible_co_authors
from app.proposals.services.acting import begin
from app.proposals.services.text import ProposalText, changed_fields, checked, stored_text, write

STALE = (
    "Quelqu’un d’autre a enregistré ce texte pendant que vous l’écriviez. "
    "Rien de ce que vous avez tapé n’est perdu."
)


def create(actor: Actor, group: WorkingGroup, *, text: ProposalText) -> Proposal:
    """Open a draft in an active group; who opens it is its author."""
    current = lock_row(WorkingGroup, group.id)
    if current is None:
        raise NotFound
    if actor.account_id is None or not proposes(actor, current):
        raise NotAllowed("Seules les personnes d’un groupe actif écrivent ses propositions.")
    text = checked(text, current.id)
    proposal = Proposal(group_id=current.id, title=text.title)
    db.session.add(proposal)
    db.session.flush()
    db.session.add(ProposalAuthor(proposal_id=proposal.id, account_id=actor.account_id, rank=0))
    db.session.flush()
    proposal = reload(proposal.id, options=(*RIGHTS, *TEXT))
    write(proposal, text)
    db.session.flush()
    record(
        actor, "proposal:create", proposal, after={"status": proposal.status, "group_id": group.id}
    )
    db.session.flush()
    return proposal


def edit(actor: Actor, proposal: Proposal, *, version: int, text: ProposalText) -> Proposal:
    """Save the text written from `version`. A save that changes nothing leaves no trace.

    Raises `Stale` with what is stored, field by field, when somebody saved meanwhile.
    """
    act = begin(actor, proposal, A.EDIT)
    if act is None:
        return proposal
    current = act.proposal
    submitted = current.status is not ProposalStatus.DRAFT
    text = checked(text, current.group_id, complete=submitted)
    stored = stored_text(current)
    changed = changed_fields(stored, text)
    if not changed:
        return current
    if current.version != version:
        theirs = {name: str(getattr(stored, name) or "") for name in changed}
        raise Stale(STALE, theirs)
    write(current, text)
    current.version += 1
    act.finish(facts={"fields": changed})
    return current


def add_co_author(actor: Actor, proposal: Proposal, *, account_id: int) -> Proposal:
    """Let a person of the group write and answer with the author."""
    act = begin(actor, proposal, A.ADD_CO_AUTHOR)
    if act is None or any(one.account_id == account_id for one in act.proposal.authors):
        return proposal
    current = act.proposal
    if account_id not in {account.id for account in possible_co_authors(current)}:
        raise Invalid({"account_id": "Choisissez une personne du groupe."})
    rank = 1 + max(one.rank for one in current.authors)
    db.session.add(ProposalAuthor(proposal_id=current.id, account_id=account_id, rank=rank))
    act.finish(facts={"account_id": account_id})
    return reload(current.id, options=RIGHTS)


def remove_co_author(actor: Actor, proposal: Proposal, *, account_id: int) -> Proposal:
    """Take a co-author off a draft; the author stays."""
    act = begin(actor, proposal, A.REMOVE_CO_AUTHOR)
    if act is None:
        return proposal
    current = act.proposal
    found = db.session.scalars(
        select(ProposalAuthor).where(
            ProposalAuthor.proposal_id == current.id,
            ProposalAuthor.account_id == account_id,
            ProposalAuthor.rank > 0,
        )
    ).one_or_none()
    if found is None:
        return current
    db.session.delete(found)
    act.finish(facts={"account_id": account_id})
    return reload(current.id, options=RIGHTS)
