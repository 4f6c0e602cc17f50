"""The indicative delay: it stands still while the authors are asked, and while adjourned."""

from __future__ import annotations

from app.kernel import clock
from app.proposals.models import Proposal


def start(proposal: Proposal) -> None:
    """The clock starts anew: nothing stood still yet, nobody was alerted."""
    proposal.suspended_at = None
    proposal.suspended_days = 0
    proposal.alert_step = 0


def suspend(proposal: Proposal) -> None:
    proposal.suspended_at = clock.now()


def resume(proposal: Proposal) -> None:
    """The hoped-for date moves by the days that the clock stood still."""
    if proposal.suspended_at is not None and proposal.due_on is not None:
        still = clock.today() - clock.paris(proposal.suspended_at).date()
        proposal.due_on += still
        proposal.suspended_days += still.days
    proposal.suspended_at = None
