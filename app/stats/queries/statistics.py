"""The page of statistics: its sections and their tables, for one reader."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.kernel.access import Actor, can
from app.kernel.tables import Table
from app.stats.filters import StatsFilters
from app.stats.queries import meetings, satisfaction, taking_part, work
from app.stats.queries.names import Names, directory, names
from app.stats.queries.people import people, people_by_year, presences_by_year


@dataclass(frozen=True)
class Section:
    """Tables of one subject. `withheld` says why numbers of people are not there."""

    key: str
    title: str
    tables: Sequence[Table]
    withheld: str = ""


@dataclass(frozen=True)
class Statistics:
    filters: StatsFilters
    names: Names
    sections: Sequence[Section]
    events: int

    def tables(self) -> Iterator[Table]:
        for section in self.sections:
            yield from section.tables

    def table(self, name: str) -> Table | None:
        return next((table for table in self.tables() if table.name == name), None)


WITHHELD_FILTERS = (
    "Les nombres de personnes ne se filtrent que par année : filtrés plus finement, puis "
    "soustraits, ils désigneraient quelqu’un. L’équipe les voit."
)
WITHHELD_YEARS = "Le détail se lit année par année."


def statistics(actor: Actor, filters: StatsFilters) -> Statistics:
    """Everything, in a number of queries that depends on the filters alone."""
    small = can(actor, "stats:see_small")
    known = names()
    events = meetings.met(filters)
    sections = [
        Section("rencontres", "Les rencontres", meetings.tables(filters, events, known)),
        _people(filters, known, events, small=small),
    ]
    if filters.events.type is None:
        found = work.submitted(filters)
        if filters.events.departement is None and filters.events.axe is None:
            sections.append(
                Section("groupes", "Les groupes", [work.groups(filters, events, known)])
            )
        sections.append(Section("propositions", "Les propositions", work.proposals(found)))
    if small or not filters.narrows:
        answered = satisfaction.satisfaction(filters)
        table = satisfaction.table(answered, small=small)
        sections.append(Section("satisfaction", "La satisfaction", [table]))
    return Statistics(filters, known, sections, len(events))


def _people(
    filters: StatsFilters, known: Names, events: Sequence[meetings.Met], *, small: bool
) -> Section:
    key, title = "participation", "La participation"
    if filters.narrows and not small:
        return Section(key, title, (), WITHHELD_FILTERS)
    if filters.year is None:
        years = people_by_year(filters) if small else presences_by_year(filters)
        table = taking_part.by_year(years, small=small)
        return Section(key, title, [table], WITHHELD_YEARS)
    counted = people(filters)
    return Section(
        key,
        title,
        [
            taking_part.summary(counted, small=small),
            taking_part.arrivals(counted, small=small),
            *taking_part.by_dimensions(filters, counted, events, known, directory(), small=small),
        ],
    )
