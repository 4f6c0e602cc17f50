"""Life and audience of minutes."""

from __future__ import annotations

from enum import StrEnum


class MinutesStatus(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    AMENDED = "amended"

    @property
    def label(self) -> str:
        return STATUS_LABELS[self]


class MinutesAction(StrEnum):
    PUBLISH = "publish"
    AMEND = "amend"


class Audience(StrEnum):
    """Who reads the published text."""

    PUBLIC = "public"
    PARTNERS = "partners"
    MEMBERS = "members"

    @property
    def label(self) -> str:
        return AUDIENCE_LABELS[self]


STATUS_LABELS = {
    MinutesStatus.DRAFT: "Brouillon",
    MinutesStatus.PUBLISHED: "Publié",
    MinutesStatus.AMENDED: "Publié, modifié depuis",
}
AUDIENCE_LABELS = {
    Audience.PUBLIC: "Tout le monde",
    Audience.PARTNERS: "Les partenaires qui ont un compte",
    Audience.MEMBERS: "Les membres du groupe",
}
