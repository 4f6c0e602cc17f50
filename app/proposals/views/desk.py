"""The commissaire's desk: what waits, a reading page, three acts, and notifying."""

from __future__ import annotations

from flask import flash, request
from flask.typing import ResponseReturnValue

from app.kernel import clock
from app.kernel.errors import NotFound
from app.kernel.numbers import whole_or
from app.kernel.text import counted
from app.proposals import services
from app.proposals.enums import Outcome
from app.proposals.enums import ProposalAction as A
from app.proposals.forms.acts import ConfirmForm, DecisionForm
from app.proposals.models import Proposal
from app.proposals.policies import is_recused
from app.proposals.queries import work
from app.proposals.queries.loading import by_reference
from app.proposals.queries.people import told_of
from app.proposals.views.page import build
from app.proposals.views.section import BOTH, again, load, proposals, require
from app.web.responses import render, render_form, see_other
from app.web.routing import allow, current_actor


@proposals.page("/gestion/decisions", access=allow("proposal:desk"))
def desk() -> ResponseReturnValue:
    return render("proposals/desk.html", desk=work.desk(), today=clock.today())


@proposals.page("/gestion/decisions/notifier", access=allow("proposal:desk"), methods=BOTH)
def notify() -> ResponseReturnValue:
    """Tell the ticked decisions together, all or none, once it was shown whom that tells."""
    actor = current_actor()
    chosen = _ticked(request.values.getlist("reference"))
    if not chosen:
        flash("Cochez au moins une décision à notifier.", "warning")
        return see_other("proposals.desk")
    form = ConfirmForm()
    if form.validate_on_submit():
        told = services.notify_all(actor, chosen)
        flash(f"{counted(told, 'décision notifiée')} : les courriels partent.", "success")
        return see_other("proposals.desk")
    for one in chosen:
        require(one, A.NOTIFY)
    return render_form("proposals/notify.html", form, chosen=chosen, people=told_of(chosen))


def _ticked(references: list[str]) -> list[Proposal]:
    """The proposals of these references, each once. Raises `NotFound` for one that is not."""
    chosen: list[Proposal] = []
    for reference in dict.fromkeys(references):
        found = by_reference(current_actor(), reference=reference)
        if found is None:
            raise NotFound
        chosen.append(found)
    return chosen


@proposals.page(
    "/gestion/decisions/<reference>",
    access=allow("proposal:decide", load=load),
    methods=("GET", "POST"),
)
def decide(proposal: Proposal) -> ResponseReturnValue:
    actor = current_actor()
    form = DecisionForm()
    if form.validate_on_submit():
        with form.refusals():
            outcome = _outcome()
            seen = str(form.opinion_id.data or "")
            services.decide(
                actor,
                proposal,
                outcome=outcome,
                text=form.text.data or "",
                reasons=form.reasons.data or "",
                opinion_id=whole_or(seen, 0) if seen else None,
            )
            flash(
                f"{proposal.reference} : {outcome.label.lower()}. "
                "Personne n’est prévenu tant que la décision n’est pas notifiée.",
                "success",
            )
            following = work.next_to_decide(proposal)
            if following is None:
                return see_other("proposals.desk")
            return see_other("proposals.decide", reference=following.reference)
    proposal = again(proposal)
    page = build(actor, proposal)
    if page.opinions and not form.is_submitted():
        form.opinion_id.data = str(page.opinions[-1].id)
    return render_form(
        "proposals/decide.html",
        form,
        page=page,
        proposal=proposal,
        recused=is_recused(actor, proposal),
        may_decide=A.ACCEPT in page.acts,
        today=clock.today(),
    )


def _outcome() -> Outcome:
    try:
        return Outcome(request.form.get("outcome", ""))
    except ValueError:
        raise NotFound("Cette décision n’existe pas.") from None
