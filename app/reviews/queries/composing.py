"""The automatic part of a report, made anew from what happened: a fixed number of queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.kernel.text import counted, plural, typographic
from app.reference.queries import departments
from app.reviews import figures
from app.reviews.content import Line, Listing, Part, Report
from app.reviews.enums import REGION
from app.reviews.queries import announced as told
from app.reviews.queries import counting, gathering
from app.reviews.queries.gathering import ListedEvent, ListedProposal
from app.reviews.scope import Scope
from app.strategy import queries as strategy
from app.strategy.models import Axis, Dispositif, Figure, Framework

REGION_NAME = "Occitanie"


def report(scope: Scope) -> Report:
    """What is counted and listed of the year today, without what people write."""
    names = {one.code: one.name for one in departments()}
    frameworks = strategy.frameworks_of(scope.year)
    activity = figures.activity(scope.year, scope)
    events = gathering.events(scope)
    proposals = gathering.proposals(scope)
    parts = [
        told.opening(scope, frameworks, activity),
        *told.funding(scope),
        *_axes(scope, frameworks, events, proposals),
        counting.meetings(scope, activity, events, names),
        counting.groups(scope, activity),
        counting.proposals_part(scope, activity, proposals),
        Part("perspectives", counting.CLOSING["perspectives"]),
    ]
    name = REGION_NAME if scope.territory == REGION else names.get(scope.territory, scope.territory)
    return Report(scope.year, scope.territory, name, tuple(parts))


def section_titles(scope: Scope) -> dict[str, str]:
    """The sections of a report, without counting anything."""
    axes = {
        told.axis_key(framework, axis): axis_title(axis)
        for framework in strategy.frameworks_of(scope.year)
        for axis in framework.axes
    }
    return {**counting.OPENING, **axes, **counting.CLOSING}


def axis_title(axis: Axis) -> str:
    return f"Axe {axis.number} : {typographic(axis.label)}"


def _axes(
    scope: Scope,
    frameworks: Sequence[Framework],
    events: Sequence[ListedEvent],
    proposals: Sequence[ListedProposal],
) -> list[Part]:
    with_events = gathering.events_by_axis(scope)
    with_proposals = gathering.proposals_by_axis(scope)
    places = gathering.dispositif_departments()
    stated = told.stated_in(scope)
    return [
        _axis(
            scope,
            framework,
            axis,
            [one.line for one in events if one.id in with_events.get(axis.id, ())],
            [one.line for one in proposals if one.id in with_proposals.get(axis.id, ())],
            places,
            stated,
        )
        for framework in frameworks
        for axis in framework.axes
    ]


def _axis(
    scope: Scope,
    framework: Framework,
    axis: Axis,
    events: Sequence[Line],
    proposals: Sequence[Line],
    places: Mapping[int, set[str]],
    stated: Sequence[Figure],
) -> Part:
    figured = {one.dispositif_id for one in stated}
    held = [
        one for one in axis.dispositifs if one.id in figured or told.concerns(one, scope, places)
    ]
    facts = [
        told.figure_fact(figure, told.axis_key(framework, axis), "L’axe entier")
        for figure in stated
        if figure.axis_id == axis.id
    ] + [
        told.figure_fact(figure, one.slug, one.name)
        for one in held
        for figure in stated
        if figure.dispositif_id == one.id
    ]
    listings = [
        Listing(
            f"{told.axis_key(framework, axis)}-dispositifs",
            "Dispositifs",
            _dispositifs(held, scope.year),
        ),
        Listing(f"{told.axis_key(framework, axis)}-rencontres", "Rencontres", tuple(events)),
        Listing(f"{told.axis_key(framework, axis)}-propositions", "Propositions", tuple(proposals)),
    ]
    missing = []
    silent = sum(one.id not in figured for one in held)
    if not held:
        missing.append("Aucun dispositif n’est renseigné pour cet axe.")
    elif not facts:
        missing.append(f"Aucun chiffre de {scope.year} n’est renseigné pour cet axe : à préciser.")
    elif silent > 0:
        missing.append(
            f"{counted(silent, 'dispositif')} sur {len(held)} {plural(silent, 'n’a', 'n’ont')} "
            f"pas de chiffre pour {scope.year} : à préciser."
        )
    return Part(
        told.axis_key(framework, axis),
        axis_title(axis),
        facts=tuple(facts),
        listings=tuple(one for one in listings if one.lines),
        missing=tuple(missing),
        lead=f"{typographic(framework.name)}."
        + (f" Pilote : {typographic(axis.pilot)}." if axis.pilot else ""),
    )


def _dispositifs(held: Sequence[Dispositif], year: int) -> tuple[Line, ...]:
    return tuple(
        Line(
            typographic(one.name) + (f" ({one.acronym})" if one.acronym else ""),
            f"page {page} du bilan annuel" if (page := one.page_in(year)) else "",
        )
        for one in held
    )
