"""Life cycle of a group. Nothing is final: a closed group may be taken up again."""

from __future__ import annotations

from app.groups.enums import GroupAction, GroupStatus
from app.kernel.states import LifeCycle

S, A = GroupStatus, GroupAction

GROUP = LifeCycle(
    {
        (S.PLANNED, A.ACTIVATE): S.ACTIVE,
        (S.PLANNED, A.CLOSE): S.CLOSED,
        (S.ACTIVE, A.PAUSE): S.DORMANT,
        (S.ACTIVE, A.CLOSE): S.CLOSED,
        (S.DORMANT, A.ACTIVATE): S.ACTIVE,
        (S.DORMANT, A.CLOSE): S.CLOSED,
        (S.CLOSED, A.ACTIVATE): S.ACTIVE,
    }
)


def reachable(status: GroupStatus) -> list[GroupStatus]:
    """The states that one act leads to, in the order of the table."""
    return [GROUP.next(status, action) for action in GROUP.actions(status)]
