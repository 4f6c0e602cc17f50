"""The team completes what sources say."""

from __future__ import annotations

from typing import Any

from flask import flash
from flask.typing import ResponseReturnValue

from app.kernel.access import Actor
from app.reference.queries import departments, source_choices
from app.strategy import editing, forms, queries, services
from app.strategy.enums import TotalKey
from app.strategy.models import AnnouncedTotal, Axis, Dispositif, Figure, FundingLine, FundingYear
from app.strategy.views.section import strategy
from app.web.forms import Form
from app.web.responses import render, render_form, see_other
from app.web.routing import allow, current_actor

EDIT = "strategy:edit"
BOTH = ("GET", "POST")


def _saved(endpoint: str = "strategy.manage", **values: Any) -> ResponseReturnValue:
    flash("C’est enregistré. Un nouvel import ne le défera pas.", "success")
    return see_other(endpoint, **values)


def _form_page(form: Form, title: str, **context: Any) -> ResponseReturnValue:
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
    return render("strategy/manage_axis.html", axis=axis)


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
            return _saved()
    return _form_page(form, "Décrire une source")


@strategy.page("/gestion/strategie/totaux/nouveau", access=allow(EDIT), methods=BOTH)
def add_total() -> ResponseReturnValue:
    return _total(current_actor(), None)


@strategy.page(
    "/gestion/strategie/totaux/<int:total_id>",
    access=allow(EDIT, load=editing.total),
    methods=BOTH,
)
def edit_total(total: AnnouncedTotal) -> ResponseReturnValue:
    return _total(current_actor(), total)


def _total(actor: Actor, total: AnnouncedTotal | None) -> ResponseReturnValue:
    codes = total.source_codes if total else []
    version = services.version_of(total)
    form = forms.TotalForm(source_choices(), version=version, obj=total, data={"sources": codes})
    title = "Ajouter un total annoncé"
    year, key = None, None
    if total is not None:
        form.fix_identity()
        year, key = total.year, TotalKey(total.key)
        title = f"{key.label.capitalize()}, {year}"
    if form.validate_on_submit():
        with form.refusals():
            services.save_total(
                actor,
                total,
                seen=form.version.data,
                year=year or form.year.data or 0,
                key=key or TotalKey(form.key.data),
                value=form.value.data,
                qualifier=form.qualifier.data or None,
                source_codes=form.sources.data or [],
            )
            return _saved()
    return _form_page(form, title)


@strategy.page("/gestion/strategie/financements/nouveau", access=allow(EDIT), methods=BOTH)
def add_funding() -> ResponseReturnValue:
    return _funding(current_actor(), None)


@strategy.page(
    "/gestion/strategie/financements/<int:year>",
    access=allow(EDIT, load=editing.funding_year),
    methods=BOTH,
)
def edit_funding(funding: FundingYear) -> ResponseReturnValue:
    return _funding(current_actor(), funding)


def _funding(actor: Actor, funding: FundingYear | None) -> ResponseReturnValue:
    version, data = services.version_of(funding), editing.amount_data(funding)
    form = forms.FundingYearForm(source_choices(), version=version, data=data)
    title = "Ajouter une année de financement"
    if funding is not None:
        del form.year
        title = f"Total annoncé pour {funding.year}"
    if form.validate_on_submit():
        with form.refusals():
            services.save_funding_year(
                actor,
                funding,
                seen=form.version.data,
                year=funding.year if funding else form.year.data or 0,
                total_cents=form.amount.data,
                source_codes=form.sources.data or [],
            )
            return _saved()
    return _form_page(form, title)


@strategy.page(
    "/gestion/strategie/financements/<int:year>/lignes/nouvelle",
    access=allow(EDIT, load=editing.funding_year),
    methods=BOTH,
)
def add_line(funding: FundingYear) -> ResponseReturnValue:
    return _line(current_actor(), None, funding.year)


@strategy.page(
    "/gestion/strategie/lignes/<int:line_id>", access=allow(EDIT, load=editing.line), methods=BOTH
)
def edit_line(line: FundingLine) -> ResponseReturnValue:
    return _line(current_actor(), line, line.year)


def _line(actor: Actor, line: FundingLine | None, year: int) -> ResponseReturnValue:
    version, data = services.version_of(line), editing.amount_data(line)
    form = forms.LineForm(source_choices(), version=version, data=data)
    if form.validate_on_submit():
        with form.refusals():
            services.save_line(
                actor,
                line,
                seen=form.version.data,
                year=year,
                label=form.label.data,
                amount_cents=form.amount.data,
                source_codes=form.sources.data or [],
            )
            return _saved()
    title = "Modifier la ligne" if line else "Ajouter une ligne"
    return _form_page(form, f"{title} de financement de {year}")


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
            return _saved("strategy.manage_axis", axis_id=axis.id)
    title = dispositif.name if dispositif else "Ajouter un dispositif"
    return _form_page(form, title, axis=axis)


@strategy.page(
    "/gestion/strategie/dispositifs/<int:dispositif_id>/chiffres/nouveau",
    access=allow(EDIT, load=editing.dispositif),
    methods=BOTH,
)
def add_figure(dispositif: Dispositif) -> ResponseReturnValue:
    return _figure(current_actor(), None, dispositif)


@strategy.page(
    "/gestion/strategie/chiffres/<int:figure_id>",
    access=allow(EDIT, load=editing.figure),
    methods=BOTH,
)
def edit_figure(figure: Figure) -> ResponseReturnValue:
    return _figure(current_actor(), figure, figure.dispositif)


def _figure(actor: Actor, figure: Figure | None, dispositif: Dispositif) -> ResponseReturnValue:
    held = {"sources": figure.source_codes if figure else []}
    version = services.version_of(figure)
    form = forms.FigureForm(source_choices(), version=version, obj=figure, data=held)
    if form.validate_on_submit():
        with form.refusals():
            services.save_figure(
                actor,
                figure,
                seen=form.version.data,
                dispositif_id=dispositif.id,
                year=form.year.data,
                value=form.value.data,
                unit=form.unit.data,
                qualifier=form.qualifier.data or None,
                page=form.page.data,
                source_codes=form.sources.data or [],
            )
            return _saved("strategy.manage_axis", axis_id=dispositif.axis_id)
    title = "Modifier le chiffre" if figure else "Ajouter un chiffre"
    return _form_page(form, f"{title} : {dispositif.name}", axis=dispositif.axis)
