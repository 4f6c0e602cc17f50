"""What everyone reads: frameworks, one framework, one axis."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue

from app.reference.queries import departments, metropoles, notes
from app.strategy import queries
from app.strategy.models import AnnouncedTotal, Axis, Framework, FundingLine, FundingTotal, Stated
from app.strategy.panels import cited, panels
from app.strategy.queries import editing
from app.strategy.views.section import strategy
from app.strategy.wording import place, said, spoken, territory
from app.web.responses import render
from app.web.routing import PUBLIC, current_actor, visible


@strategy.page("/strategie", access=PUBLIC, remember=True)
def index() -> ResponseReturnValue:
    frameworks = queries.frameworks()
    years = queries.funding_years()
    funding = queries.funding(years[0]) if years else None
    cited = [framework.source_codes for framework in frameworks]
    if funding is not None:
        cited += [funding.source_codes, *(line.source_codes for line in funding.lines)]
    territory_rows, cities = departments(), metropoles()
    cited += [one.source_codes for one in territory_rows]
    cited += [one.source_codes for one in cities]
    return render(
        "strategy/index.html",
        frameworks=frameworks,
        counts=queries.dispositif_counts(),
        funding=funding,
        departments=territory_rows,
        metropoles=cities,
        notes=notes(*cited),
    )


@strategy.page(
    "/strategie/<framework_slug>", access=visible(queries.framework_by_slug), remember=True
)
def framework(framework: Framework) -> ResponseReturnValue:
    figures = queries.figures_on(framework_id=framework.id)
    cited = [framework.source_codes, *(axis.source_codes for axis in framework.axes)]
    cited += [figure.source_codes for figure in figures]
    return render(
        "strategy/framework.html",
        framework=framework,
        figures=figures,
        place=place,
        notes=notes(*cited),
    )


@strategy.page(
    "/strategie/<framework_slug>/axes/<int:number>",
    access=visible(queries.axis_by_number),
    remember=True,
)
def axis(axis: Axis) -> ResponseReturnValue:
    ids = [one.id for one in axis.dispositifs]
    figures = queries.figures_on(axis_id=axis.id, dispositif_ids=ids)
    sources = [axis.source_codes, *(figure.source_codes for figure in figures)]
    for dispositif in axis.dispositifs:
        sources += [dispositif.source_codes]
        sources += [figure.source_codes for figure in dispositif.figures]
    return render(
        "strategy/axis.html",
        axis=axis,
        figures=figures,
        place=place,
        corresponding=queries.corresponding(axis),
        panels=panels(current_actor(), axis),
        cited=cited(ids),
        territory=territory,
        notes=notes(*sources),
    )


@strategy.page(
    "/strategie/historique/<any(chiffre,ligne,total,financement):kind>/<int:fact_id>",
    access=visible(editing.fact),
)
def history(fact: Stated) -> ResponseReturnValue:
    versions = queries.history(fact)
    return render(
        "strategy/history.html",
        fact=fact,
        kind=editing.kind_of(fact),
        versions=versions,
        title=spoken(fact),
        said=said,
        edit_url=_edit_url(fact),
        notes=notes(*(one.statement.source_codes for one in versions)),
    )


def _edit_url(fact: Stated) -> str:
    if isinstance(fact, FundingTotal):
        return url_for("strategy.edit_funding", year=fact.year)
    if isinstance(fact, FundingLine):
        return url_for("strategy.edit_line", line_id=fact.id)
    if isinstance(fact, AnnouncedTotal):
        return url_for("strategy.edit_total", total_id=fact.id)
    return url_for("strategy.edit_figure", figure_id=getattr(fact, "id", 0))
