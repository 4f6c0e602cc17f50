"""Who may do what with groups."""

from __future__ import annotations

from app.groups.enums import ORGANISING, GroupStatus
from app.groups.models import WorkingGroup
from app.kernel.access import Actor, Predicate, team


def animates(actor: Actor, group: WorkingGroup) -> bool:
    """The lead and the secretary of the group, and the team."""
    return actor.is_team or actor.in_group(group.id, *ORGANISING)


def belongs(actor: Actor, group: WorkingGroup) -> bool:
    """Anyone with a running mandate in the group, and the team."""
    return actor.is_team or actor.in_group(group.id)


def convenes(actor: Actor, group: WorkingGroup) -> bool:
    """Those who animate it, as long as it is not closed."""
    return group.status is not GroupStatus.CLOSED and animates(actor, group)


def proposes(actor: Actor, group: WorkingGroup) -> bool:
    """Those with a running mandate in an active group: the team answers proposals, writes none."""
    return group.status is GroupStatus.ACTIVE and actor.in_group(group.id)


PERMISSIONS: dict[str, Predicate] = {
    "group:create": team,
    "group:edit": animates,
    "group:manage": team,
    "group:see_members": belongs,
    "group:convene": convenes,
    "group:propose": proposes,
}
