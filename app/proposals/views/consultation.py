"""The page of a service asked for its opinion: a private link, no account."""

from __future__ import annotations

from flask import flash
from flask.typing import ResponseReturnValue

from app.proposals import services
from app.proposals.enums import OpinionKind
from app.proposals.forms.acts import ServiceAnswerForm
from app.proposals.models import Consultation
from app.proposals.queries.consultations import by_token, is_open, token_of
from app.proposals.queries.loading import reload
from app.proposals.views.card import card_of
from app.proposals.views.section import proposals
from app.web.responses import render_form, see_other
from app.web.routing import by_link


@proposals.page("/avis/<token>", access=by_link(by_token), methods=("GET", "POST"))
def consultation(asked: Consultation) -> ResponseReturnValue:
    """Read the text as it stood when the service was asked, and answer once."""
    form = ServiceAnswerForm()
    token = token_of(asked)
    if form.validate_on_submit():
        with form.refusals():
            services.answer_consultation(
                asked,
                kind=OpinionKind(form.kind.data),
                text=form.text.data or "",
                name=form.name.data or "",
            )
            flash("Votre avis est arrivé. Merci : l’instruction en tiendra compte.", "success")
            return see_other("proposals.consultation", token=token)
    proposal = reload(asked.proposal_id)
    version = next(one for one in proposal.versions if one.number == asked.text_version)
    return render_form(
        "proposals/consultation.html",
        form,
        asked=asked,
        proposal=proposal,
        page=card_of(proposal, version.content),
        is_open=is_open(asked, proposal),
    )
