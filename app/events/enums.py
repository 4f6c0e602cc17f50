"""Kinds, states and modes of events."""

from __future__ import annotations

from enum import StrEnum


class EventKind(StrEnum):
    CONFERENCE = "conference"
    STUDY_DAY = "study_day"
    GROUP_MEETING = "group_meeting"
    OTHER = "other"

    @property
    def label(self) -> str:
        return KIND_LABELS[self]


class EventStatus(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    HELD = "held"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        return STATUS_LABELS[self]


class EventMode(StrEnum):
    """How an event takes place, hence which pools of seats it has."""

    ON_SITE = "on_site"
    REMOTE = "remote"
    HYBRID = "hybrid"

    @property
    def label(self) -> str:
        return MODE_LABELS[self]


class Visibility(StrEnum):
    """Who finds the event: everyone, or only the members of its group and the team."""

    PUBLIC = "public"
    GROUP = "group"

    @property
    def label(self) -> str:
        return VISIBILITY_LABELS[self]


class PoolKind(StrEnum):
    """What a seat gives access to."""

    ON_SITE = "on_site"
    REMOTE = "remote"
    SESSION = "session"

    @property
    def label(self) -> str:
        return POOL_LABELS[self]


KIND_LABELS = {
    EventKind.CONFERENCE: "Conférence régionale",
    EventKind.STUDY_DAY: "Journée d’études",
    EventKind.GROUP_MEETING: "Réunion de groupe",
    EventKind.OTHER: "Autre rendez-vous",
}
STATUS_LABELS = {
    EventStatus.DRAFT: "Brouillon",
    EventStatus.PUBLISHED: "Publié",
    EventStatus.POSTPONED: "Reporté",
    EventStatus.CANCELLED: "Annulé",
    EventStatus.HELD: "Passé",
    EventStatus.CLOSED: "Clos",
}
MODE_LABELS = {
    EventMode.ON_SITE: "Sur place",
    EventMode.REMOTE: "À distance",
    EventMode.HYBRID: "Sur place et à distance",
}
VISIBILITY_LABELS = {
    Visibility.PUBLIC: "Tout le monde",
    Visibility.GROUP: "Les membres du groupe",
}
POOL_LABELS = {
    PoolKind.ON_SITE: "Sur place",
    PoolKind.REMOTE: "À distance",
    PoolKind.SESSION: "Atelier",
}
# The ways to attend: a registration holds one of them, and as many sessions as it wishes.
ATTENDANCE_MODES = (PoolKind.ON_SITE, PoolKind.REMOTE)
