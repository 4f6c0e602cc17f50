"""Life and audience of minutes, presence at a meeting, life of an action."""

from __future__ import annotations

from enum import StrEnum


class MinutesStatus(StrEnum):
    TO_WRITE = "to_write"
    DRAFT = "draft"
    CIRCULATED = "circulated"
    APPROVED = "approved"
    PUBLISHED = "published"
    AMENDED = "amended"
    NOT_APPLICABLE = "not_applicable"

    @property
    def label(self) -> str:
        return STATUS_LABELS[self]


class MinutesAction(StrEnum):
    WRITE = "write"
    CIRCULATE = "circulate"
    APPROVE = "approve"
    PUBLISH = "publish"
    AMEND = "amend"
    SET_ASIDE = "set_aside"


class Approval(StrEnum):
    """How minutes were approved: by who leads, once the reading is over, or at a later meeting."""

    LEAD = "lead"
    MEETING = "meeting"

    @property
    def label(self) -> str:
        return APPROVAL_LABELS[self]


class Audience(StrEnum):
    """Who reads the published text."""

    PUBLIC = "public"
    PARTNERS = "partners"
    MEMBERS = "members"

    @property
    def label(self) -> str:
        return AUDIENCE_LABELS[self]


class Counting(StrEnum):
    """People present are named, or only counted by kind and department."""

    NAMED = "named"
    COUNTED = "counted"

    @property
    def label(self) -> str:
        return COUNTING_LABELS[self]


class Presence(StrEnum):
    PRESENT = "present"
    EXCUSED = "excused"
    ABSENT = "absent"

    @property
    def label(self) -> str:
        return PRESENCE_LABELS[self]


class AttendeeKind(StrEnum):
    """As whom people come, when they are counted rather than named."""

    CONCERNED = "concerned"
    ASSOCIATION = "association"
    LOCAL_AUTHORITY = "local_authority"
    STATE = "state"
    PROTECTION = "protection"
    OTHER = "other"

    @property
    def label(self) -> str:
        return KIND_LABELS[self]


class ActionStatus(StrEnum):
    TO_DO = "to_do"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    DROPPED = "dropped"
    POSTPONED = "postponed"

    @property
    def label(self) -> str:
        return ACTION_LABELS[self]


class ActionAct(StrEnum):
    START = "start"
    FINISH = "finish"
    DROP = "drop"
    POSTPONE = "postpone"


# What still waits for somebody: these stand in the agenda of the next meeting.
OPEN_ACTIONS = frozenset({ActionStatus.TO_DO, ActionStatus.IN_PROGRESS, ActionStatus.POSTPONED})

STATUS_LABELS = {
    MinutesStatus.TO_WRITE: "À écrire",
    MinutesStatus.DRAFT: "Brouillon",
    MinutesStatus.CIRCULATED: "En relecture",
    MinutesStatus.APPROVED: "Approuvé",
    MinutesStatus.PUBLISHED: "Publié",
    MinutesStatus.AMENDED: "Publié, modifié depuis",
    MinutesStatus.NOT_APPLICABLE: "Sans objet",
}
APPROVAL_LABELS = {
    Approval.LEAD: "par l’animation, après la relecture",
    Approval.MEETING: "en réunion",
}
AUDIENCE_LABELS = {
    Audience.PUBLIC: "Tout le monde",
    Audience.PARTNERS: "Les partenaires qui ont un compte",
    Audience.MEMBERS: "Les membres du groupe",
}
COUNTING_LABELS = {
    Counting.NAMED: "Par leur nom",
    Counting.COUNTED: "En nombre seulement",
}
PRESENCE_LABELS = {
    Presence.PRESENT: "Présence",
    Presence.EXCUSED: "Absence excusée",
    Presence.ABSENT: "Absence",
}
KIND_LABELS = {
    AttendeeKind.CONCERNED: "Personnes concernées",
    AttendeeKind.ASSOCIATION: "Associations",
    AttendeeKind.LOCAL_AUTHORITY: "Collectivités",
    AttendeeKind.STATE: "Services de l’État",
    AttendeeKind.PROTECTION: "Protection sociale et santé",
    AttendeeKind.OTHER: "Autres",
}
ACTION_LABELS = {
    ActionStatus.TO_DO: "À faire",
    ActionStatus.IN_PROGRESS: "En cours",
    ActionStatus.DONE: "Faite",
    ActionStatus.DROPPED: "Abandonnée",
    ActionStatus.POSTPONED: "Reportée",
}
