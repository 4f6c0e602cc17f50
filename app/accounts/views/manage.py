"""Accounts as the team and the administrators see them."""

from __future__ import annotations

from typing import Any

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts import queries, services
from app.accounts.enums import Role
from app.accounts.forms import AccountForm
from app.accounts.models import Account
from app.accounts.policies import grantable_roles
from app.accounts.views.section import accounts
from app.outbox.queries import troubles
from app.web.responses import render, render_form, see_other
from app.web.routing import allow, current_actor, row_number


@accounts.page("/gestion/comptes", access=allow("account:see"))
def manage() -> ResponseReturnValue:
    words = request.args.get("q", "").strip()[:100]
    role = next((one for one in Role if one.value == request.args.get("role")), None)
    closed = request.args.get("fermes") == "oui"
    number = request.args.get("page", 1, type=row_number)
    page = queries.listing(words=words, role=role, closed=closed, number=number)
    asked: dict[str, Any] = {
        name: value
        for name, value in (
            ("q", words),
            ("role", role.value if role else ""),
            ("fermes", "oui" if closed else ""),
        )
        if value
    }
    return render(
        "accounts/manage.html",
        page=page,
        words=words,
        role=role,
        roles=list(Role),
        closed=closed,
        asked=asked,
        page_url=lambda n: url_for("accounts.manage", **asked, page=n),
    )


@accounts.page(
    "/gestion/comptes/nouveau", access=allow("account:create"), methods=("GET", "POST"), recent=True
)
def create() -> ResponseReturnValue:
    actor = current_actor()
    form = AccountForm(data={"roles": [Role.PARTNER.value]})
    form.offer_organisations(queries.organisation_choices())
    form.offer_roles(grantable_roles(actor))
    if form.validate_on_submit():
        with form.refusals():
            account = services.create(
                actor,
                email=form.email.data or "",
                name=form.name.data or "",
                roles=form.chosen_roles,
                organisation_id=form.organisation,
            )
        if not form.errors:
            flash("Le compte est ouvert. Un courriel d’accueil part tout de suite.", "success")
            return see_other("accounts.manage_one", account_id=account.id)
    return render_form("accounts/create.html", form)


@accounts.page(
    "/gestion/comptes/<int:account_id>", access=allow("account:see", queries.seen_by_team)
)
def manage_one(account: Account) -> ResponseReturnValue:
    return render(
        "accounts/manage_one.html", account=account, troubles=troubles(recipient=account.email)
    )


@accounts.page(
    "/gestion/comptes/<int:account_id>/modifier",
    access=allow("account:manage", queries.seen_by_team),
    methods=("GET", "POST"),
    recent=True,
)
def edit(account: Account) -> ResponseReturnValue:
    form = AccountForm(
        data={
            "email": account.email,
            "name": account.name,
            "organisation_id": account.organisation_id,
            "roles": [one.role.value for one in account.roles],
        }
    )
    form.offer_organisations(queries.organisation_choices())
    form.offer_roles(tuple(Role))
    if form.validate_on_submit():
        with form.refusals():
            services.edit(
                current_actor(),
                account,
                email=form.email.data or "",
                name=form.name.data or "",
                roles=form.chosen_roles,
                organisation_id=form.organisation,
            )
        if not form.errors:
            flash("Le compte est enregistré.", "success")
            return see_other("accounts.manage_one", account_id=account.id)
    return render_form("accounts/edit.html", form, account=account)


@accounts.page(
    "/gestion/comptes/<int:account_id>/fermer",
    access=allow("account:manage", queries.seen_by_team),
    methods=("POST",),
    recent=True,
)
def close(account: Account) -> ResponseReturnValue:
    services.close(current_actor(), account)
    flash("Le compte est fermé : cette personne ne peut plus se connecter.", "success")
    return see_other("accounts.manage_one", account_id=account.id)


@accounts.page(
    "/gestion/comptes/<int:account_id>/rouvrir",
    access=allow("account:manage", queries.seen_by_team),
    methods=("POST",),
    recent=True,
)
def reopen(account: Account) -> ResponseReturnValue:
    services.reopen(current_actor(), account)
    flash("Le compte est de nouveau ouvert, avec les rôles qu’il avait.", "success")
    return see_other("accounts.manage_one", account_id=account.id)


@accounts.page(
    "/gestion/comptes/<int:account_id>/lien",
    access=allow("account:manage", queries.seen_by_team),
    methods=("POST",),
    recent=True,
)
def send_link(account: Account) -> ResponseReturnValue:
    services.send_link(account.email)
    flash("Un lien de connexion part tout de suite à cette personne.", "success")
    return see_other("accounts.manage_one", account_id=account.id)
