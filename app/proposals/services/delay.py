"""The indicative delay: it stands still while the authors are asked, and while adjourned."""

from __future__ import annotations

from app.kernel import clock
from app.proposals.models import Proposal


def suspend(proposal: Proposal) -> None:
    proposal.suspended_at = clock.now()


def resume(proposal: Proposal) -> None:
    """The hoped-for date moves by the days that the clock stood still."""
    if proposal.suspended_at is not None and proposal.due_on is not None:
        proposal.due_on += clock.today() - clock.paris(proposal.suspended_at).date()
    proposal.suspended_at = None
