"""One's own account."""

from __future__ import annotations

import json

from flask import Response, flash
from flask.typing import ResponseReturnValue

from app.accounts import queries, services
from app.accounts.forms import OwnForm
from app.accounts.models import Account
from app.accounts.own_parts import own_parts
from app.accounts.views.section import accounts
from app.kernel.access import Actor
from app.web.responses import download, render, render_form, see_other
from app.web.routing import Access, current_actor


def _load(actor: Actor) -> Account | None:
    return queries.whole(actor.account_id) if actor.account_id is not None else None


OWN = Access(load=_load, signed_in=True)


@accounts.page("/compte", access=OWN)
def own(account: Account) -> ResponseReturnValue:
    parts = [(part, part.lines(account)) for part in own_parts()]
    return render("accounts/own.html", account=account, parts=parts)


@accounts.page("/compte/modifier", access=OWN, methods=("GET", "POST"))
def edit_own(account: Account) -> ResponseReturnValue:
    form = OwnForm(obj=account)
    form.offer_organisations(queries.organisation_choices())
    if form.validate_on_submit():
        with form.refusals():
            services.edit_own(
                current_actor(),
                account,
                name=form.name.data or "",
                organisation_id=form.organisation,
            )
        if not form.errors:
            flash("Vos informations sont enregistrées.", "success")
            return see_other("accounts.own")
    return render_form("accounts/edit_own.html", form)


@accounts.page("/compte/mes-donnees.json", access=OWN)
def export_own(account: Account) -> Response:
    """Everything the service holds of the person, for them to keep or to take elsewhere."""
    held = {"compte": queries.own_record(account)}
    for part in own_parts():
        held[part.key] = list(part.data(account))  # type: ignore[assignment]  # lists beside a dict
    text = json.dumps(held, ensure_ascii=False, indent=2)
    return download(text.encode(), "mes-donnees-synergies.json", "application/json; charset=utf-8")
