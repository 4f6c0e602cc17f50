"""What came back by mail, as the team sees it."""

from __future__ import annotations

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue

from app.inbox import queries, services
from app.inbox.models import IncomingMail
from app.web.responses import render, see_other
from app.web.routing import Section, allow, current_actor, row_number

inbox = Section("inbox", __name__)


@inbox.page("/gestion/courriels/recus", access=allow("inbox:manage"))
def manage() -> ResponseReturnValue:
    everything = request.args.get("tout") == "1"
    page = queries.listing(
        everything=everything, number=request.args.get("page", 1, type=row_number)
    )
    choices = [
        {"label": "À regarder", "url": url_for("inbox.manage"), "current": not everything},
        {"label": "Tout", "url": url_for("inbox.manage", tout=1), "current": everything},
    ]
    return render(
        "inbox/manage.html",
        page=page,
        everything=everything,
        choices=choices,
        page_url=lambda n: url_for("inbox.manage", tout=1 if everything else None, page=n),
    )


@inbox.page(
    "/gestion/courriels/recus/<int:mail_id>/classer",
    access=allow("inbox:manage", queries.managed),
    methods=("POST",),
)
def put_away(mail: IncomingMail) -> ResponseReturnValue:
    services.put_away(current_actor(), mail)
    flash("C’est classé.", "success")
    return see_other("inbox.manage")
