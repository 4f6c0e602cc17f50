"""The team states, corrects and withdraws what sources give: totals, amounts, figures."""

from __future__ import annotations

from typing import Any

from flask import flash
from flask.typing import ResponseReturnValue

from app.kernel.access import Actor
from app.reference.queries import departments, metropoles, source_choices
from app.strategy import forms, queries, services
from app.strategy.enums import TotalKey
from app.strategy.models import AnnouncedTotal, Axis, Dispositif, Figure, FundingLine, FundingTotal
from app.strategy.queries import editing
from app.strategy.services.series import StatedT
from app.strategy.views.manage import BOTH, EDIT, form_page, saved
from app.strategy.views.section import strategy
from app.strategy.wording import millions, spoken, subject
from app.web.responses import render_form, see_other
from app.web.routing import allow, current_actor


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
    form = forms.TotalForm(
        source_choices(),
        version=services.version_of(total),
        obj=total,
        data=editing.stated_data(total),
    )
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
                **form.stated(),
            )
            return saved()
    return form_page(form, title, fact=total, kind="total")


@strategy.page("/gestion/strategie/financements/nouveau", access=allow(EDIT), methods=BOTH)
def add_funding() -> ResponseReturnValue:
    return _funding(current_actor(), None)


@strategy.page(
    "/gestion/strategie/financements/<int:year>",
    access=allow(EDIT, load=editing.funding_year),
    methods=BOTH,
)
def edit_funding(funding: FundingTotal) -> ResponseReturnValue:
    return _funding(current_actor(), funding)


def _funding(actor: Actor, funding: FundingTotal | None) -> ResponseReturnValue:
    version, data = services.version_of(funding), editing.amount_data(funding)
    form = forms.FundingTotalForm(source_choices(), version=version, data=data)
    title = "Ajouter une année de financement"
    if funding is not None:
        del form.year
        title = f"Total annoncé pour {funding.year}"
    if form.validate_on_submit():
        with form.refusals():
            services.save_funding_total(
                actor,
                funding,
                seen=form.version.data,
                year=funding.year if funding else form.year.data or 0,
                total_cents=form.amount.data,
                **form.stated(),
            )
            return _saved_funding(funding.year if funding else form.year.data or 0)
    return form_page(form, title, fact=funding, kind="financement")


@strategy.page(
    "/gestion/strategie/financements/<int:year>/lignes/nouvelle",
    access=allow(EDIT, load=editing.funding_year),
    methods=BOTH,
)
def add_line(funding: FundingTotal) -> ResponseReturnValue:
    return _line(current_actor(), None, funding.year)


@strategy.page(
    "/gestion/strategie/lignes/<int:line_id>", access=allow(EDIT, load=editing.line), methods=BOTH
)
def edit_line(line: FundingLine) -> ResponseReturnValue:
    return _line(current_actor(), line, line.year)


def _line(actor: Actor, line: FundingLine | None, year: int) -> ResponseReturnValue:
    version, data = services.version_of(line), editing.amount_data(line)
    form = forms.LineForm(source_choices(), version=version, data=data)
    title = f"Ajouter une ligne de financement de {year}"
    label = None
    if line is not None:
        del form.label
        label, title = line.label, f"{line.label} ({year})"
    if form.validate_on_submit():
        with form.refusals():
            services.save_line(
                actor,
                line,
                seen=form.version.data,
                year=year,
                label=label or form.label.data,
                amount_cents=form.amount.data,
                **form.stated(),
            )
            return _saved_funding(year)
    return form_page(form, title, fact=line, kind="ligne")


def _saved_funding(year: int) -> ResponseReturnValue:
    """Lines that say more than the total are kept, and said: one of the two is to be corrected."""
    funding = queries.funding(year)
    if funding is not None and funding.remainder < 0:
        flash(
            f"Les lignes de {year} dépassent le total annoncé de {millions(-funding.remainder)} :"
            " une source se trompe, ou une ligne est comptée deux fois.",
            "warning",
        )
    return saved()


@strategy.page(
    "/gestion/strategie/dispositifs/<int:dispositif_id>/chiffres/nouveau",
    access=allow(EDIT, load=editing.dispositif),
    methods=BOTH,
)
def add_figure(dispositif: Dispositif) -> ResponseReturnValue:
    return _figure(current_actor(), None, dispositif)


@strategy.page(
    "/gestion/strategie/axes/<int:axis_id>/chiffres/nouveau",
    access=allow(EDIT, load=editing.axis),
    methods=BOTH,
)
def add_axis_figure(axis: Axis) -> ResponseReturnValue:
    return _figure(current_actor(), None, None, axis)


@strategy.page(
    "/gestion/strategie/chiffres/<int:figure_id>",
    access=allow(EDIT, load=editing.figure),
    methods=BOTH,
)
def edit_figure(figure: Figure) -> ResponseReturnValue:
    return _figure(current_actor(), figure, figure.dispositif, figure.axis)


def _figure(
    actor: Actor,
    figure: Figure | None,
    dispositif: Dispositif | None,
    axis: Axis | None = None,
) -> ResponseReturnValue:
    form = forms.FigureForm(
        departments(),
        metropoles(),
        sources=source_choices(),
        version=services.version_of(figure),
        obj=figure,
        data=editing.stated_data(figure),
    )
    title = f"Ajouter un chiffre : {dispositif.name if dispositif else 'l’axe entier'}"
    axis = dispositif.axis if dispositif is not None else axis
    if figure is not None:
        form.fix_identity()
        title = f"{subject(figure)}, {figure.year}"
    if form.validate_on_submit():
        with form.refusals():
            said = {
                "value": form.value.data,
                "qualifier": form.qualifier.data or None,
            } | form.stated()
            if figure is None:
                said |= form.identity()
                said |= {"dispositif_id": dispositif.id} if dispositif else {}
                said |= {"axis_id": axis.id} if axis and not dispositif else {}
            services.save_figure(actor, figure, seen=form.version.data, **said)
            if axis is None:
                return saved()
            return saved("strategy.manage_axis", axis_id=axis.id)
    context: dict[str, Any] = {"axis": axis} if axis is not None else {}
    return form_page(form, title, fact=figure, kind="chiffre", **context)


@strategy.page(
    "/gestion/strategie/retrait/<any(chiffre,ligne,total,financement):kind>/<int:fact_id>",
    access=allow(EDIT, load=editing.fact),
    methods=BOTH,
)
def withdraw(fact: StatedT) -> ResponseReturnValue:
    form = forms.WithdrawForm(data={"version": services.version_of(fact)})
    if form.validate_on_submit():
        with form.refusals():
            services.withdraw(
                current_actor(), fact, reason=form.reason.data or "", seen=form.version.data
            )
            flash("Ce fait ne figure plus dans les pages ; son histoire est gardée.", "success")
            return see_other("strategy.history", kind=editing.kind_of(fact), fact_id=fact.id)
    return render_form(
        "strategy/withdraw.html", form, fact=fact, kind=editing.kind_of(fact), what=spoken(fact)
    )
