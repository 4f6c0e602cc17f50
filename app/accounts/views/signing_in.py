"""Signing in by a one-time link, and signing out."""

from __future__ import annotations

import re
from typing import Final

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from app.accounts import queries, services
from app.accounts.forms import AskLinkForm, SignInForm
from app.accounts.landing import landing
from app.accounts.views.section import accounts
from app.kernel.access import Actor
from app.web import session
from app.web.responses import render, render_form, see_other
from app.web.routing import PUBLIC, SECRET, SIGNED_IN, current_actor
from app.web.security import limiter

# One address of the internet is often a whole administration.
ASKING_LIMIT: Final = "60 per minute"
USING_LIMIT: Final = "120 per minute"
_LOCAL_PATH: Final = re.compile(r"/(?![/\\])[^\s\\\x00-\x1f\x7f]*")


def local_path(address: str | None) -> str:
    """The address if it is a path of this service, else an empty text."""
    return address if address and _LOCAL_PATH.fullmatch(address) else ""


@accounts.page("/connexion", access=SECRET, methods=("GET", "POST"))
@limiter.limit(ASKING_LIMIT, methods=["POST"])
def sign_in() -> ResponseReturnValue:
    after = local_path(request.args.get("suite"))
    if current_actor().is_signed_in:
        return redirect(after or landing(current_actor().account_id), code=303)
    form = SignInForm()
    if form.validate_on_submit():
        services.send_link(form.email.data or "", after)
        # The same page whether or not there is an account: nobody learns who has one.
        return see_other("accounts.link_sent")
    return render_form("accounts/sign_in.html", form, after=after)


@accounts.page("/connexion/courriel-envoye", access=SECRET)
def link_sent() -> ResponseReturnValue:
    return render("accounts/link_sent.html", minutes=int(services.LIFETIME.total_seconds() // 60))


@accounts.page("/connexion/<token>", access=SECRET, methods=("GET", "POST"))
@limiter.limit(USING_LIMIT)
def use_link(token: str) -> ResponseReturnValue:
    """The page of a link: looking at it uses nothing up, its button signs in.

    Mail scanners follow links; they press no button.
    """
    after = local_path(request.args.get("suite"))
    form = AskLinkForm()
    if form.validate_on_submit():
        account = services.use_link(token)
        if account is not None:
            actor = Actor(account_id=account.id, name=account.name)
            _close_copies()
            session.sign_in(actor, account.session_number)
            flash("Connexion réussie.", "success")
            return redirect(after or landing(account.id), code=303)
    elif queries.live_token(token) is not None:
        return render_form("accounts/use_link.html", form, after=after)
    if current_actor().account_id in {queries.token_owner(token)} - {None}:
        # A second click on the link of one's own mail: it has done its work.
        return redirect(after or landing(current_actor().account_id), code=303)
    return render("accounts/link_dead.html", after=after), 410


@accounts.page("/connexion/confirmer", access=SIGNED_IN, methods=("GET", "POST"))
@limiter.limit(ASKING_LIMIT, methods=["POST"])
def confirm() -> ResponseReturnValue:
    """Before an act on accounts or on lists of people: a new link to one's own address."""
    after = local_path(request.args.get("suite"))
    form = AskLinkForm()
    if form.validate_on_submit():
        services.send_link_again(current_actor(), after)
        return see_other("accounts.link_sent")
    return render_form("accounts/confirm.html", form, after=after)


def _end_this_session() -> None:
    """Forget it in this browser, and close it for whoever has a copy of its cookie."""
    _close_copies()
    session.sign_out()


def _close_copies() -> None:
    known = session.key_and_end()
    if known is not None:
        services.end_session(*known)


@accounts.page("/deconnexion", access=PUBLIC, methods=("GET", "POST"))
def sign_out() -> ResponseReturnValue:
    form = AskLinkForm()
    if form.validate_on_submit():
        _end_this_session()
        flash("Déconnexion faite. À bientôt.", "success")
        return see_other("home.index")
    return render_form("accounts/sign_out.html", form)


@accounts.page("/compte/deconnexion", access=SIGNED_IN, methods=("GET", "POST"))
def sign_out_everywhere() -> ResponseReturnValue:
    """For a device that is lost, shared or no longer at hand."""
    form = AskLinkForm()
    if form.validate_on_submit():
        services.sign_out_everywhere(current_actor())
        _end_this_session()
        flash("Déconnexion faite sur tous vos appareils.", "success")
        return see_other("home.index")
    return render_form("accounts/sign_out_everywhere.html", form)
