"""The letter of mission, the road map, documents, names and settings of a group."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import flash, request
from flask.typing import ResponseReturnValue

from app.groups import queries, services
from app.groups.enums import LetterStatus
from app.groups.forms import (
    AliasForm,
    DocumentForm,
    LetterForm,
    MemberListForm,
    MilestoneForm,
    NoteForm,
    OffshootForm,
    ResolveForm,
)
from app.groups.models import GroupDocument, Milestone, WorkingGroup
from app.groups.views.section import groups, load
from app.kernel import clock
from app.kernel.access import Actor
from app.web.forms import Form
from app.web.responses import render, render_form, see_other
from app.web.routing import allow, current_actor, visible

EDIT = allow("group:edit", load=load)


@dataclass(frozen=True)
class PartOfGroup:
    """A milestone or a document with its group; rights are asked of the group."""

    id: int
    group: WorkingGroup
    milestone: Milestone | None = None
    document: GroupDocument | None = None


def _load_milestone(actor: Actor, slug: str, milestone_id: int) -> PartOfGroup | None:
    group = load(actor, slug)
    row = queries.milestone_of(group.id, milestone_id) if group else None
    return PartOfGroup(group.id, group, milestone=row) if group and row else None


def _load_document(actor: Actor, slug: str, document_id: int) -> PartOfGroup | None:
    group = load(actor, slug)
    row = queries.document_of_group(group.id, document_id) if group else None
    return PartOfGroup(group.id, group, document=row) if group and row else None


@groups.page("/groupes/<slug>/lettre-de-mission", access=visible(load))
def letter(group: WorkingGroup) -> ResponseReturnValue:
    return render(
        "groups/letter.html", group=group, letters=queries.letters(current_actor(), group.id)
    )


@groups.page("/groupes/<slug>/lettre-de-mission/ecrire", access=EDIT, methods=["GET", "POST"])
def write_letter(group: WorkingGroup) -> ResponseReturnValue:
    form = LetterForm()
    if not form.is_submitted():
        found = queries.letters(current_actor(), group.id)
        latest = found[0] if found else None
        form.body.data = latest.body if latest else ""
        is_draft = latest is not None and latest.status is LetterStatus.DRAFT
        form.number.data = str(latest.number) if latest and is_draft else "0"
    if form.validate_on_submit():
        with form.refusals():
            body = form.body.data or ""
            services.write_letter(current_actor(), group, body=body, number=form.read)
            flash("Le projet de lettre est enregistré.", "success")
            return see_other("groups.letter", slug=group.slug)
    return render_form("groups/write_letter.html", form, group=group)


@groups.page(
    "/groupes/<slug>/lettre-de-mission/<int:number>/approuver",
    access=allow("group:manage", load=load),
    methods=["POST"],
)
def approve_letter(group: WorkingGroup) -> ResponseReturnValue:
    number = int((request.view_args or {})["number"])
    if services.approve_letter(current_actor(), group, number=number):
        flash("La lettre de mission est approuvée : tout le monde peut la lire.", "success")
    return see_other("groups.letter", slug=group.slug)


@groups.page("/groupes/<slug>/feuille-de-route", access=EDIT, methods=["GET", "POST"])
def road_map(group: WorkingGroup) -> ResponseReturnValue:
    form = MilestoneForm()
    if form.validate_on_submit():
        with form.refusals():
            services.add_milestone(current_actor(), group, **_milestone_values(form))
            flash("Le jalon est ajouté.", "success")
            return see_other("groups.road_map", slug=group.slug)
    return render_form(
        "groups/road_map.html", form, group=group, steps=queries.milestones(group.id)
    )


@groups.page(
    "/groupes/<slug>/feuille-de-route/<int:milestone_id>",
    access=allow("group:edit_part", load=_load_milestone),
    methods=["GET", "POST"],
)
def milestone(part: PartOfGroup) -> ResponseReturnValue:
    assert part.milestone is not None  # noqa: S101  # what the loader found
    form = MilestoneForm(obj=part.milestone)
    if form.validate_on_submit():
        with form.refusals():
            services.change_milestone(current_actor(), part.milestone, **_milestone_values(form))
            flash("Le jalon est enregistré.", "success")
            return see_other("groups.road_map", slug=part.group.slug)
    return render_form("groups/milestone.html", form, group=part.group, milestone=part.milestone)


@groups.page(
    "/groupes/<slug>/feuille-de-route/<int:milestone_id>/fin",
    access=allow("group:edit_part", load=_load_milestone),
    methods=["GET", "POST"],
)
def resolve_milestone(part: PartOfGroup) -> ResponseReturnValue:
    assert part.milestone is not None  # noqa: S101  # what the loader found
    form = ResolveForm()
    if form.validate_on_submit():
        with form.refusals():
            services.resolve_milestone(
                current_actor(),
                part.milestone,
                status=form.chosen,
                resolution=form.resolution.data or "",
            )
            flash("C’est noté dans la feuille de route.", "success")
            return see_other("groups.road_map", slug=part.group.slug)
    return render_form("groups/resolve.html", form, group=part.group, milestone=part.milestone)


@groups.page(
    "/groupes/<slug>/feuille-de-route/<int:milestone_id>/rouvrir",
    access=allow("group:edit_part", load=_load_milestone),
    methods=["POST"],
)
def reopen_milestone(part: PartOfGroup) -> ResponseReturnValue:
    assert part.milestone is not None  # noqa: S101  # what the loader found
    if services.reopen_milestone(current_actor(), part.milestone):
        flash("Le jalon est de nouveau à venir.", "success")
    return see_other("groups.road_map", slug=part.group.slug)


def _milestone_values(form: MilestoneForm) -> dict[str, Any]:
    return {
        "title": form.title.data or "",
        "due_on": form.due_on.data,
        "deliverable": form.deliverable.data or None,
        **({"rank": form.rank.data} if form.rank.data is not None else {}),
    }


@groups.page("/groupes/<slug>/points-d-etape", access=EDIT, methods=["GET", "POST"])
def note(group: WorkingGroup) -> ResponseReturnValue:
    form = NoteForm()
    if not form.is_submitted():
        form.told_on.data = clock.today()
    return _added(
        form,
        "groups/note.html",
        group,
        lambda: services.add_note(
            current_actor(), group, body=form.body.data or "", told_on=form.when()
        ),
        "Le point d’étape est sur la page du groupe.",
    )


@groups.page("/groupes/<slug>/documents", access=EDIT, methods=["GET", "POST"])
def documents(group: WorkingGroup) -> ResponseReturnValue:
    form = DocumentForm()
    if form.validate_on_submit():
        with form.refusals():
            services.add_document(
                current_actor(),
                group,
                form.upload(),
                title=form.title.data or "",
                is_public=bool(form.is_public.data),
            )
            flash("Le document est sur la page du groupe.", "success")
            return see_other("groups.documents", slug=group.slug)
    return render_form(
        "groups/documents.html",
        form,
        group=group,
        files=queries.documents_of(current_actor(), group.id),
    )


@groups.page(
    "/groupes/<slug>/documents/<int:document_id>/retirer",
    access=allow("group:edit_part", load=_load_document),
    methods=["POST"],
)
def remove_document(part: PartOfGroup) -> ResponseReturnValue:
    assert part.document is not None  # noqa: S101  # what the loader found
    services.remove_document(current_actor(), part.document)
    flash("Le document n’est plus sur la page du groupe.", "success")
    return see_other("groups.documents", slug=part.group.slug)


@groups.page("/groupes/<slug>/nes-du-groupe", access=EDIT, methods=["GET", "POST"])
def add_offshoot(group: WorkingGroup) -> ResponseReturnValue:
    form = OffshootForm()
    return _added(
        form,
        "groups/offshoot.html",
        group,
        lambda: services.add_offshoot(
            current_actor(), group, name=form.name.data or "", since_year=form.since_year.data
        ),
        "C’est ajouté à la page du groupe.",
    )


@groups.page(
    "/groupes/<slug>/autres-noms",
    access=allow("group:manage", load=load),
    methods=["GET", "POST"],
)
def add_alias(group: WorkingGroup) -> ResponseReturnValue:
    form = AliasForm()
    return _added(
        form,
        "groups/alias.html",
        group,
        lambda: services.add_alias(
            current_actor(),
            group,
            name=form.name.data or "",
            from_year=form.from_year.data,
            to_year=form.to_year.data,
        ),
        "Cet autre nom est sur la page du groupe.",
    )


@groups.page("/groupes/<slug>/qui-sait", access=EDIT, methods=["GET", "POST"])
def member_list(group: WorkingGroup) -> ResponseReturnValue:
    form = MemberListForm()
    if not form.is_submitted():
        form.member_list.data = group.member_list.value
    return _added(
        form,
        "groups/member_list.html",
        group,
        lambda: services.set_member_list(current_actor(), group, form.chosen),
        "Votre choix est enregistré.",
    )


def _added(
    form: Form, template: str, group: WorkingGroup, act: Callable[[], object], said: str
) -> ResponseReturnValue:
    """A short form, one act, back to the group."""
    if form.validate_on_submit():
        with form.refusals():
            act()
            flash(said, "success")
            return see_other("groups.show", slug=group.slug)
    return render_form(template, form, group=group)


@groups.page(
    "/groupes/<slug>/membres/mon-nom",
    access=allow("group:belong", load=load),
    methods=["POST"],
)
def show_name(group: WorkingGroup) -> ResponseReturnValue:
    shown = request.form.get("shown") == "oui"
    if services.show_name(current_actor(), group, shown=shown):
        flash(
            "Votre nom est montré au public."
            if shown
            else "Votre nom n’est plus montré au public.",
            "success",
        )
    return see_other("groups.show", slug=group.slug)
