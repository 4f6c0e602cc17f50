"""Conventions and contracts: what everybody reads, what the team enters."""

from __future__ import annotations

from typing import Any

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue

from app.kernel.access import Actor
from app.kernel.text import counted, euros
from app.reference.queries import departments, metropoles, notes, source_choices
from app.strategy import queries, services
from app.strategy.convention_forms import ActionForm, ConventionForm, FilesForm
from app.strategy.enums import ConventionKind
from app.strategy.models import Convention, ConventionAction
from app.strategy.views.manage import BOTH, EDIT
from app.strategy.views.section import strategy
from app.web.responses import render, render_form, see_other
from app.web.routing import PUBLIC, allow, current_actor, visible

ONE = allow(EDIT, load=queries.convention_by_id)
# What the form calls as the table does.
TYPED = (
    *("kind", "title", "status", "signatories", "signed_on", "starts_on", "ends_on"),
    *("amount_cents", "state_share", "note"),
)
ACTION = allow(EDIT, load=queries.action_by_id)


@strategy.page("/strategie/conventions", access=PUBLIC, remember=True)
def conventions() -> ResponseReturnValue:
    places = departments()
    kind = next((one for one in ConventionKind if one == request.args.get("genre")), None)
    code = request.args.get("departement")
    code = code if any(one.code == code for one in places) else None
    found = queries.conventions(kind=kind, department_code=code)
    return render(
        "strategy/conventions.html",
        conventions=found,
        groups=_filters(kind, code, [(one.code, one.name) for one in places]),
        filtered=kind is not None or code is not None,
        notes=notes(*(one.source_codes for one in found)),
    )


def _filters(
    kind: ConventionKind | None, code: str | None, places: list[tuple[str, str]]
) -> list[dict[str, Any]]:
    def group(label: str, every: str, name: str, held: str | None, pairs: Any) -> dict[str, Any]:
        others = {"genre": kind.value if kind else None, "departement": code}
        choices = [
            {
                "label": words,
                "url": url_for("strategy.conventions", **{**others, name: value}),
                "current": value == held,
            }
            for value, words in ((None, every), *pairs)
        ]
        current = next(one["label"] for one in choices if one["current"])
        return {"label": label, "current": current, "choices": choices}

    kinds = [(one.value, one.label) for one in ConventionKind]
    return [
        group("Genre", "Toutes les conventions", "genre", kind.value if kind else None, kinds),
        group("Département", "toute la région", "departement", code, places),
    ]


@strategy.page(
    "/strategie/conventions/<slug>", access=visible(queries.convention_by_slug), remember=True
)
def convention(one: Convention) -> ResponseReturnValue:
    return render("strategy/convention.html", one=one, notes=notes(one.source_codes))


@strategy.page("/gestion/strategie/conventions/nouvelle", access=allow(EDIT), methods=BOTH)
def add_convention() -> ResponseReturnValue:
    return _convention(current_actor(), None)


@strategy.page("/gestion/strategie/conventions/<int:convention_id>", access=ONE, methods=BOTH)
def edit_convention(one: Convention) -> ResponseReturnValue:
    return _convention(current_actor(), one)


def _convention(actor: Actor, held: Convention | None) -> ResponseReturnValue:
    # Not by `obj`: the territories of a convention are rows, the form asks for their codes.
    data: dict[str, Any] = {"department": request.args.get("departement", "")}
    if held is not None:
        data = {name: getattr(held, name) for name in TYPED} | {
            "sources": held.source_codes,
            "department": held.department_code or "",
            "metropole": str(held.metropole_id or ""),
        }
    form = ConventionForm(
        departments(),
        metropoles(),
        sources=source_choices(),
        version=services.version_of(held),
        data=data,
    )
    if form.validate_on_submit():
        with form.refusals():
            made = services.save_convention(actor, held, seen=form.version.data, **form.facts())
            return _saved(made)
    return render_form("strategy/edit_convention.html", form, held=held)


@strategy.page(
    "/gestion/strategie/conventions/<int:convention_id>/actions/nouvelle",
    access=ONE,
    methods=BOTH,
)
def add_action(one: Convention) -> ResponseReturnValue:
    return _action(current_actor(), None, one)


@strategy.page(
    "/gestion/strategie/conventions/actions/<int:action_id>", access=ACTION, methods=BOTH
)
def edit_action(action: ConventionAction) -> ResponseReturnValue:
    return _action(current_actor(), action, action.convention)


def _action(
    actor: Actor, action: ConventionAction | None, convention: Convention
) -> ResponseReturnValue:
    data: dict[str, Any] = {"version": services.version_of(action)}
    if action is not None:
        data |= {name: getattr(action, name) for name in ("label", "pilot", "amount_cents")}
        data["axis"] = str(action.axis_id or "")
    form = ActionForm(queries.axes_of_contracts(), data=data)
    if form.validate_on_submit():
        with form.refusals():
            services.save_action(
                actor, action, convention=convention, seen=form.version.data, **form.facts()
            )
            return _saved(convention)
    return render_form("strategy/edit_action.html", form, action=action, convention=convention)


@strategy.page(
    "/gestion/strategie/conventions/actions/<int:action_id>/retirer",
    access=ACTION,
    methods=("POST",),
)
def remove_action(action: ConventionAction) -> ResponseReturnValue:
    convention = action.convention
    services.remove_action(current_actor(), action)
    flash("L’action n’est plus dans la convention ; le journal garde ce qu’elle disait.", "success")
    return see_other("strategy.convention", slug=convention.slug)


@strategy.page(
    "/gestion/strategie/conventions/<int:convention_id>/documents", access=ONE, methods=BOTH
)
def convention_documents(one: Convention) -> ResponseReturnValue:
    form = FilesForm()
    if form.validate_on_submit():
        with form.refusals():
            kept = services.attach(current_actor(), one, form.documents.uploads)
            flash(f"{counted(kept, 'document ajouté')}.", "success")
            return see_other("strategy.convention_documents", convention_id=one.id)
    return render_form("strategy/convention_documents.html", form, one=one)


@strategy.page(
    "/gestion/strategie/conventions/<int:convention_id>/documents/<int:document_id>/retirer",
    access=allow(
        EDIT,
        load=lambda actor, convention_id, document_id: _with(
            queries.convention_by_id(actor, convention_id=convention_id), document_id
        ),
    ),
    methods=("POST",),
)
def remove_convention_document(found: tuple[Convention, int]) -> ResponseReturnValue:
    one, document_id = found
    services.detach(current_actor(), one, document_id)
    flash("Le document n’est plus sur la page de la convention.", "success")
    return see_other("strategy.convention_documents", convention_id=one.id)


def _with(one: Convention | None, document_id: int) -> tuple[Convention, int] | None:
    held = one is not None and any(file.id == document_id for file in one.documents)
    return (one, document_id) if one is not None and held else None


def _saved(made: Convention) -> ResponseReturnValue:
    """Actions that say more than the whole are kept, and said: one of the two is wrong."""
    flash("C’est enregistré.", "success")
    if over := queries.excess_of(made):
        flash(
            f"Les actions dépassent le montant total de {euros(over)} :"
            " une source se trompe, ou une action est comptée deux fois.",
            "warning",
        )
    return see_other("strategy.convention", slug=made.slug)
