"""Mails as the team sees them: what waits, what failed and why; never what they say."""

from __future__ import annotations

from flask import abort, current_app, flash, request, url_for
from flask.typing import ResponseReturnValue

from app.outbox import queries, samples, services
from app.outbox.enums import MessageStatus
from app.outbox.models import OutboxMessage
from app.outbox.states import MESSAGE, MessageAct
from app.web.responses import render, see_other
from app.web.routing import Section, allow, current_actor

outbox = Section("outbox", __name__)


@outbox.page("/gestion/courriels", access=allow("outbox:manage"))
def manage() -> ResponseReturnValue:
    asked = request.args.get("etat")
    status = next((one for one in MessageStatus if one.value == asked), None)
    page = queries.listing(status, number=request.args.get("page", 1, type=int))
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
        choices=choices,
        tasks=queries.last_task_runs(),
        allows=MESSAGE.allows,
        acts=MessageAct,
        page_url=lambda n: url_for("outbox.manage", etat=status.value if status else None, page=n),
    )


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
