"""Joining a group: asking, confirming one's address, answering, inviting."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, flash, request
from flask.typing import ResponseReturnValue

from app.groups.enums import JoinStatus
from app.groups.forms.joining import InvitationForm, JoinForm, RefuseForm
from app.groups.models import GroupInvitation, JoinRequest, WorkingGroup
from app.groups.queries import joining as queries
from app.groups.services import joining as acts
from app.groups.views.section import groups, load
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db
from app.web import quotas
from app.web.responses import render, render_form, see_other
from app.web.routing import allow, by_link, current_actor, visible
from app.web.security import limiter

ADMIT = allow("group:admit", load=load)


@groups.page(
    "/groupes/<slug>/rejoindre",
    access=allow("group:ask_to_join", load=load),
    methods=["GET", "POST"],
)
@limiter.limit("30 per minute", methods=["POST"])
def join(group: WorkingGroup) -> ResponseReturnValue:
    actor = current_actor()
    form = JoinForm.for_person(is_signed_in=actor.is_signed_in)
    if form.validate_on_submit():
        # A programme that fills every field hears what a person would.
        if form.website.data:
            return _asked(group, actor)
        with form.refusals():
            if not actor.is_signed_in:
                quotas.ask_for_mail(actor, form.email.data or "")
            acts.ask_to_join(
                actor,
                group,
                name="" if actor.is_signed_in else form.name.data or "",
                email="" if actor.is_signed_in else form.email.data or "",
                organisation=form.organisation.data or None,
                message=form.message.data or None,
            )
            return _asked(group, actor)
    return render_form("groups/join.html", form, group=group)


def _asked(group: WorkingGroup, actor: Actor) -> ResponseReturnValue:
    if actor.is_signed_in:
        flash("Votre demande est envoyée : l’animation du groupe vous répondra.", "success")
        return see_other("groups.show", slug=group.slug)
    return see_other("groups.join_sent", slug=group.slug)


@groups.page("/groupes/<slug>/rejoindre/envoye", access=visible(load))
def join_sent(group: WorkingGroup) -> ResponseReturnValue:
    return render("groups/join_sent.html", group=group)


@dataclass(frozen=True)
class Asked:
    """A request with its group; rights are asked of the group."""

    id: int
    group: WorkingGroup
    request: JoinRequest


@dataclass(frozen=True)
class Invited:
    """An invitation with its group."""

    id: int
    group: WorkingGroup
    invitation: GroupInvitation


def _by_token(_actor: Actor, token: str) -> Asked | None:
    found = queries.request_by_token(token)
    if found is None:
        return None
    return Asked(found.id, db.session.get_one(WorkingGroup, found.group_id), found)


@groups.page("/demandes/<token>", access=by_link(_by_token), methods=["GET", "POST"])
def confirm_request(asked: Asked) -> ResponseReturnValue:
    done = asked.request.status is not JoinStatus.UNCONFIRMED
    if request.method == "POST":
        acts.confirm_request(asked.request)
        done = True
    return render("groups/confirm_request.html", group=asked.group, done=done)


def _load_request(actor: Actor, slug: str, request_id: int) -> Asked | None:
    group = load(actor, slug)
    found = queries.request_of(group.id, request_id) if group else None
    return Asked(group.id, group, found) if group and found else None


def _load_invitation(actor: Actor, slug: str, invitation_id: int) -> Invited | None:
    group = load(actor, slug)
    found = queries.invitation_of(group.id, invitation_id) if group else None
    return Invited(group.id, group, found) if group and found else None


@groups.page("/groupes/<slug>/demandes", access=ADMIT)
def requests(group: WorkingGroup) -> ResponseReturnValue:
    return _requests_page(group, _invitation_form())


@groups.page("/groupes/<slug>/demandes", access=ADMIT, methods=["POST"])
def invite(group: WorkingGroup) -> ResponseReturnValue:
    form = _invitation_form()
    if form.validate_on_submit():
        with form.refusals():
            acts.invite(
                current_actor(),
                group,
                name=form.name.data or "",
                email=form.email.data or "",
                role=form.chosen,
            )
            flash("L’invitation part tout de suite. Son lien vaut trente jours.", "success")
            return see_other("groups.requests", slug=group.slug)
    return _requests_page(group, form)


def _invitation_form() -> InvitationForm:
    return InvitationForm.for_person(is_team=current_actor().is_team)


def _requests_page(group: WorkingGroup, form: InvitationForm) -> Response:
    return render_form(
        "groups/requests.html",
        form,
        group=group,
        requests=queries.waiting_requests(group.id),
        invitations=queries.live_invitations(group.id),
    )


@groups.page(
    "/groupes/<slug>/demandes/<int:request_id>/accepter",
    access=allow("group:admit_part", load=_load_request),
    methods=["POST"],
)
def accept_request(asked: Asked) -> ResponseReturnValue:
    if acts.accept_request(current_actor(), asked.request):
        flash("C’est fait : la personne est membre et un courriel le lui dit.", "success")
    return see_other("groups.requests", slug=asked.group.slug)


@groups.page(
    "/groupes/<slug>/demandes/<int:request_id>/refuser",
    access=allow("group:admit_part", load=_load_request),
    methods=["GET", "POST"],
)
def refuse_request(asked: Asked) -> ResponseReturnValue:
    form = RefuseForm()
    if form.validate_on_submit():
        with form.refusals():
            acts.refuse_request(current_actor(), asked.request, reason=form.reason.data or "")
            flash("La demande est refusée : un courriel le dit à la personne.", "success")
            return see_other("groups.requests", slug=asked.group.slug)
    return render_form("groups/refuse_request.html", form, group=asked.group, asked=asked.request)


@groups.page(
    "/groupes/<slug>/invitations/<int:invitation_id>/retirer",
    access=allow("group:admit_part", load=_load_invitation),
    methods=["POST"],
)
def revoke_invitation(invited: Invited) -> ResponseReturnValue:
    if acts.revoke_invitation(current_actor(), invited.invitation):
        flash("Cette invitation ne s’ouvre plus.", "success")
    return see_other("groups.requests", slug=invited.group.slug)


def _invitation_by_token(_actor: Actor, token: str) -> Invited | None:
    found = queries.invitation_by_token(token)
    if found is None:
        return None
    return Invited(found.id, db.session.get_one(WorkingGroup, found.group_id), found)


@groups.page("/invitations/<token>", access=by_link(_invitation_by_token), methods=["GET", "POST"])
def accept_invitation(invited: Invited) -> ResponseReturnValue:
    row = invited.invitation
    if request.method == "POST":
        acts.accept_invitation(row)
    usable = row.accepted_at is None and row.revoked_at is None and row.expires_at > clock.now()
    return render("groups/invitation.html", group=invited.group, invitation=row, usable=usable)
