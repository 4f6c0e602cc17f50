"""What the agenda can be filtered by: only values that would find something."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import Executable, select

from app.events.models import Event, event_axis
from app.events.queries.events import visible
from app.groups.models import WorkingGroup
from app.kernel.access import Actor
from app.kernel.collation import sort_key
from app.kernel.db import fetch
from app.reference.models import Department
from app.strategy.models import Axis, Framework


@dataclass(frozen=True)
class Options:
    """(value, label) pairs of the filters that depend on the data."""

    groups: tuple[tuple[str, str], ...]
    axes: tuple[tuple[str, str], ...]
    departments: tuple[tuple[str, str], ...]


def filter_options(actor: Actor) -> Options:
    """The groups, axes and departments of the events that the actor sees (three queries)."""
    groups, axes, departments = map(fetch, _questions(actor.is_team, actor.group_roles))
    return Options(
        groups=tuple((slug, name) for slug, name in groups),
        axes=tuple((f"{code.lower()}-{number}", label) for code, number, label in axes),
        departments=tuple((code, name) for code, name in departments),
    )


@lru_cache(maxsize=256)
def _questions(is_team: bool, group_roles: frozenset[tuple[int, str]]) -> tuple[Executable, ...]:
    seen = visible(is_team, group_roles)
    groups = (
        select(WorkingGroup.slug, WorkingGroup.name)
        .where(WorkingGroup.id.in_(select(Event.group_id).where(seen)))
        .order_by(sort_key(WorkingGroup.name), WorkingGroup.id)
    )
    linked = select(event_axis.c.axis_id).join(Event, Event.id == event_axis.c.event_id).where(seen)
    axes = (
        select(Framework.code, Axis.number, Axis.label)
        .join(Framework)
        .where(Axis.id.in_(linked))
        .order_by(Framework.rank, Framework.id, Axis.number)
    )
    departments = (
        select(Department.code, Department.name)
        .where(Department.code.in_(select(Event.department_code).where(seen)))
        .order_by(Department.code)
    )
    return groups, axes, departments
