"""The private page of a referent, without an account."""

from __future__ import annotations

from flask import flash
from flask.typing import ResponseReturnValue

from app.collecting import forms, queries, services
from app.collecting.models import FigureRequest
from app.collecting.services.answering import CLOSED
from app.collecting.tokens import token_of
from app.collecting.views.section import collecting
from app.kernel.access import Actor
from app.kernel.errors import Conflict
from app.reference.queries import departments, metropoles
from app.strategy.queries import figures
from app.strategy.wording import place, said
from app.web.responses import render_form, see_other
from app.web.routing import by_link, current_actor

OWN = by_link(queries.request_by_token)


@collecting.page("/chiffres/<token>", access=OWN, methods=["GET", "POST"])
def answer(request: FigureRequest) -> ResponseReturnValue:
    form = forms.ProposeForm(departments(), metropoles())
    still = queries.is_open(request)
    if form.is_submitted() and not still:
        raise Conflict(CLOSED)
    if form.validate_on_submit():
        with form.refusals():
            services.propose(current_actor(), request, **form.said())
            flash("Chiffre envoyé. L’équipe le vérifie avant de le publier.", "success")
            return _back(request)
    known = figures(dispositif_ids=[request.dispositif_id])
    return render_form(
        "collecting/answer.html",
        form,
        request_=request,
        still=still,
        known=[one for one in known if one.year in {request.year, request.year - 1}],
        said=said,
        place=place,
        token=token_of(request),
    )


def _one_of(actor: Actor, *, token: str, proposed_id: int) -> tuple[FigureRequest, int] | None:
    found = queries.request_by_token(actor, token=token)
    if found is None or proposed_id not in {one.id for one in found.proposed}:
        return None
    return found, proposed_id


@collecting.page(
    "/chiffres/<token>/retirer/<int:proposed_id>", access=by_link(_one_of), methods=["POST"]
)
def take_back(found: tuple[FigureRequest, int]) -> ResponseReturnValue:
    request, proposed_id = found
    if services.take_back(current_actor(), request, proposed_id):
        flash("Chiffre retiré.", "success")
    return _back(request)


@collecting.page("/chiffres/<token>/termine", access=OWN, methods=["GET", "POST"])
def finish(request: FigureRequest) -> ResponseReturnValue:
    form = forms.FinishForm()
    if form.validate_on_submit():
        services.finish(current_actor(), request, word=form.word.data or None)
        flash("Merci, c’est noté. Vous ne recevrez plus de rappel.", "success")
        return _back(request)
    return render_form("collecting/finish.html", form, request_=request, token=token_of(request))


def _back(request: FigureRequest) -> ResponseReturnValue:
    return see_other("collecting.answer", token=token_of(request))
