"""Published minutes as lists, and one of them whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    bindparam,
    exists,
    or_,
    select,
)
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.events.models import Event
from app.events.queries import visible_to as event_visible_to
from app.groups.models import WorkingGroup
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.clock import PARIS
from app.kernel.db import db, fetch
from app.kernel.text import fold
from app.minutes.enums import (
    Audience,
    MinutesStatus,
)
from app.minutes.models import (
    Circulation,
    Minutes,
    minutes_document,
)
from app.minutes.policies import SHOWN
from app.minutes.queries.visibility import GroupRoles, visible, visible_to


def minutes_by_id(actor: Actor, minutes_id: int) -> Minutes | None:
    """Minutes with all that their page shows; None when the actor sees none."""
    return db.session.scalar(whole_minutes().where(Minutes.id == minutes_id, visible_to(actor)))


def minutes_of(event_id: int) -> Minutes | None:
    """The minutes of an event whatever their state, for those who write them."""
    return db.session.scalar(whole_minutes().where(Minutes.event_id == event_id))


def whole_minutes() -> Select[Minutes]:
    return (
        select(Minutes)
        .join(Minutes.event)
        .options(
            contains_eager(Minutes.event).joinedload(Event.group),
            selectinload(Minutes.decisions),
            selectinload(Minutes.documents),
            selectinload(Minutes.editions),
            selectinload(Minutes.actions),
            selectinload(Minutes.people),
            selectinload(Minutes.circulations).selectinload(Circulation.comments),
            joinedload(Minutes.signed_document),
        )
        .execution_options(populate_existing=True)
    )


class MinutesLine(NamedTuple):
    """What a list shows of minutes."""

    id: int
    status: MinutesStatus
    audience: Audience
    published_at: datetime | None
    event_slug: str
    event_title: str
    starts_at: datetime | None
    group_slug: str | None
    group_name: str | None
    plain_summary: str | None


LINE_COLUMNS: tuple[Any, ...] = (
    Minutes.id,
    Minutes.status,
    Minutes.audience,
    Minutes.published_at,
    Event.slug,
    Event.title,
    Event.starts_at,
    WorkingGroup.slug,
    WorkingGroup.name,
    Minutes.plain_summary,
)


def _lines(actor: Actor, *conditions: ColumnElement[bool]) -> Select[Any]:
    """Published minutes that the actor sees: the latest meeting first."""
    return _select_lines(visible_to(actor), *conditions)


def _select_lines(*conditions: ColumnElement[bool]) -> Select[Any]:
    return (
        select(*LINE_COLUMNS)
        .select_from(Minutes)
        .join(Event, Event.id == Minutes.event_id)
        .outerjoin(WorkingGroup, WorkingGroup.id == Event.group_id)
        .where(Minutes.status.in_(SHOWN), *conditions)
        .order_by(Event.starts_at.desc(), Minutes.id.desc())
    )


def _read(statement: Select[Any]) -> list[MinutesLine]:
    return [MinutesLine._make(row) for row in db.session.execute(statement)]


@dataclass(frozen=True)
class MinutesFilters:
    """What the list is filtered by: the slug of a group, a calendar year in Paris."""

    groupe: str | None = None
    annee: int | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        conditions: list[ColumnElement[bool]] = []
        if self.groupe is not None:
            conditions.append(WorkingGroup.slug == self.groupe)
        if self.annee is not None:
            starts = datetime(self.annee, 1, 1, tzinfo=PARIS).astimezone(UTC)
            ends = datetime(self.annee + 1, 1, 1, tzinfo=PARIS).astimezone(UTC)
            conditions += [Event.starts_at >= starts, Event.starts_at < ends]
        return conditions


def published(
    actor: Actor, filters: MinutesFilters, *, offset: int = 0, limit: int = 51
) -> list[MinutesLine]:
    """The list of published minutes; one more than a page tells whether there is a next one."""
    return _read(_lines(actor, *filters.conditions()).offset(offset).limit(limit))


def filter_options(actor: Actor) -> tuple[list[tuple[str, str]], list[int]]:
    """The groups (slug, name) and the years for which the list would hold something."""
    rows = db.session.execute(
        _lines(actor)
        .with_only_columns(WorkingGroup.slug, WorkingGroup.name, Event.starts_at)
        .order_by(None)
    ).all()
    groups = sorted(
        {(slug, name) for slug, name, _ in rows if slug}, key=lambda g: (fold(g[1]), g[0])
    )
    years = {clock.paris(starts_at).year for _, _, starts_at in rows if starts_at}
    return groups, sorted(years, reverse=True)


def published_by_event(actor: Actor, event_id: int) -> MinutesLine | None:
    """The published minutes of an event, if the actor sees them."""
    statement = _line_of_event(actor.is_signed_in, actor.is_team, actor.group_roles)
    rows = fetch(statement, event_id=event_id)
    return MinutesLine._make(rows[0]) if rows else None


# The page of every event asks, and building the question costs ten times what asking it does.
@lru_cache(maxsize=256)
def _line_of_event(is_signed_in: bool, is_team: bool, group_roles: GroupRoles) -> Select[Any]:
    return _select_lines(
        visible(is_signed_in, is_team, group_roles), Minutes.event_id == bindparam("event_id")
    )


def published_by_group(actor: Actor, group_id: int, *, limit: int = 5) -> list[MinutesLine]:
    """The latest published minutes of a group."""
    return _read(_lines(actor, Event.group_id == group_id).limit(limit))


def carries(actor: Actor, document_id: int) -> bool:
    """Whether minutes that the actor sees carry this document."""
    carried = (
        exists()
        .where(
            or_(
                Minutes.signed_document_id == document_id,
                Minutes.id.in_(
                    select(minutes_document.c.minutes_id).where(
                        minutes_document.c.document_id == document_id
                    )
                ),
            )
        )
        .where(Minutes.event_id == Event.id)
        .where(visible_to(actor))
    )
    return bool(db.session.scalar(select(carried)))


def event_is_visible(actor: Actor, event_id: int) -> bool:
    """Whether the actor may follow a link to the event itself."""
    seen = exists().where(Event.id == event_id, event_visible_to(actor))
    return bool(db.session.scalar(select(seen)))
