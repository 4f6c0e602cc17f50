"""States of a group, roles in it."""

from __future__ import annotations

from enum import StrEnum


class GroupStatus(StrEnum):
    PLANNED = "planned"
    ACTIVE = "active"
    DORMANT = "dormant"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        return STATUS_LABELS[self]


class GroupAction(StrEnum):
    ACTIVATE = "activate"
    PAUSE = "pause"
    CLOSE = "close"


class GroupRole(StrEnum):
    LEAD = "lead"
    SECRETARY = "secretary"
    MEMBER = "member"

    @property
    def label(self) -> str:
        return ROLE_LABELS[self]


STATUS_LABELS = {
    GroupStatus.PLANNED: "En préparation",
    GroupStatus.ACTIVE: "Actif",
    GroupStatus.DORMANT: "En sommeil",
    GroupStatus.CLOSED: "Clos",
}
ROLE_LABELS = {
    GroupRole.LEAD: "Animation",
    GroupRole.SECRETARY: "Secrétariat",
    GroupRole.MEMBER: "Membre",
}
