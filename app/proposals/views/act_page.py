"""What a page of one act of the team is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.kernel.access import Actor
from app.proposals.enums import ProposalAction as A
from app.proposals.models import Proposal
from app.web.forms import Form


@dataclass(frozen=True)
class ActPage:
    """One act of the team: its address, its words, its form and what it does."""

    action: A
    slug: str
    title: str
    lead: str
    done: str
    run: Callable[[Actor, Proposal, Any], Proposal]
    form: Callable[[Proposal], Form]
    # What one is expected to do at that step: its button is the primary one.
    main: bool = False
    danger: bool = False
    # Whom it tells besides those that the proposal knows, in a sentence.
    also: str = ""

    @property
    def endpoint(self) -> str:
        return f"act_{self.action}"
