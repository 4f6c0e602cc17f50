"""The team asks, follows, and decides."""

from __future__ import annotations

from datetime import timedelta

from flask import flash, request
from flask.typing import ResponseReturnValue

from app.collecting import forms, queries, services
from app.collecting.enums import ProposedState
from app.collecting.models import FigureRequest, ProposedFigure
from app.collecting.views.section import collecting
from app.kernel import clock
from app.kernel.access import Actor
from app.reference.queries import source_choices
from app.strategy.models import Dispositif
from app.strategy.queries import editing
from app.strategy.wording import said
from app.web.responses import render, render_form, see_other
from app.web.routing import allow, current_actor, row_number

MANAGE = "collecting:manage"
BOTH = ("GET", "POST")
# How long people are given, unless the team says otherwise.
USUAL = timedelta(days=21)


@collecting.page("/gestion/chiffres", access=allow(MANAGE))
def manage() -> ResponseReturnValue:
    asked = queries.requests()
    return render(
        "collecting/manage.html",
        requests=asked,
        sheets=queries.sheets(),
        waiting=[
            (one, figure)
            for one in asked
            for figure in one.proposed
            if figure.state is ProposedState.WAITING
        ],
        today=clock.today(),
    )


@collecting.page("/gestion/chiffres/demander", access=allow(MANAGE), methods=BOTH)
def ask() -> ResponseReturnValue:
    form = forms.AskForm(
        queries.dispositif_choices(),
        data={
            "dispositif": request.args.get("dispositif"),
            "year": request.args.get("annee", type=row_number) or clock.today().year,
            "closes_on": clock.today() + USUAL,
        },
    )
    if form.validate_on_submit():
        found = _dispositif(current_actor(), int(form.dispositif.data))
        if found is None:
            form.add_error("dispositif", "Choisissez un dispositif.")
        else:
            with form.refusals():
                services.ask(
                    current_actor(),
                    found,
                    year=form.year.data or 0,
                    name=form.name.data or "",
                    email=form.email.data or "",
                    closes_on=form.closes_on.data or clock.today(),
                    message=form.message.data,
                )
                flash("La demande part par courriel, avec un lien privé.", "success")
                return see_other("collecting.manage")
    return render_form("collecting/ask.html", form)


def _dispositif(actor: Actor, dispositif_id: int) -> Dispositif | None:
    return editing.dispositif(actor, dispositif_id=dispositif_id)


@collecting.page(
    "/gestion/chiffres/demandes/<int:request_id>",
    access=allow(MANAGE, load=queries.request_of),
    methods=BOTH,
)
def show(asked: FigureRequest) -> ResponseReturnValue:
    form = forms.PutOffForm(data={"closes_on": asked.closes_on})
    if form.validate_on_submit():
        with form.refusals():
            day = form.closes_on.data or clock.today()
            services.put_off(current_actor(), asked, closes_on=day)
            flash("Le nouveau jour est noté, et la personne prévenue.", "success")
            return see_other("collecting.show", request_id=asked.id)
    return render_form("collecting/show.html", form, asked=asked, today=clock.today())


@collecting.page(
    "/gestion/chiffres/demandes/<int:request_id>/clore",
    access=allow(MANAGE, load=queries.request_of),
    methods=["POST"],
)
def end(asked: FigureRequest) -> ResponseReturnValue:
    services.end(current_actor(), asked)
    flash("Le lien ne s’ouvre plus.", "success")
    return see_other("collecting.show", request_id=asked.id)


ONE = allow(MANAGE, load=queries.proposed)


@collecting.page("/gestion/chiffres/proposes/<int:proposed_id>", access=ONE, methods=BOTH)
def decide(figure: ProposedFigure) -> ResponseReturnValue:
    stands = queries.stands(figure)
    form = forms.AcceptForm(
        source_choices(),
        data={
            "version": str(stands.id) if stands else "",
            "comment": figure.comment,
        },
    )
    if form.validate_on_submit():
        with form.refusals():
            services.accept(
                current_actor(),
                figure,
                source_codes=form.sources.data or [],
                seen=form.version.data or "",
                comment=form.comment.data,
            )
            flash("Chiffre validé : il est en vigueur, et la personne est prévenue.", "success")
            return see_other("collecting.manage")
    return render_form(
        "collecting/decide.html",
        form,
        figure=figure,
        asked=figure.request,
        stands=stands,
        said=said,
    )


@collecting.page("/gestion/chiffres/proposes/<int:proposed_id>/refuser", access=ONE, methods=BOTH)
def refuse(figure: ProposedFigure) -> ResponseReturnValue:
    form = forms.RefuseForm()
    if form.validate_on_submit():
        with form.refusals():
            services.refuse(current_actor(), figure, reason=form.reason.data or "")
            flash("Chiffre non retenu : la personne est prévenue, avec la raison.", "success")
            return see_other("collecting.manage")
    return render_form("collecting/refuse.html", form, figure=figure, asked=figure.request)
