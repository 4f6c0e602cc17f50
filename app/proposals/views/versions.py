"""The versions of a text: read one, see what changed, take it as PDF."""

from __future__ import annotations

from dataclasses import dataclass

from flask.typing import ResponseReturnValue

from app.kernel.access import Actor
from app.kernel.errors import NotFound
from app.proposals.document import proposal_pdf
from app.proposals.models import Proposal, ProposalVersion
from app.proposals.policies import Sight, reads_version, sight
from app.proposals.services.text import snapshot
from app.proposals.views.card import card_of, changed_parts
from app.proposals.views.section import load, load_in_group, proposals
from app.web.responses import download, render
from app.web.routing import current_actor, restricted


@dataclass(frozen=True)
class Read:
    """A version that somebody reads, what they see of the proposal, and the version before."""

    proposal: Proposal
    seen: Sight
    version: ProposalVersion
    before: ProposalVersion | None


def _load_version(actor: Actor, reference: str, number: int) -> Read | None:
    """The version if this person may read it; otherwise it does not exist."""
    proposal = load(actor, reference)
    if proposal is None:
        return None
    seen = sight(actor, proposal)
    readable = [one for one in proposal.versions if reads_version(seen, proposal, one.number)]
    found = {one.number: one for one in readable}
    if number not in found:
        return None
    return Read(proposal, seen, found[number], found.get(number - 1))


@proposals.page("/propositions/<reference>/versions/<int:number>", access=restricted(_load_version))
def version(read: Read) -> ResponseReturnValue:
    content = read.version.content
    return render(
        "proposals/version.html",
        proposal=read.proposal,
        version=read.version,
        numbers=[
            one.number
            for one in read.proposal.versions
            if reads_version(read.seen, read.proposal, one.number)
        ],
        page=card_of(read.proposal, content),
        changes=changed_parts(read.before.content, content) if read.before else None,
    )


@proposals.page(
    "/propositions/<reference>/versions/<int:number>.pdf", access=restricted(_load_version)
)
def version_pdf(read: Read) -> ResponseReturnValue:
    proposal, number = read.proposal, read.version.number
    names = [one.account.name for one in proposal.authors] if read.seen.questions else []
    content = proposal_pdf(proposal, read.version.content, number=number, authors=names)
    return download(content, f"{proposal.reference}-v{number}.pdf", "application/pdf")


@proposals.page(
    "/groupes/<slug>/propositions/<int:proposal_id>/brouillon.pdf",
    access=restricted(load_in_group),
)
def draft_pdf(proposal: Proposal) -> ResponseReturnValue:
    """The text as its group is writing it."""
    seen = sight(current_actor(), proposal)
    if not seen.working_text:
        raise NotFound
    names = [one.account.name for one in proposal.authors]
    content = proposal_pdf(proposal, snapshot(proposal), number=None, authors=names)
    return download(content, f"proposition-{proposal.id}-brouillon.pdf", "application/pdf")
