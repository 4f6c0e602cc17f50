"""Which events an actor sees, and one of them."""

from __future__ import annotations

from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    exists,
    false,
    or_,
    select,
    true,
)
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from app.events.enums import EventKind, EventStatus, Visibility
from app.events.filters import COMING, PAST, AgendaFilters
from app.events.models import Event, ProgrammeItem, event_axis
from app.events.states import SHOWN
from app.groups.enums import ORGANISING
from app.groups.models import WorkingGroup
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db
from app.strategy.models import Axis, Framework


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The SQL twin of seeing an event.

    Everyone sees published public ones; members those of their group; organisers also drafts.
    """
    return visible(actor.is_team, actor.group_roles)


# Building a condition costs more than running it: those of the same rights share one.
@lru_cache(maxsize=256)
def visible(is_team: bool, group_roles: frozenset[tuple[int, str]]) -> ColumnElement[bool]:
    """The same for everyone of these rights."""
    if is_team:
        return true()
    seen = and_(announced(), Event.visibility == Visibility.PUBLIC)
    groups = sorted({group for group, _ in group_roles})
    if not groups:
        return seen
    own = and_(announced(), Event.group_id.in_(groups))
    return or_(seen, own, _run(is_team, group_roles))


def announced() -> ColumnElement[bool]:
    """Published once, whatever became of it; a draft that was given up was not."""
    return and_(Event.status.in_(SHOWN), Event.unannounced.is_(False))


def _run_by(actor: Actor) -> ColumnElement[bool]:
    """The SQL twin of `policies.runs`."""
    return _run(actor.is_team, actor.group_roles)


def _run(is_team: bool, group_roles: frozenset[tuple[int, str]]) -> ColumnElement[bool]:
    if is_team:
        return true()
    groups = sorted({group for group, role in group_roles if role in ORGANISING})
    if not groups:
        return false()
    return and_(Event.kind == EventKind.GROUP_MEETING, Event.group_id.in_(groups))


def matching(filters: AgendaFilters) -> list[ColumnElement[bool]]:
    """The conditions that the filters stand for, for any query on Event."""
    conditions: list[ColumnElement[bool]] = []
    if filters.type is not None:
        conditions.append(Event.kind == filters.type)
    if filters.modalite is not None:
        conditions.append(Event.mode == filters.modalite)
    if filters.departement is not None:
        conditions.append(Event.department_code == filters.departement)
    if filters.groupe is not None:
        group = select(WorkingGroup.id).where(WorkingGroup.slug == filters.groupe)
        conditions.append(Event.group_id == group.scalar_subquery())
    if filters.axis_key is not None:
        code, number = filters.axis_key
        conditions.append(
            exists()
            .where(event_axis.c.event_id == Event.id, event_axis.c.axis_id == Axis.id)
            .where(Axis.framework_id == Framework.id, Axis.number == number)
            .where(Framework.code == code)
        )
    return conditions


def in_period(filters: AgendaFilters) -> list[ColumnElement[bool]]:
    """The condition of the period. Events without any date are always still to come.

    It holds named parameters, for `period_values` to fill.
    """
    now = bindparam("now", type_=Event.ends_at.type)
    today = bindparam("today", type_=Event.sorts_on.type)
    month = bindparam("month", type_=Event.sorts_on.type)
    if filters.periode == COMING:
        # An event known by its month only is to come until that month is over.
        partial = and_(Event.starts_at.is_(None), Event.sorts_on >= month)
        return [or_(Event.ends_at >= now, Event.sorts_on >= today, partial, _undated())]
    if filters.periode == PAST:
        exact = and_(Event.ends_at.is_not(None), Event.ends_at < now)
        partial = and_(Event.starts_at.is_(None), Event.sorts_on < month)
        return [or_(exact, partial)]
    span = filters.span
    if span is None:
        return []
    return [Event.sorts_on >= span[0], Event.sorts_on < span[1]]


def period_values(now: datetime) -> dict[str, Any]:
    """The parameters of `in_period` at this moment."""
    today = clock.today()
    return {"now": now, "today": today, "month": today.replace(day=1)}


def _undated() -> ColumnElement[bool]:
    waiting = {EventStatus.PUBLISHED, EventStatus.POSTPONED}
    return and_(Event.sorts_on.is_(None), Event.status.in_(waiting))


def event_by_slug(actor: Actor, *, slug: str) -> Event | None:
    """One event with its group; None when there is none that the actor may see."""
    statement = _one(actor.is_team, actor.group_roles)
    return db.session.scalars(statement, {"slug": slug}).one_or_none()


def event_to_show(actor: Actor, *, slug: str) -> Event | None:
    """The same with all that its page shows: department, axes, programme."""
    event = event_by_slug(actor, slug=slug)
    if event is not None:
        # What `selectinload` does, with statements that are not built again for each page.
        for name, statement in _parts().items():
            rows = db.session.scalars(statement, {"event_id": event.id}).all()
            set_committed_value(event, name, list(rows))
    return event


@cache
def _parts() -> dict[str, Select[Any]]:
    of_event: BindParameter[int] = bindparam("event_id")
    return {
        "axes": select(Axis)
        .join(event_axis, event_axis.c.axis_id == Axis.id)
        .options(joinedload(Axis.framework))
        .where(event_axis.c.event_id == of_event)
        .order_by(Axis.framework_id, Axis.number),
        "programme": select(ProgrammeItem)
        .where(ProgrammeItem.event_id == of_event)
        .order_by(ProgrammeItem.rank, ProgrammeItem.id),
    }


def event_to_run(actor: Actor, *, slug: str) -> Event | None:
    """The same with its pools, for its management pages; the permission is checked apart."""
    statement = _one(actor.is_team, actor.group_roles).options(
        selectinload(Event.axes).joinedload(Axis.framework),
        selectinload(Event.programme),
        selectinload(Event.pools),
    )
    return db.session.scalars(statement, {"slug": slug}).one_or_none()


@lru_cache(maxsize=256)
def _one(is_team: bool, group_roles: frozenset[tuple[int, str]]) -> Select[Event]:
    return (
        select(Event)
        .options(joinedload(Event.group), joinedload(Event.department))
        .where(Event.slug == bindparam("slug"), visible(is_team, group_roles))
    )


def events_to_run(actor: Actor) -> Select[Any]:
    """The events that the actor runs, latest first, drafts and undated ones on top."""
    return (
        select(Event)
        .options(joinedload(Event.group), selectinload(Event.pools))
        .where(_run_by(actor))
        .order_by(Event.sorts_on.desc().nulls_first(), Event.id.desc())
    )
