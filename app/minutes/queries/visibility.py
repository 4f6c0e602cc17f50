"""Which minutes an actor may read, and which they write."""

from __future__ import annotations

from sqlalchemy import (
    ColumnElement,
    and_,
    false,
    or_,
    true,
)

from app.events.enums import EventKind
from app.events.models import Event
from app.groups.enums import ORGANISING
from app.kernel.access import Actor
from app.minutes.enums import (
    Audience,
)
from app.minutes.models import (
    Minutes,
)
from app.minutes.policies import READ_INSIDE, SHOWN

WRITERS = ORGANISING
GroupRoles = frozenset[tuple[int, str]]


def run_by(actor: Actor) -> ColumnElement[bool]:
    """The SQL twin of `events.policies.runs`, on Event."""
    return _run(actor.is_team, actor.group_roles)


def _run(is_team: bool, group_roles: GroupRoles) -> ColumnElement[bool]:
    if is_team:
        return true()
    groups = sorted({group for group, role in group_roles if role in WRITERS})
    if not groups:
        return false()
    return and_(Event.kind == EventKind.GROUP_MEETING, Event.group_id.in_(groups))


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The SQL twin of `policies.reads`, on Minutes joined with Event."""
    return visible(actor.is_signed_in, actor.is_team, actor.group_roles)


def visible(is_signed_in: bool, is_team: bool, group_roles: GroupRoles) -> ColumnElement[bool]:
    if is_team:
        return true()
    open_to: list[ColumnElement[bool]] = [Minutes.audience == Audience.PUBLIC]
    if is_signed_in:
        open_to.append(Minutes.audience == Audience.PARTNERS)
    groups = sorted({group for group, _ in group_roles})
    inside = (
        and_(Minutes.status.in_(READ_INSIDE), Event.group_id.in_(groups)) if groups else false()
    )
    return or_(and_(Minutes.status.in_(SHOWN), or_(*open_to)), inside, _run(is_team, group_roles))
