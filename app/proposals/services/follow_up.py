"""What becomes of an accepted proposal: actions, their end, its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db
from app.kernel.errors import Invalid
from app.proposals.enums import ProposalAction as A
from app.proposals.models import FollowUp, Proposal, YearlyPoint
from app.proposals.policies import progress
from app.proposals.queries.loading import RIGHTS, reload
from app.proposals.services.acting import begin, needed

MOST_WEIGHT = 100
DONE = 100


@dataclass(frozen=True)
class PlannedAction:
    """What will be done, by whom, by when."""

    text: str
    owner: str
    due_on: date
    weight: int = 1


def implement(actor: Actor, proposal: Proposal, *, actions: Sequence[PlannedAction]) -> Proposal:
    """Begin the implementation with at least one action."""
    act = begin(actor, proposal, A.IMPLEMENT)
    if act is None:
        return proposal
    if not actions:
        raise Invalid({"text": "Prévoyez au moins une action."})
    _add(act.proposal, actions)
    act.finish(facts={"actions": len(actions)})
    return reload(act.proposal.id, options=RIGHTS)


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
    return reload(act.proposal.id, options=RIGHTS)


def _add(proposal: Proposal, actions: Sequence[PlannedAction]) -> None:
    for action in actions:
        needed("Dites ce qui sera fait.", text=action.text)
        needed("Dites qui le fera.", owner=action.owner)
        if not 1 <= action.weight <= MOST_WEIGHT:
            raise Invalid({"weight": f"Un nombre de 1 à {MOST_WEIGHT}."})
        db.session.add(
            FollowUp(
                proposal_id=proposal.id,
                text=action.text,
                owner=action.owner,
                due_on=action.due_on,
                weight=action.weight,
            )
        )


def progress_follow_up(
    actor: Actor, proposal: Proposal, *, follow_up_id: int, percent: int
) -> Proposal:
    """Say how far an action is; at 100 it is done. The same figure again changes nothing."""
    act = begin(actor, proposal, A.PROGRESS_FOLLOW_UP)
    if act is None:
        return proposal
    found = _open_one(act.proposal, follow_up_id)
    if not 0 <= percent <= DONE:
        raise Invalid({"percent": "Un nombre de 0 à 100."})
    if found is None or found.progress == percent:
        return act.proposal
    found.progress = percent
    if percent == DONE:
        found.done_at = act.now
    act.finish(facts={"follow_up_id": follow_up_id, "progress": percent})
    return act.proposal


def complete_follow_up(actor: Actor, proposal: Proposal, *, follow_up_id: int) -> Proposal:
    """Mark one action as done."""
    act = begin(actor, proposal, A.COMPLETE_FOLLOW_UP)
    if act is None:
        return proposal
    found = _open_one(act.proposal, follow_up_id)
    if found is None:
        return act.proposal
    found.done_at, found.progress = act.now, DONE
    act.finish(facts={"follow_up_id": follow_up_id})
    return act.proposal


def drop_follow_up(actor: Actor, proposal: Proposal, *, follow_up_id: int, reason: str) -> Proposal:
    """Give up one action, saying why; it counts no more in the whole."""
    act = begin(actor, proposal, A.DROP_FOLLOW_UP)
    if act is None:
        return proposal
    needed("Dites pourquoi : la raison sera publique.", reason=reason)
    found = _open_one(act.proposal, follow_up_id)
    if found is None:
        return act.proposal
    found.dropped_at, found.dropped_reason = act.now, reason
    act.finish(reason=reason, facts={"follow_up_id": follow_up_id})
    return act.proposal


def _open_one(proposal: Proposal, follow_up_id: int) -> FollowUp | None:
    """The action to change; None when it is closed already (a second click)."""
    found = [one for one in proposal.follow_ups if one.id == follow_up_id]
    if not found:
        raise Invalid({"follow_up_id": "Cette action n’est pas de cette proposition."})
    return found[0] if found[0].is_open else None


def add_point(actor: Actor, proposal: Proposal, *, text: str) -> Proposal:
    """Say once a year where the implementation stands; authors and followers are told."""
    year = clock.today().year
    act = begin(
        actor, proposal, A.ADD_POINT, already=lambda one: one.points[-1].text == text.strip()
    )
    if act is None:
        return proposal
    needed("Dites en quelques lignes où en est la mise en œuvre.", text=text)
    current = act.proposal
    reached = progress(current.follow_ups)
    point = YearlyPoint(proposal_id=current.id, year=year, text=text.strip(), progress=reached)
    db.session.add(point)
    act.finish(
        facts={"year": year, "progress": reached},
        mail={"year": year, "point": text.strip(), "progress": reached},
    )
    return reload(current.id, options=RIGHTS)


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
