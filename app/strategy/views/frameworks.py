"""The team writes frameworks and their axes, and reads what was changed in them."""

from __future__ import annotations

from flask import request, url_for
from flask.typing import ResponseReturnValue

from app.audit import queries as journal
from app.kernel.access import Actor
from app.reference.queries import source_choices
from app.strategy import forms, queries, services
from app.strategy.exporting import ods_of, yaml_of
from app.strategy.models import Axis, Framework
from app.strategy.queries import editing
from app.strategy.views.manage import BOTH, EDIT, form_page, saved
from app.strategy.views.section import strategy
from app.web.responses import download, render
from app.web.routing import allow, current_actor, row_number, visible

ONE = allow(EDIT, load=queries.framework_by_id)


@strategy.page("/gestion/strategie/cadres/nouveau", access=allow(EDIT), methods=BOTH)
def add_framework() -> ResponseReturnValue:
    return _framework(current_actor(), None)


@strategy.page("/gestion/strategie/cadres/<int:framework_id>", access=ONE, methods=BOTH)
def edit_framework(framework: Framework) -> ResponseReturnValue:
    return _framework(current_actor(), framework)


def _framework(actor: Actor, framework: Framework | None) -> ResponseReturnValue:
    form = forms.FrameworkForm(
        source_choices(),
        version=services.version_of(framework),
        obj=framework,
        data={"sources": framework.source_codes if framework else []},
    )
    if framework is not None:
        form.fix_identity()
    if form.validate_on_submit():
        with form.refusals():
            services.save_framework(
                actor,
                framework,
                seen=form.version.data,
                source_codes=form.sources.data or [],
                **form.facts(),
            )
            return saved()
    title = f"Modifier le cadre {framework.code}" if framework else "Ajouter un cadre"
    return form_page(form, title)


@strategy.page(
    "/gestion/strategie/cadres/<int:framework_id>/axes/nouveau", access=ONE, methods=BOTH
)
def add_axis(framework: Framework) -> ResponseReturnValue:
    return _axis(current_actor(), None, framework)


@strategy.page(
    "/gestion/strategie/axes/<int:axis_id>/modifier",
    access=allow(EDIT, load=editing.axis),
    methods=BOTH,
)
def edit_axis(axis: Axis) -> ResponseReturnValue:
    return _axis(current_actor(), axis, axis.framework)


def _axis(actor: Actor, axis: Axis | None, framework: Framework) -> ResponseReturnValue:
    held: dict[str, object] = {"sources": [], "correspondences": [], "objectives": ""}
    if axis is not None:
        held = {
            "sources": axis.source_codes,
            "correspondences": sorted(queries.corresponding_ids(axis.id)),
            "number": axis.number,
            "label": axis.label,
            "pilot": axis.pilot,
            "pilot_note": axis.pilot_note,
            "objectives": "\n".join(axis.objectives),
        }
    form = forms.AxisForm(
        queries.other_axes(framework),
        sources=source_choices(),
        version=services.version_of(axis),
        data=held,
    )
    if axis is not None:
        form.fix_identity()
    if form.validate_on_submit():
        with form.refusals():
            made = services.save_axis(
                actor,
                axis,
                framework=framework,
                seen=form.version.data,
                correspondences=form.correspondences.data or [],
                source_codes=form.sources.data or [],
                **form.facts(),
            )
            return saved("strategy.manage_axis", axis_id=made.id)
    if axis is None:
        return form_page(form, f"Ajouter un axe ({framework.code})")
    return form_page(form, f"Modifier l’axe {axis.number} ({framework.code})", axis=axis)


@strategy.page("/gestion/strategie/cadres/<int:framework_id>/historique", access=ONE)
def framework_history(framework: Framework) -> ResponseReturnValue:
    page = editing.acts_on(framework, number=request.args.get("page", 1, type=row_number))
    return render(
        "strategy/framework_history.html",
        framework=framework,
        page=page,
        lines=journal.lines(page.items),
        page_url=lambda number: url_for(
            "strategy.framework_history", framework_id=framework.id, page=number
        ),
    )


@strategy.page(
    "/strategie/<framework_slug>/cadre.<any(yaml,ods):extension>",
    access=visible(editing.framework_to_export),
)
def export_framework(found: tuple[Framework, str]) -> ResponseReturnValue:
    framework, extension = found
    name = f"{framework.slug}.{extension}"
    if extension == "yaml":
        return download(yaml_of(framework), name, "application/yaml; charset=utf-8")
    return download(ods_of(framework), name, "application/vnd.oasis.opendocument.spreadsheet")
