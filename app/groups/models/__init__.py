"""Working groups and all that is theirs; one file per matter."""

from app.groups.models.group import (
    GroupAlias,
    GroupDocument,
    GroupOffshoot,
    GroupSettings,
    WorkingGroup,
    group_axis,
    group_department,
    group_dispositif,
    group_metropole,
)
from app.groups.models.joining import GroupInvitation, JoinRequest
from app.groups.models.mandate import Mandate
from app.groups.models.road_map import Milestone, MissionLetter, StatusNote

__all__ = [
    "GroupAlias",
    "GroupDocument",
    "GroupInvitation",
    "GroupOffshoot",
    "GroupSettings",
    "JoinRequest",
    "Mandate",
    "Milestone",
    "MissionLetter",
    "StatusNote",
    "WorkingGroup",
    "group_axis",
    "group_department",
    "group_dispositif",
    "group_metropole",
]
