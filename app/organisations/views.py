"""The partner directory, and its completion by the team."""

from __future__ import annotations

from flask import flash
from flask.typing import ResponseReturnValue

from app.organisations import queries, services
from app.organisations.forms import OrganisationForm
from app.organisations.models import Organisation
from app.reference.queries import notes
from app.web.responses import render, render_form, see_other
from app.web.routing import PUBLIC, Section, allow, current_actor

organisations = Section("organisations", __name__)


@organisations.page("/partenaires", access=PUBLIC, remember=True)
def index() -> ResponseReturnValue:
    families = queries.families()
    cited = [family.kind.source_codes for family in families if family.kind]
    cited += [one.source_codes for family in families for one in family.organisations]
    return render(
        "organisations/index.html",
        families=families,
        department_names=queries.department_names(),
        notes=notes(*cited),
    )


@organisations.page("/gestion/partenaires", access=allow("organisation:edit"))
def manage() -> ResponseReturnValue:
    return render(
        "organisations/manage.html",
        organisations=queries.organisations(),
        department_names=queries.department_names(),
    )


@organisations.page(
    "/gestion/partenaires/nouveau", access=allow("organisation:edit"), methods=["GET", "POST"]
)
def create() -> ResponseReturnValue:
    form = OrganisationForm(queries.kinds(), queries.department_names())
    if form.validate_on_submit():
        with form.refusals():
            made = services.create(current_actor(), form.details())
            flash(f"{made.name} est dans l’annuaire.", "success")
            return see_other("organisations.manage")
    return render_form("organisations/edit.html", form, organisation=None)


@organisations.page(
    "/gestion/partenaires/<slug>",
    access=allow("organisation:edit", load=queries.organisation_by_slug),
    methods=["GET", "POST"],
)
def edit(organisation: Organisation) -> ResponseReturnValue:
    form = OrganisationForm(queries.kinds(), queries.department_names(), obj=organisation)
    if form.validate_on_submit():
        with form.refusals():
            changed = services.edit(current_actor(), organisation, form.details())
            flash("C’est enregistré." if changed else "Rien n’avait changé.", "success")
            return see_other("organisations.manage")
    return render_form("organisations/edit.html", form, organisation=organisation)
