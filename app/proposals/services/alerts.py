"""Alerts on the indicative delay. They tell people; no task ever takes a decision."""

from __future__ import annotations

from sqlalchemy import select

from app.kernel import clock
from app.kernel.dates import spoken_day
from app.kernel.db import db, lock_row
from app.kernel.text import counted
from app.proposals import emails
from app.proposals.enums import ProposalStatus, Who
from app.proposals.models import Proposal
from app.proposals.policies import alert_due, where_it_waits
from app.proposals.queries.loading import RIGHTS, reload
from app.proposals.queries.people import people_who_are
from app.proposals.states import RUNNING_STATES

# Beyond the date everyone who can do something is told, whoever's turn it is.
_LATE = (Who.INSTRUCTOR, Who.TEAM, Who.COMMISSIONER)
_TURN = {
    ProposalStatus.SUBMITTED: (Who.TEAM,),
    ProposalStatus.UNDER_REVIEW: (Who.INSTRUCTOR, Who.TEAM),
    ProposalStatus.REVIEWED: (Who.COMMISSIONER, Who.TEAM),
}


def alert_delays() -> int:
    """Tell of each delay that reached a step since the last time: once per step; how many."""
    today = clock.today()
    running = db.session.scalars(
        select(Proposal.id)
        .where(
            Proposal.status.in_(RUNNING_STATES),
            Proposal.due_on.is_not(None),
            Proposal.suspended_at.is_(None),
        )
        .order_by(Proposal.id)
    ).all()
    told = 0
    for proposal_id in running:
        if lock_row(Proposal, proposal_id) is None:
            continue
        proposal = reload(proposal_id, options=RIGHTS)
        step = alert_due(proposal, today)
        if step is None:
            continue
        proposal.alert_step = step
        _tell(proposal, step)
        told += 1
    return told


def _tell(proposal: Proposal, step: int) -> None:
    due_on = proposal.due_on
    if due_on is None or proposal.submitted_at is None:
        return
    late = (clock.today() - due_on).days
    whos = _LATE if step >= 100 else _TURN[proposal.status]
    words = {
        "due": spoken_day(due_on),
        "gone": min(step, 100),
        "late": counted(late, "jour") if late > 0 else "",
        "where": where_it_waits(proposal),
    }
    # A proposal that came back and was submitted anew may be alerted anew.
    mark = f"{proposal.id}:{clock.paris(proposal.submitted_at).date().isoformat()}:{step}"
    emails.tell_delay(proposal, people_who_are(proposal, whos), mark, words)
