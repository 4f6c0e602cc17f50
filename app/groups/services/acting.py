"""What every act on a group begins and ends with."""

from __future__ import annotations

from datetime import timedelta

from app.groups.models import WorkingGroup
from app.groups.policies import PERMISSIONS
from app.kernel import clock
from app.kernel.access import SYSTEM, Actor
from app.kernel.db import db, lock_row
from app.kernel.errors import NotAllowed, NotFound


def require(actor: Actor, permission: str, group: WorkingGroup | None) -> None:
    if actor is not SYSTEM and not PERMISSIONS[permission](actor, group):
        raise NotAllowed


def is_team(actor: Actor) -> bool:
    return actor is SYSTEM or actor.is_team


def lock(group_id: int) -> WorkingGroup:
    locked = lock_row(WorkingGroup, group_id)
    if locked is None:
        raise NotFound
    return locked


def lock_for(actor: Actor, permission: str, group_id: int) -> WorkingGroup:
    """The group, locked, for somebody who may do this to it."""
    group = lock(group_id)
    require(actor, permission, group)
    return group


def touch(group: WorkingGroup) -> None:
    # Grows even within one second: `edit` compares it to know whether somebody else saved.
    group.updated_at = max(clock.now(), group.updated_at + timedelta(seconds=1))
    db.session.flush()
