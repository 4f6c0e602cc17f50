"""What an incoming mail is, and what became of it."""

from __future__ import annotations

from enum import StrEnum


class IncomingKind(StrEnum):
    ANSWER = "answer"
    RETURN = "return"
    OTHER = "other"

    @property
    def label(self) -> str:
        return KIND_LABELS[self]


KIND_LABELS = {
    IncomingKind.ANSWER: "Réponse à une invitation",
    IncomingKind.RETURN: "Courriel revenu",
    IncomingKind.OTHER: "Autre courriel",
}


class Verdict(StrEnum):
    """`applied` changed something or confirmed what was so; every other one is kept aside."""

    APPLIED = "applied"
    FORGED = "forged"
    LATE = "late"
    UNKNOWN = "unknown"
    UNREADABLE = "unreadable"

    @property
    def label(self) -> str:
        return VERDICT_LABELS[self]


VERDICT_LABELS = {
    Verdict.APPLIED: "Pris en compte",
    Verdict.FORGED: "Expéditeur non reconnu",
    Verdict.LATE: "Arrivé trop tard",
    Verdict.UNKNOWN: "Sans correspondance",
    Verdict.UNREADABLE: "Illisible",
}


class Participation(StrEnum):
    """What a calendar answers (PARTSTAT, RFC 5545 §3.2.12), as far as it decides something."""

    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    TENTATIVE = "TENTATIVE"

    @property
    def label(self) -> str:
        return PARTICIPATION_LABELS[self]


PARTICIPATION_LABELS = {
    Participation.ACCEPTED: "accepte",
    Participation.DECLINED: "décline",
    Participation.TENTATIVE: "répond « peut-être »",
}
