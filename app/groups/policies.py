"""Who may do what with groups."""

from __future__ import annotations

from typing import Any

from app.groups.enums import LEADING, ORGANISING, GroupStatus, MemberList
from app.groups.models import WorkingGroup
from app.kernel.access import Actor, Predicate, team


def animates(actor: Actor, group: WorkingGroup) -> bool:
    """The lead and the secretary of the group, and the team."""
    return actor.is_team or actor.in_group(group.id, *ORGANISING)


def belongs(actor: Actor, group: WorkingGroup) -> bool:
    """Anyone with a running mandate in the group, and the team."""
    return actor.is_team or actor.in_group(group.id)


def sees_members(actor: Actor, group: WorkingGroup) -> bool:
    """Who takes part, by name: the members, unless the group keeps that to those who animate it."""
    return animates(actor, group) or (
        actor.in_group(group.id) and group.member_list is not MemberList.TEAM
    )


def admits(actor: Actor, group: WorkingGroup) -> bool:
    """Those who lead it and the team take in members, as long as it is not closed."""
    leads = actor.is_team or actor.in_group(group.id, *LEADING)
    return leads and group.status is not GroupStatus.CLOSED


def may_ask_to_join(actor: Actor, group: WorkingGroup) -> bool:
    """Anybody who is not in it, as long as it works or is about to."""
    open_states = {GroupStatus.ACTIVE, GroupStatus.PLANNED}
    return group.status in open_states and not actor.in_group(group.id)


def convenes(actor: Actor, group: WorkingGroup) -> bool:
    """Those who animate it, as long as it is not closed."""
    return group.status is not GroupStatus.CLOSED and animates(actor, group)


def proposes(actor: Actor, group: WorkingGroup) -> bool:
    """Those with a running mandate in an active group: the team answers proposals, writes none."""
    return group.status is GroupStatus.ACTIVE and actor.in_group(group.id)


def follows(actor: Actor, _group: WorkingGroup) -> bool:
    """Anybody with an account."""
    return actor.is_signed_in


def edits_part(actor: Actor, part: Any) -> bool:
    """The same for a part of a group (`part.group`)."""
    return animates(actor, part.group)


def admits_part(actor: Actor, part: Any) -> bool:
    """The same for a request or an invitation (`part.group`)."""
    return admits(actor, part.group)


PERMISSIONS: dict[str, Predicate] = {
    "group:create": team,
    "group:edit": animates,
    "group:edit_part": edits_part,
    "group:manage": team,
    "group:overview": team,
    "group:follow": follows,
    "group:see_members": sees_members,
    "group:belong": belongs,
    "group:admit": admits,
    "group:admit_part": admits_part,
    "group:ask_to_join": may_ask_to_join,
    "group:convene": convenes,
    "group:propose": proposes,
}
