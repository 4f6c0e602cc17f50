"""Mails as the team sees them: what waits, what failed and why; never what they say."""

from __future__ import annotations

from flask import abort, current_app, flash, request, url_for
from flask.typing import ResponseReturnValue

from app.kernel.text import counted
from app.outbox import health, queries, samples, services
from app.outbox.enums import MessageStatus
from app.outbox.forms import TrialForm
from app.outbox.models import OutboxMessage
from app.outbox.states import MESSAGE, MessageAct
from app.web.responses import render, render_form, see_other
from app.web.routing import Section, allow, current_actor, row_number

outbox = Section("outbox", __name__)
TEAM_PAGES = "/gestion"


def obstacle_here(sends: bool) -> health.Obstacle | None:
    """Why no mail leaves, on the pages where somebody writes any: the team's, and those that say
    so (`sends`).
    """
    if not current_actor().is_signed_in or not (sends or request.path.startswith(TEAM_PAGES)):
        return None
    return health.obstacle()


@outbox.page("/gestion/courriels", access=allow("outbox:manage"))
def manage() -> ResponseReturnValue:
    asked = request.args.get("etat")
    status = next((one for one in MessageStatus if one.value == asked), None)
    page = queries.listing(status, number=request.args.get("page", 1, type=row_number))
    counts = queries.counts()
    choices = [
        {
            "label": f"{one.label} ({counts[one]})" if one else "Tous les courriels",
            "url": url_for("outbox.manage", etat=one.value if one else None),
            "current": one == status,
        }
        for one in (None, *MessageStatus)
    ]
    return render(
        "outbox/manage.html",
        page=page,
        status=status,
        counts=counts,
        problem=health.obstacle(),
        choices=choices,
        tasks=queries.last_task_runs(),
        allows=MESSAGE.allows,
        acts=MessageAct,
        page_url=lambda n: url_for("outbox.manage", etat=status.value if status else None, page=n),
    )


@outbox.page("/gestion/courriels/essai", access=allow("outbox:manage"), methods=("GET", "POST"))
def trial() -> ResponseReturnValue:
    """A mail to oneself, and what became of it: do mails leave?"""
    form = TrialForm()
    if form.validate_on_submit():
        number = services.send_trial(current_actor(), form.email.data or "")
        return see_other("outbox.trial", courriel=number)
    return render_form(
        "outbox/trial.html",
        form,
        message=queries.trial(request.args.get("courriel", type=row_number)),
        problem=health.obstacle(),
    )


@outbox.page("/gestion/courriels/renvoyer-tout", access=allow("outbox:manage"), methods=("POST",))
def retry_failed() -> ResponseReturnValue:
    count = services.retry_failed(current_actor())
    words = counted(count, "courriel repart", "courriels repartent")
    flash(f"{words} tout de suite." if count else "Aucun courriel n’était en erreur.", "success")
    return see_other("outbox.manage")


@outbox.page("/gestion/courriels/modeles", access=allow("outbox:manage"))
def templates() -> ResponseReturnValue:
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # werkzeug's own proxy
    return render(
        "outbox/templates.html", samples=[samples.sample(app, kind) for kind in samples.kinds(app)]
    )


@outbox.page("/gestion/courriels/modeles/<path:kind>", access=allow("outbox:manage"))
def template(kind: str) -> ResponseReturnValue:
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # werkzeug's own proxy
    if kind not in samples.kinds(app):
        abort(404)
    return render("outbox/template.html", sample=samples.sample(app, kind))


@outbox.page(
    "/gestion/courriels/<int:message_id>/renvoyer",
    access=allow("outbox:manage", queries.managed),
    methods=("POST",),
)
def retry(message: OutboxMessage) -> ResponseReturnValue:
    services.retry(current_actor(), message)
    flash("Le courriel repart tout de suite.", "success")
    return see_other("outbox.manage")


@outbox.page(
    "/gestion/courriels/<int:message_id>/annuler",
    access=allow("outbox:manage", queries.managed),
    methods=("POST",),
)
def cancel(message: OutboxMessage) -> ResponseReturnValue:
    services.cancel(current_actor(), message)
    flash("Le courriel ne partira pas.", "success")
    return see_other("outbox.manage")
