"""The team completes what sources say."""

from __future__ import annotations

from typing import Any

from flask import flash
from flask.typing import ResponseReturnValue

from app.kernel.access import Actor
from app.reference.queries import departments, source_choices
from app.strategy import forms, queries, services
from app.strategy.models import Axis, Dispositif
from app.strategy.queries import editing
from app.strategy.views.section import strategy
from app.strategy.wording import place
from app.web.forms import Form
from app.web.responses import render, render_form, see_other
from app.web.routing import allow, current_actor

EDIT = "strategy:edit"
BOTH = ("GET", "POST")


def saved(endpoint: str = "strategy.manage", **values: Any) -> ResponseReturnValue:
    flash("C’est enregistré. Un nouvel import ne le défera pas.", "success")
    return see_other(endpoint, **values)


def form_page(form: Form, title: str, **context: Any) -> ResponseReturnValue:
    return render_form("strategy/edit.html", form, page_title=title, **context)


@strategy.page("/gestion/strategie", access=allow(EDIT))
def manage() -> ResponseReturnValue:
    return render(
        "strategy/manage.html",
        frameworks=queries.frameworks(),
        counts=queries.dispositif_counts(),
        totals=editing.totals(),
        fundings=[queries.funding(year) for year in queries.funding_years()],
        source_count=len(source_choices()),
    )


@strategy.page("/gestion/strategie/axes/<int:axis_id>", access=allow(EDIT, load=editing.axis))
def manage_axis(axis: Axis) -> ResponseReturnValue:
    ids = [one.id for one in axis.dispositifs]
    return render(
        "strategy/manage_axis.html",
        axis=axis,
        figures=queries.figures_on(axis_id=axis.id, dispositif_ids=ids),
        place=place,
    )


@strategy.page("/gestion/strategie/sources/nouvelle", access=allow(EDIT), methods=BOTH)
def add_source() -> ResponseReturnValue:
    form = forms.SourceForm()
    if form.validate_on_submit():
        with form.refusals():
            services.add_source(
                current_actor(),
                code=form.code.data or "",
                label=form.label.data or "",
                url=form.url.data or None,
            )
            return saved()
    return form_page(form, "Décrire une source")


@strategy.page(
    "/gestion/strategie/axes/<int:axis_id>/dispositifs/nouveau",
    access=allow(EDIT, load=editing.axis),
    methods=BOTH,
)
def add_dispositif(axis: Axis) -> ResponseReturnValue:
    return _dispositif(current_actor(), None, axis)


@strategy.page(
    "/gestion/strategie/dispositifs/<int:dispositif_id>",
    access=allow(EDIT, load=editing.dispositif),
    methods=BOTH,
)
def edit_dispositif(dispositif: Dispositif) -> ResponseReturnValue:
    return _dispositif(current_actor(), dispositif, dispositif.axis)


def _dispositif(actor: Actor, dispositif: Dispositif | None, axis: Axis) -> ResponseReturnValue:
    held: dict[str, list[str]] = {"sources": [], "department_codes": []}
    if dispositif is not None:
        held = {
            "sources": dispositif.source_codes,
            "department_codes": [one.code for one in dispositif.departments],
        }
    form = forms.DispositifForm(
        departments(),
        sources=source_choices(),
        version=services.version_of(dispositif),
        obj=dispositif,
        data=held,
    )
    if form.validate_on_submit():
        with form.refusals():
            services.save_dispositif(
                actor,
                dispositif,
                seen=form.version.data,
                axis=axis,
                department_codes=form.department_codes.data or [],
                source_codes=form.sources.data or [],
                **form.facts(),
            )
            return saved("strategy.manage_axis", axis_id=axis.id)
    title = dispositif.name if dispositif else "Ajouter un dispositif"
    return form_page(form, title, axis=axis)
