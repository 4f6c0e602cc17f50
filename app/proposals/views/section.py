"""The section that all pages of proposals belong to, and how they find their proposal."""

from __future__ import annotations

from flask import Response, request, url_for

from app.groups.models import WorkingGroup
from app.kernel.access import Actor
from app.proposals.enums import ProposalAction
from app.proposals.models import Proposal
from app.proposals.policies import refusal
from app.proposals.queries.loading import by_id, by_reference, group_by_slug, reload
from app.web.responses import see_other
from app.web.routing import SAFE_METHODS, Section, current_actor

proposals = Section("proposals", __name__)
# A proposal by its group and number: drafts have no reference.
PATH = "/groupes/<slug>/propositions/<int:proposal_id>"
BOTH = ("GET", "POST")


def load_group(_actor: Actor, slug: str) -> WorkingGroup | None:
    return group_by_slug(slug=slug)


def load(actor: Actor, reference: str, **_: object) -> Proposal | None:
    return by_reference(actor, reference=reference)


def load_in_group(actor: Actor, slug: str, proposal_id: int, **_: object) -> Proposal | None:
    """A proposal by its number: drafts have no reference. Only its group and authors use these."""
    found = by_id(actor, proposal_id=proposal_id)
    return found if found is not None and found.group.slug == slug else None


def require(proposal: Proposal, action: ProposalAction) -> None:
    """Refuse the page of an act that would be refused."""
    refused = refusal(current_actor(), proposal, action)
    if refused is not None:
        raise refused


def again(proposal: Proposal) -> Proposal:
    """The proposal for a form shown again: a refused act was undone, and its objects with it."""
    return proposal if request.method in SAFE_METHODS else reload(proposal.id)


def to_page(proposal: Proposal) -> Response:
    """Back to the proposal, wherever it now has its page."""
    if proposal.reference is not None:
        return see_other("proposals.show", reference=proposal.reference)
    return see_other("proposals.draft", slug=proposal.group.slug, proposal_id=proposal.id)


def address_of(proposal: Proposal) -> str:
    """Where the proposal has its page."""
    if proposal.reference is not None:
        return url_for("proposals.show", reference=proposal.reference)
    return url_for("proposals.draft", slug=proposal.group.slug, proposal_id=proposal.id)
