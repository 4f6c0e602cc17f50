"""The life of all groups at a glance: who meets, who is late, who has gone silent.

Meetings, actions and proposals are told by the features above, one question each for all groups.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import func, select

from app.groups.enums import GroupStatus, MilestoneStatus
from app.groups.models import Milestone, WorkingGroup
from app.groups.queries import all_groups
from app.kernel import clock
from app.kernel.bus import Question
from app.kernel.db import db
from app.kernel.text import fold

# Days without a meeting, and none announced, after which a group is said to be silent.
SILENT_AFTER: Final = 120
SORTS: Final = ("nom", "derniere", "prochaine", "actions", "jalons", "propositions")


@dataclass(frozen=True)
class Meetings:
    """The last meeting that took place and the next one announced."""

    last: datetime | None = None
    next: datetime | None = None


# Ids of groups → what the features above know of each; a group left out has none.
meetings_of: Question[Sequence[int], Mapping[int, Meetings]] = Question(default={})
late_actions: Question[Sequence[int], Mapping[int, int]] = Question(default={})
waiting_proposals: Question[Sequence[int], Mapping[int, int]] = Question(default={})


@dataclass(frozen=True)
class Row:
    """One group."""

    group: WorkingGroup
    meetings: Meetings
    late_actions: int
    late_milestones: int
    waiting_proposals: int
    # Days since the last meeting (or since the group is there) when that is too long.
    silent_for: int | None


def rows(sort: str = "nom") -> list[Row]:
    """Every group that is not closed, in five questions whatever their number."""
    groups = [group for group in all_groups() if group.status is not GroupStatus.CLOSED]
    ids = [group.id for group in groups]
    meetings, actions = meetings_of(ids), late_actions(ids)
    proposals, milestones = waiting_proposals(ids), _late_milestones()
    today = clock.today()
    found = [
        Row(
            group,
            meetings.get(group.id, Meetings()),
            actions.get(group.id, 0),
            milestones.get(group.id, 0),
            proposals.get(group.id, 0),
            _silent_for(group, meetings.get(group.id, Meetings()), today),
        )
        for group in groups
    ]
    return sorted(found, key=lambda row: (_rank(row, sort), fold(row.group.name), row.group.id))


def _rank(row: Row, sort: str) -> float:
    far = float("inf")
    if sort == "derniere":
        return row.meetings.last.timestamp() if row.meetings.last else -far
    if sort == "prochaine":
        return row.meetings.next.timestamp() if row.meetings.next else far
    numbers = {
        "actions": row.late_actions,
        "jalons": row.late_milestones,
        "propositions": row.waiting_proposals,
    }
    return -numbers.get(sort, 0)


def _silent_for(group: WorkingGroup, meetings: Meetings, today: date) -> int | None:
    if group.status is not GroupStatus.ACTIVE or meetings.next is not None:
        return None
    last = clock.paris(meetings.last or group.created_at).date()
    days = (today - last) // timedelta(days=1)
    return days if days > SILENT_AFTER else None


def _late_milestones() -> dict[int, int]:
    counted = db.session.execute(
        select(Milestone.group_id, func.count())
        .where(Milestone.status == MilestoneStatus.OPEN, Milestone.due_on < clock.today())
        .group_by(Milestone.group_id)
    ).all()
    return {row[0]: row[1] for row in counted}
