"""Rows of lists of events: plain tuples, because a list of 200 must be cheap."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, exists, select

from app.events.enums import EventKind, EventMode, EventStatus
from app.events.filters import COMING, PAST, AgendaFilters
from app.events.models import Event, event_axis
from app.events.queries.events import in_period, matching, period_values, visible, visible_to
from app.groups.models import WorkingGroup
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import fetch


class CardRow(NamedTuple):
    """What a list shows of an event."""

    id: int
    slug: str
    kind: EventKind
    title: str
    status: EventStatus
    starts_at: datetime | None
    ends_at: datetime | None
    partial_year: int | None
    partial_month: int | None
    partial_day: int | None
    mode: EventMode
    venue: str | None
    city: str | None
    registration_open: bool
    sorts_on: date | None
    group_name: str | None


# A subquery rather than a join: the conditions of a list may name groups themselves.
GROUP_NAME = (
    select(WorkingGroup.name)
    .where(WorkingGroup.id == Event.group_id)
    .correlate(Event)
    .scalar_subquery()
)
CARD_COLUMNS = (*(getattr(Event, name) for name in CardRow._fields[:-1]), GROUP_NAME)


def card_rows(
    actor: Actor,
    *conditions: ColumnElement[bool],
    latest_first: bool = False,
    past: bool = False,
    limit: int | None = None,
) -> Sequence[CardRow]:
    """The events that the actor sees under these conditions, by date, undated ones last.

    `past`: among the conditions is that they are over.
    """
    statement = _cards(visible_to(actor), *conditions, latest_first=latest_first).limit(limit)
    return _read(statement, past=past)


def _cards(*conditions: ColumnElement[bool], latest_first: bool) -> Select[Any]:
    if latest_first:
        order = (Event.sorts_on.desc().nulls_last(), Event.starts_at.desc(), Event.id.desc())
    else:
        order = (Event.sorts_on.asc().nulls_last(), Event.starts_at.asc(), Event.id.asc())
    return select(*CARD_COLUMNS).where(*conditions).order_by(*order)


def _read(statement: Select[Any], *, past: bool) -> Sequence[CardRow]:
    if past:
        # It grows when an event ends that is not among the rows: at any second.
        return [CardRow._make(row) for row in fetch(statement, **period_values(clock.now()))]
    values = period_values(clock.now_beside(()))
    rows = [CardRow._make(row) for row in fetch(statement, **values)]
    clock.now_beside(row.ends_at for row in rows)  # what comes changes when the first of them ends
    return rows


def agenda(actor: Actor, filters: AgendaFilters) -> Sequence[CardRow]:
    """The agenda as filtered; what is past comes latest first."""
    statement = _agenda(actor.is_team, actor.group_roles, filters)
    return _read(statement, past=filters.periode == PAST)


@lru_cache(maxsize=256)
def _agenda(
    is_team: bool, group_roles: frozenset[tuple[int, str]], filters: AgendaFilters
) -> Select[Any]:
    conditions = (visible(is_team, group_roles), *matching(filters), *in_period(filters))
    return _cards(*conditions, latest_first=filters.periode == PAST)


def next_events(actor: Actor, limit: int) -> Sequence[CardRow]:
    """The next events with a date, cancelled ones left out."""
    return card_rows(
        actor,
        *in_period(AgendaFilters(periode=COMING)),
        Event.sorts_on.is_not(None),
        Event.status.in_({EventStatus.PUBLISHED, EventStatus.POSTPONED}),
        limit=limit,
    )


def by_group(
    actor: Actor, group_id: int, *, past: bool = False, limit: int = 20
) -> Sequence[CardRow]:
    """Coming (or past) events of a group."""
    period = AgendaFilters(periode=PAST if past else COMING)
    return card_rows(
        actor,
        Event.group_id == group_id,
        *in_period(period),
        latest_first=past,
        past=past,
        limit=limit,
    )


def by_axis(actor: Actor, axis_id: int, limit: int = 50) -> Sequence[CardRow]:
    """Events linked to an axis, latest first."""
    linked = exists().where(event_axis.c.event_id == Event.id, event_axis.c.axis_id == axis_id)
    return card_rows(actor, linked, latest_first=True, limit=limit)
