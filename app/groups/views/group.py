"""Pages of groups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Response, flash, request
from flask.typing import ResponseReturnValue

from app.accounts.models import Account
from app.groups import blocks, queries, services
from app.groups.enums import ORGANISING, MemberList
from app.groups.forms import AppointForm, EndMandateForm, GroupForm, StatusForm
from app.groups.models import Mandate, WorkingGroup
from app.groups.queries import group_by_slug
from app.groups.views.section import groups, load
from app.kernel import clock
from app.kernel.access import Actor, can
from app.web.responses import render, render_form, see_other
from app.web.routing import PUBLIC, allow, current_actor, visible


@dataclass(frozen=True)
class EndingMandate:
    """A mandate with its group, as the page that ends it needs them."""

    id: int
    mandate: Mandate
    group: WorkingGroup
    account: Account


def _load_mandate(actor: Actor, slug: str, mandate_id: int) -> EndingMandate | None:
    group = group_by_slug(actor, slug=slug)
    mandate = queries.mandate_of(mandate_id)
    if group is None or mandate is None or mandate.group_id != group.id:
        return None
    return EndingMandate(group.id, mandate, group, mandate.account)


@groups.page("/groupes", access=PUBLIC, remember=True)
def index() -> ResponseReturnValue:
    listed = queries.all_groups()
    return render(
        "groups/index.html",
        groups=listed,
        announced=queries.announced_groups(),
        meetings=blocks.next_meetings(current_actor(), [group.id for group in listed]),
    )


@groups.page("/groupes/<slug>", access=visible(load), remember=True)
def show(group: WorkingGroup) -> ResponseReturnValue:
    actor = current_actor()
    codes = {*group.source_codes}
    codes.update(code for alias in group.aliases for code in alias.source_codes)
    codes.update(code for offshoot in group.offshoots for code in offshoot.source_codes)
    sees_members = can(actor, "group:see_members", group)
    is_open = group.member_list is MemberList.PUBLIC
    inside = is_open or can(actor, "group:belong", group)
    own = queries.own_mandates(actor.account_id, group.id) if actor.account_id else ()
    return render(
        "groups/show.html",
        group=group,
        letters=queries.letters(actor, group.id),
        steps=queries.milestones(group.id),
        notes=queries.notes(group.id, limit=3),
        files=queries.documents_of(actor, group.id),
        names=queries.names_shown(group.id) if is_open and not sees_members else (),
        history=queries.status_history(group.id),
        belongs=bool(own),
        shows_name=any(mandate.shown for mandate in own),
        blocks=blocks.blocks_of(actor, group),
        sources=queries.sources_of(codes),
        organisations=queries.member_organisations(group.id) if inside else None,
        leads=_leads(group) if sees_members else [],
        sees_members=sees_members,
    )


def _leads(group: WorkingGroup) -> list[queries.Member]:
    return [m for m in queries.members(group.id) if m.role in ORGANISING]


@groups.page("/gestion/groupes/nouveau", access=allow("group:create"), methods=["GET", "POST"])
def create() -> ResponseReturnValue:
    form = GroupForm.for_team()
    if form.validate_on_submit():
        with form.refusals():
            group = services.create(current_actor(), **form.details())
            flash(f"Le groupe « {group.name} » est créé.", "success")
            return see_other("groups.show", slug=group.slug)
    return render_form("groups/edit.html", form, group=None)


@groups.page(
    "/gestion/groupes/<slug>", access=allow("group:edit", load=load), methods=["GET", "POST"]
)
def edit(group: WorkingGroup) -> ResponseReturnValue:
    form = GroupForm.for_actor(current_actor(), group)
    if form.validate_on_submit():
        with form.refusals():
            if services.edit(current_actor(), group, seen=form.seen_at(), **form.details()):
                flash("Vos changements sont enregistrés.", "success")
            return see_other("groups.show", slug=group.slug)
    return render_form("groups/edit.html", form, group=group)


@groups.page(
    "/gestion/groupes/<slug>/etat",
    access=allow("group:manage", load=load),
    methods=["GET", "POST"],
)
def set_status(group: WorkingGroup) -> ResponseReturnValue:
    form = StatusForm.for_group(group)
    if form.validate_on_submit():
        with form.refusals():
            reason = form.reason.data or ""
            services.set_status(current_actor(), group, status=form.chosen, reason=reason)
            flash(f"Le groupe est maintenant : {group.status.label.lower()}.", "success")
            return see_other("groups.show", slug=group.slug)
    return render_form(
        "groups/status.html", form, group=group, history=queries.status_history(group.id)
    )


@groups.page("/groupes/<slug>/membres", access=allow("group:see_members", load=load))
def members(group: WorkingGroup) -> ResponseReturnValue:
    return _members_page(group, AppointForm(formdata=None, since=clock.today()))


def _members_page(group: WorkingGroup, form: AppointForm) -> Response:
    manages = can(current_actor(), "group:manage")
    on = _day_asked()
    return render_form(
        "groups/members.html",
        form,
        group=group,
        members=queries.members(group.id, on=on),
        former=queries.former_members(group.id) if manages and on is None else [],
        on=on,
        today=clock.today(),
    )


def _day_asked() -> date | None:
    """The day on which the composition is asked for; None for today and for what is no date."""
    try:
        day = date.fromisoformat(request.args.get("au", ""))
    except ValueError:
        return None
    return None if day == clock.today() else day


@groups.page("/groupes/<slug>/membres", access=allow("group:manage", load=load), methods=["POST"])
def appoint(group: WorkingGroup) -> ResponseReturnValue:
    form = AppointForm()
    if form.validate_on_submit():
        account = queries.account_by_email(form.email.data or "")
        if account is None:
            form.add_error(
                "email",
                "Aucun compte n’a cette adresse. Créez d’abord le compte, "
                "dans « Comptes » de l’espace de gestion.",
            )
            return _members_page(group, form)
        with form.refusals():
            services.appoint(
                current_actor(),
                group,
                account=account,
                role=form.chosen,
                since=form.since.data,
                until=form.until.data,
            )
            if form.until.data and form.until.data <= clock.today():
                flash("Ce rôle, déjà fini, est dans l’historique du groupe.", "success")
            else:
                flash(f"C’est fait : un courriel part tout de suite à {account.email}.", "success")
            return see_other("groups.members", slug=group.slug)
    return _members_page(group, form)


@groups.page(
    "/groupes/<slug>/membres/<int:mandate_id>/fin",
    access=allow("group:manage", load=_load_mandate),
    methods=["GET", "POST"],
)
def end_mandate(ending: EndingMandate) -> ResponseReturnValue:
    form = EndMandateForm()
    if not form.is_submitted():
        form.until.data = max(clock.today(), ending.mandate.since)
    elif form.validate():
        with form.refusals():
            services.end_mandate(current_actor(), ending.mandate, until=form.until.data)
            flash("La fin de ce rôle est notée. Il reste dans l’historique du groupe.", "success")
            return see_other("groups.members", slug=ending.group.slug)
    return render_form(
        "groups/end_mandate.html",
        form,
        group=ending.group,
        mandate=ending.mandate,
        account=ending.account,
    )
