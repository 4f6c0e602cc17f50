"""States of a group, roles in it, and what its people decide of it."""

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
    CO_LEAD = "co_lead"
    SECRETARY = "secretary"
    REFERENT = "referent"
    MEMBER = "member"

    @property
    def label(self) -> str:
        return ROLE_LABELS[self]


class MemberList(StrEnum):
    """Who finds out who takes part; the public sees only the names of those who agreed."""

    PUBLIC = "public"
    MEMBERS = "members"
    TEAM = "team"

    @property
    def label(self) -> str:
        return MEMBER_LIST_LABELS[self]


class LetterStatus(StrEnum):
    """A letter of mission (lettre de mission) is written, then approved by the team."""

    DRAFT = "draft"
    APPROVED = "approved"

    @property
    def label(self) -> str:
        return LETTER_LABELS[self]


class MilestoneStatus(StrEnum):
    """A step (jalon) of the road map."""

    OPEN = "open"
    REACHED = "reached"
    DROPPED = "dropped"

    @property
    def label(self) -> str:
        return MILESTONE_LABELS[self]


class JoinStatus(StrEnum):
    """A request to join: told by mail, confirmed by its link, then answered."""

    UNCONFIRMED = "unconfirmed"
    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        return JOIN_LABELS[self]


STATUS_LABELS = {
    GroupStatus.PLANNED: "En préparation",
    GroupStatus.ACTIVE: "Actif",
    GroupStatus.DORMANT: "En sommeil",
    GroupStatus.CLOSED: "Clos",
}
ROLE_LABELS = {
    GroupRole.LEAD: "Animation",
    GroupRole.CO_LEAD: "Co-animation",
    GroupRole.SECRETARY: "Secrétariat",
    GroupRole.REFERENT: "Service référent",
    GroupRole.MEMBER: "Membre",
}
MEMBER_LIST_LABELS = {
    MemberList.PUBLIC: "Tout le monde voit les organisations",
    MemberList.MEMBERS: "Les membres du groupe et l’équipe",
    MemberList.TEAM: "L’animation du groupe et l’équipe",
}
LETTER_LABELS = {
    LetterStatus.DRAFT: "Projet",
    LetterStatus.APPROVED: "Approuvée",
}
MILESTONE_LABELS = {
    MilestoneStatus.OPEN: "À venir",
    MilestoneStatus.REACHED: "Atteint",
    MilestoneStatus.DROPPED: "Abandonné",
}
JOIN_LABELS = {
    JoinStatus.UNCONFIRMED: "Adresse à confirmer",
    JoinStatus.WAITING: "En attente de réponse",
    JoinStatus.ACCEPTED: "Acceptée",
    JoinStatus.REFUSED: "Refusée",
}
# Who answers for the group, and who prepares its meetings and its minutes.
LEADING = frozenset({GroupRole.LEAD, GroupRole.CO_LEAD})
ORGANISING = LEADING | {GroupRole.SECRETARY}
