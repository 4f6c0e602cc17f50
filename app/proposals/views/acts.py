"""The pages of the team's acts: one view, each act with its own address and right."""

from __future__ import annotations

from flask import flash, url_for
from flask.typing import ResponseReturnValue

from app.proposals.enums import ProposalAction as A
from app.proposals.enums import Who
from app.proposals.models import Proposal
from app.proposals.policies import is_notified
from app.proposals.queries.people import Recipient, recipients
from app.proposals.views.act_page import ActPage
from app.proposals.views.act_pages import ACTS
from app.proposals.views.section import again, load, proposals, require
from app.web.responses import render_form, see_other
from app.web.routing import allow, current_actor


def _declare(act: ActPage) -> None:
    @proposals.page(
        f"/gestion/propositions/<reference>/{act.slug}",
        access=allow(f"proposal:{act.action}", load=load),
        methods=("GET", "POST"),
        endpoint=act.endpoint,
    )
    def act_page(proposal: Proposal) -> ResponseReturnValue:
        form = act.form(proposal)
        if form.validate_on_submit():
            with form.refusals():
                act.run(current_actor(), proposal, form)
                flash(act.done, "success")
                return see_other("proposals.instruct", reference=proposal.reference)
        proposal = again(proposal)
        require(proposal, act.action)
        return render_form(
            "proposals/confirm.html",
            form,
            proposal=proposal,
            back=url_for("proposals.instruct", reference=proposal.reference),
            title=act.title,
            lead=act.lead,
            people=_told(proposal, act.action),
            also=act.also,
            button=act.title,
            danger=act.danger,
        )


def _told(proposal: Proposal, action: A) -> list[Recipient]:
    """Whom the act tells, as far as it is known before the form is filled in.

    Somebody who is chosen in the form is not: `also` says so. A decision that nobody was told yet
    is rectified in silence.
    """
    if action is A.RECTIFY and not is_notified(proposal):
        return []
    people = recipients(proposal, action)
    if action is A.REASSIGN:
        return [one for one in people if one.who is not Who.INSTRUCTOR]
    return people


for _act in ACTS:
    _declare(_act)
