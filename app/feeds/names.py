"""What a feed is called in the list of somebody's calendars: its filters are in its name (C07)."""

from __future__ import annotations

from app.events.filters import COMING, PAST, AgendaFilters
from app.feeds import queries
from app.kernel.dates import spoken_month
from app.kernel.errors import NotFound

AGENDA = "Synergies"
PERSONAL = "Synergies – mon agenda"


def agenda_name(filters: AgendaFilters) -> str:
    """The name of the agenda as filtered; `NotFound` for a group, axis or department unknown."""
    return " – ".join([AGENDA, *_filter_names(filters)])


def group_feed_name(name: str) -> str:
    return f"{AGENDA} – {name}"


def _filter_names(filters: AgendaFilters) -> list[str]:
    names: list[str] = []
    if filters.type is not None:
        names.append(filters.type.label)
    if filters.groupe is not None:
        group = queries.group_name(filters.groupe)
        names.append(_known(None if group is None else group[1]))
    if filters.axis_key is not None:
        framework, number = filters.axis_key
        name = f"{framework}, axe {number}"
        names.append(_known(name if queries.axis_exists(framework, number) else None))
    if filters.departement is not None:
        names.append(_known(queries.department_name(filters.departement)))
    if filters.modalite is not None:
        names.append(filters.modalite.label)
    if filters.periode == PAST:
        names.append("passés")
    elif filters.periode != COMING:
        names.append(_period(filters.periode))
    return names


def _known(name: str | None) -> str:
    if name is None:
        raise NotFound("Ce calendrier n’existe pas.")
    return name


def _period(period: str) -> str:
    year, _, month = period.partition("-")
    return spoken_month(int(year), int(month)) if month else year
