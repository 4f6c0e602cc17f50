"""The pages of the team's acts: one view, each act with its own address and right."""

from __future__ import annotations

from flask import flash, url_for
from flask.typing import ResponseReturnValue

from app.proposals.enums import ProposalAction as A
from app.proposals.enums import Who
from app.proposals.models import Proposal
from app.proposals.queries.people import recipients
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
            # Before somebody is chosen, those told do not include that person: the text says so.
            people=[
                one
                for one in recipients(proposal, act.action)
                if one.who is not Who.INSTRUCTOR or act.action is not A.REASSIGN
            ],
            button=act.title,
            danger=act.danger,
        )


for _act in ACTS:
    _declare(_act)
