"""What becomes of an accepted proposal: actions, their end, its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.kernel.access import Actor
from app.kernel.db import db
from app.kernel.errors import Invalid
from app.proposals.enums import ProposalAction as A
from app.proposals.models import FollowUp, Proposal
from app.proposals.queries.loading import reload
from app.proposals.services.acting import begin, needed


@dataclass(frozen=True)
class PlannedAction:
    """What will be done, by whom, by when."""

    text: str
    owner: str
    due_on: date


def implement(actor: Actor, proposal: Proposal, *, actions: Sequence[PlannedAction]) -> Proposal:
    """Begin the implementation with at least one action."""
    act = begin(actor, proposal, A.IMPLEMENT)
    if act is None:
        return proposal
    if not actions:
        raise Invalid({"text": "Prévoyez au moins une action."})
    _add(act.proposal, actions)
    act.finish(facts={"actions": len(actions)})
    return reload(act.proposal.id)


def add_follow_up(actor: Actor, proposal: Proposal, *, action: PlannedAction) -> Proposal:
    """Add an action to an implementation under way; the same one twice is one."""
    act = begin(actor, proposal, A.ADD_FOLLOW_UP)
    if act is None:
        return proposal
    known = {(one.text, one.owner, one.due_on) for one in act.proposal.follow_ups}
    if (action.text, action.owner, action.due_on) in known:
        return proposal
    _add(act.proposal, [action])
    act.finish(facts={"actions": len(known) + 1})
    return reload(act.proposal.id)


def _add(proposal: Proposal, actions: Sequence[PlannedAction]) -> None:
    for action in actions:
        needed("Dites ce qui sera fait.", text=action.text)
        needed("Dites qui le fera.", owner=action.owner)
        db.session.add(
            FollowUp(
                proposal_id=proposal.id,
                text=action.text,
                owner=action.owner,
                due_on=action.due_on,
            )
        )


def complete_follow_up(actor: Actor, proposal: Proposal, *, follow_up_id: int) -> Proposal:
    """Mark one action as done."""
    act = begin(actor, proposal, A.COMPLETE_FOLLOW_UP)
    if act is None:
        return proposal
    found = [one for one in act.proposal.follow_ups if one.id == follow_up_id]
    if not found:
        raise Invalid({"follow_up_id": "Cette action n’est pas de cette proposition."})
    if found[0].done_at is not None:
        return act.proposal
    found[0].done_at = act.now
    act.finish(facts={"follow_up_id": follow_up_id})
    return act.proposal


def complete(actor: Actor, proposal: Proposal, *, report: str) -> Proposal:
    """Close the implementation once every action is done, with a report."""
    act = begin(actor, proposal, A.COMPLETE, already=lambda one: one.closing_report == report)
    if act is None:
        return proposal
    needed("Racontez en quelques lignes ce qui a été fait.", report=report)
    act.proposal.closing_report = report
    act.finish(mail={"report": report})
    return act.proposal


def abandon(actor: Actor, proposal: Proposal, *, reason: str) -> Proposal:
    """Give up carrying the proposal out, saying why."""
    act = begin(actor, proposal, A.ABANDON, already=lambda one: one.status_reason == reason)
    if act is None:
        return proposal
    needed("Dites pourquoi : la raison sera publique.", reason=reason)
    act.proposal.status_reason = reason
    act.finish(reason=reason)
    return act.proposal
