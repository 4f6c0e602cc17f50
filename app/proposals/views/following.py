"""Following a proposal, or no longer."""

from __future__ import annotations

from flask import flash
from flask.typing import ResponseReturnValue

from app.proposals import services
from app.proposals.models import Proposal
from app.proposals.views.section import load, proposals
from app.web.responses import see_other
from app.web.routing import allow, current_actor


@proposals.page(
    "/propositions/<reference>/suivre",
    access=allow("proposal:follow", load=load),
    methods=("POST",),
)
def follow(proposal: Proposal) -> ResponseReturnValue:
    services.follow(current_actor(), proposal)
    flash("Vous recevrez un courriel à la réponse du commissaire, puis à chaque suite.", "success")
    return see_other("proposals.show", reference=proposal.reference)


@proposals.page(
    "/propositions/<reference>/ne-plus-suivre",
    access=allow("proposal:follow", load=load),
    methods=("POST",),
)
def unfollow(proposal: Proposal) -> ResponseReturnValue:
    services.unfollow(current_actor(), proposal)
    flash("Vous ne suivez plus cette proposition.", "success")
    return see_other("proposals.show", reference=proposal.reference)
