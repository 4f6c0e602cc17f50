"""The life of a year's report, and what its figures count."""

from __future__ import annotations

from enum import StrEnum

# The territory of the regional report; the others bear the code of their department.
REGION = "region"


class ReviewStatus(StrEnum):
    DRAFT = "draft"
    VALIDATED = "validated"
    PUBLISHED = "published"
    CORRECTED = "corrected"

    @property
    def label(self) -> str:
        return STATUS_LABELS[self]


class ReviewAction(StrEnum):
    VALIDATE = "validate"
    REOPEN = "reopen"
    PUBLISH = "publish"
    CORRECT = "correct"


class FactKind(StrEnum):
    """How the value of a figure is written."""

    COUNT = "count"
    # People: small numbers are not told, they could point at somebody.
    PEOPLE = "people"
    CENTS = "cents"


class Mark(StrEnum):
    """Where a figure comes from."""

    ANNOUNCED = "announced"
    ENTERED = "entered"
    COUNTED = "counted"

    @property
    def label(self) -> str:
        return MARK_LABELS[self]


STATUS_LABELS = {
    ReviewStatus.DRAFT: "Brouillon",
    ReviewStatus.VALIDATED: "Validé, pas encore publié",
    ReviewStatus.PUBLISHED: "Publié",
    ReviewStatus.CORRECTED: "Publié, corrigé depuis",
}
MARK_LABELS = {
    Mark.ANNOUNCED: "annoncé par une source",
    Mark.ENTERED: "saisi avec sa source",
    Mark.COUNTED: "compté dans Synergies",
}
