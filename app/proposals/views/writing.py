"""Pages of those who write: the card, its submission, answers to questions, withdrawal."""

from __future__ import annotations

from typing import Any

from flask import flash, request
from flask.typing import ResponseReturnValue
from wtforms.validators import InputRequired

from app.documents.services import store_all
from app.groups.models import WorkingGroup
from app.kernel.access import can
from app.kernel.dates import spoken_day
from app.kernel.errors import Stale
from app.kernel.numbers import whole_or
from app.proposals import services
from app.proposals.enums import ProposalAction as A
from app.proposals.forms.acts import CoAuthorForm
from app.proposals.forms.writing import ProposalForm, initial
from app.proposals.models import Proposal
from app.proposals.queries import choices
from app.proposals.queries.people import possible_co_authors, recipients
from app.proposals.services.instruction import open_questions
from app.proposals.services.text import origin_of
from app.proposals.views.page import build
from app.proposals.views.section import (
    BOTH,
    PATH,
    address_of,
    again,
    load_group,
    load_in_group,
    proposals,
    require,
    to_page,
)
from app.web import autosave
from app.web.fields import TextField
from app.web.forms import Form
from app.web.responses import render, render_form, see_other
from app.web.routing import allow, current_actor, restricted, row_number


def _form(group_id: int, proposal: Proposal | None, values: dict[str, Any]) -> ProposalForm:
    documents = proposal.documents if proposal else []
    return ProposalForm(
        data=values,
        choices={
            "axes": choices.axes(),
            "departments": choices.departments(),
            "metropoles": choices.metropoles(),
            "dispositifs": choices.dispositifs(),
            "supporters": choices.supporters(),
            "origins": choices.origins(group_id),
            "documents": [(str(one.id), one.filename) for one in documents],
        },
    )


@proposals.page(
    "/groupes/<slug>/propositions/nouvelle",
    access=allow("proposal:create", load=load_group),
    methods=BOTH,
)
def new(group: WorkingGroup) -> ResponseReturnValue:
    form = _form(group.id, None, _from_decision(group))
    form.wants_all = _submits()
    if form.validate_on_submit():
        with form.refusals():
            actor = current_actor()
            files = store_all(actor, form.documents.uploads)
            text = form.text(frozenset(one.id for one in files))
            return _saved(services.create(actor, group, text=text))
    return render_form("proposals/write.html", form, group=group, proposal=None, theirs={})


def _from_decision(group: WorkingGroup) -> dict[str, Any]:
    """A decision of a meeting opens a draft that says where it comes from."""
    decision_id = request.args.get("decision", type=row_number)
    decision = origin_of(decision_id) if decision_id else None
    if decision is None or decision.minutes.event.group_id != group.id:
        return {}
    return {"content": decision.text, "origin": f"d{decision.id}"}


@proposals.page(
    f"{PATH}/modifier", access=allow(f"proposal:{A.EDIT}", load=load_in_group), methods=BOTH
)
def edit(proposal: Proposal) -> ResponseReturnValue:
    require(proposal, A.EDIT)
    form = _form(proposal.group_id, proposal, initial(proposal))
    form.wants_all = _submits() or proposal.reference is not None
    theirs: dict[str, str] = {}
    if form.validate_on_submit():
        with form.refusals():
            try:
                return _saved(_save(proposal, form))
            except Stale as stale:
                if autosave.autosaving():
                    return autosave.stale(stale.message)
                theirs = stale.theirs
                form.version.data = str(proposal.version)
                form.version.raw_data = None
                form.form_errors.append(stale.message)
    if autosave.autosaving():
        return autosave.unsaved(form)
    proposal = again(proposal)
    response = render_form(
        "proposals/write.html", form, group=proposal.group, proposal=proposal, theirs=theirs
    )
    if theirs:
        response.status_code = 409
    return response


def _save(proposal: Proposal, form: ProposalForm) -> Proposal:
    actor = current_actor()
    kept = {one.id for one in proposal.documents} - form.removed_ids
    files = store_all(actor, form.documents.uploads)
    text = form.text(frozenset(kept | {one.id for one in files}))
    version = str(form.version.data or "")
    return services.edit(actor, proposal, version=whole_or(version, 0), text=text)


def _submits() -> bool:
    return request.form.get("act") == "submit"


def _saved(proposal: Proposal) -> ResponseReturnValue:
    if autosave.autosaving():
        return autosave.saved(proposal.version, proposal.updated_at)
    if _submits():
        place = {"slug": proposal.group.slug, "proposal_id": proposal.id}
        if can(current_actor(), f"proposal:{A.SUBMIT}", proposal):
            return see_other("proposals.submit", **place)
        return see_other("proposals.ask_submission", **place)
    flash("Votre texte est enregistré.", "success")
    return to_page(proposal)


@proposals.page(PATH, access=restricted(load_in_group))
def draft(proposal: Proposal) -> ResponseReturnValue:
    """The page of a proposal that has no reference yet."""
    page = build(current_actor(), proposal)
    if not page.is_own or proposal.reference is not None:
        return to_page(proposal)
    return render("proposals/show.html", page=page)


@proposals.page(
    f"{PATH}/repondre", access=allow(f"proposal:{A.ANSWER}", load=load_in_group), methods=BOTH
)
def answer(proposal: Proposal) -> ResponseReturnValue:
    """One box per question."""
    waiting = open_questions(proposal)
    answer_by = spoken_day(waiting[0].answer_by) if waiting else ""
    form = _answer_form([(f"question_{one.id}", one.text) for one in waiting])
    if form.validate_on_submit():
        with form.refusals():
            given = {one.id: form[f"question_{one.id}"].data for one in waiting}
            services.answer(current_actor(), proposal, answers=given)
            flash("Vos réponses sont parties. L’instruction reprend.", "success")
            return to_page(proposal)
    proposal = again(proposal)
    require(proposal, A.ANSWER)
    return render_form(
        "proposals/confirm.html",
        form,
        proposal=proposal,
        back=address_of(proposal),
        title="Répondre aux questions",
        lead=f"Réponse attendue pour le {answer_by}. "
        "Si le texte de la proposition doit changer, modifiez-le avant de répondre.",
        people=recipients(proposal, A.ANSWER),
        button="Envoyer les réponses",
        danger=False,
    )


def _answer_form(questions: list[tuple[str, str]]) -> Form:
    fields = {
        name: TextField(text, [InputRequired("Répondez à cette question.")])
        for name, text in questions
    }
    return type("AnswerForm", (Form,), fields)()  # type: ignore[no-any-return]  # a class made here


@proposals.page(
    f"{PATH}/coauteurs",
    access=allow(f"proposal:{A.ADD_CO_AUTHOR}", load=load_in_group),
    methods=BOTH,
)
def co_authors(proposal: Proposal) -> ResponseReturnValue:
    require(proposal, A.ADD_CO_AUTHOR)
    form = CoAuthorForm(people=[(str(one.id), one.name) for one in possible_co_authors(proposal)])
    if form.validate_on_submit():
        with form.refusals():
            services.add_co_author(current_actor(), proposal, account_id=int(form.account_id.data))
            return see_other(
                "proposals.co_authors", slug=proposal.group.slug, proposal_id=proposal.id
            )
    proposal = again(proposal)
    return render_form(
        "proposals/co_authors.html", form, proposal=proposal, back=address_of(proposal)
    )


@proposals.page(
    f"{PATH}/coauteurs/retirer",
    access=allow(f"proposal:{A.REMOVE_CO_AUTHOR}", load=load_in_group),
    methods=("POST",),
)
def remove_co_author(proposal: Proposal) -> ResponseReturnValue:
    account_id = request.form.get("account_id", 0, type=row_number)
    services.remove_co_author(current_actor(), proposal, account_id=account_id)
    return see_other("proposals.co_authors", slug=proposal.group.slug, proposal_id=proposal.id)
