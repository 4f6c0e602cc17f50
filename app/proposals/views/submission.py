"""From the group to the commissaire: ask the lead, submit, withdraw."""

from __future__ import annotations

from flask import flash
from flask.typing import ResponseReturnValue

from app.proposals import services
from app.proposals.enums import ProposalAction as A
from app.proposals.forms.acts import ConfirmForm, WithdrawForm
from app.proposals.models import Proposal
from app.proposals.queries.people import recipients
from app.proposals.queries.similar import similar
from app.proposals.views.section import (
    BOTH,
    PATH,
    address_of,
    load_in_group,
    proposals,
    require,
    to_page,
)
from app.web.responses import render_form
from app.web.routing import allow, current_actor


@proposals.page(
    f"{PATH}/demander-la-soumission",
    access=allow(f"proposal:{A.ASK_SUBMISSION}", load=load_in_group),
    methods=BOTH,
)
def ask_submission(proposal: Proposal) -> ResponseReturnValue:
    form = ConfirmForm()
    if form.validate_on_submit():
        services.ask_submission(current_actor(), proposal)
        flash("L’animation du groupe est prévenue : elle relit, puis soumet.", "success")
        return to_page(proposal)
    require(proposal, A.ASK_SUBMISSION)
    return render_form(
        "proposals/confirm.html",
        form,
        proposal=proposal,
        back=address_of(proposal),
        title="Demander la soumission",
        lead="Dans ce groupe, l’animation relit les propositions et les soumet au commissaire. "
        "Le texte reste modifiable jusque-là.",
        people=recipients(proposal, A.ASK_SUBMISSION),
        close=similar(current_actor(), proposal),
        button="Prévenir l’animation",
        danger=False,
    )


@proposals.page(
    f"{PATH}/soumettre", access=allow(f"proposal:{A.SUBMIT}", load=load_in_group), methods=BOTH
)
def submit(proposal: Proposal) -> ResponseReturnValue:
    form = ConfirmForm()
    if form.validate_on_submit():
        services.submit(current_actor(), proposal)
        flash(
            f"La proposition est soumise sous la référence {proposal.reference}. "
            "L’accusé de réception part par courriel.",
            "success",
        )
        return to_page(proposal)
    require(proposal, A.SUBMIT)
    return render_form(
        "proposals/confirm.html",
        form,
        proposal=proposal,
        back=address_of(proposal),
        title="Soumettre au commissaire",
        lead="Le texte ne pourra plus être modifié, sauf si l’équipe du commissaire vous le rend "
        "ou vous demande un complément.",
        people=recipients(proposal, A.SUBMIT),
        close=similar(current_actor(), proposal),
        button="Soumettre au commissaire",
        danger=False,
    )


@proposals.page(
    f"{PATH}/retirer", access=allow(f"proposal:{A.WITHDRAW}", load=load_in_group), methods=BOTH
)
def withdraw(proposal: Proposal) -> ResponseReturnValue:
    form = WithdrawForm()
    if form.validate_on_submit():
        services.withdraw(current_actor(), proposal, reason=form.reason.data or "")
        flash("La proposition est retirée.", "success")
        return to_page(proposal)
    require(proposal, A.WITHDRAW)
    return render_form(
        "proposals/confirm.html",
        form,
        proposal=proposal,
        back=address_of(proposal),
        title="Retirer la proposition",
        lead="Elle ne sera pas étudiée plus avant. Vous ne pourrez pas revenir en arrière.",
        people=recipients(proposal, A.WITHDRAW) if proposal.reference else [],
        button="Retirer la proposition",
        danger=True,
    )
