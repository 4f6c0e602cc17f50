"""States and acts of a proposal, as docs of the life cycle name them."""

from __future__ import annotations

from enum import StrEnum


class ProposalStatus(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    UNDER_REVIEW = "under_review"
    MORE_INFORMATION = "more_information"
    REVIEWED = "reviewed"
    ADJOURNED = "adjourned"
    ACCEPTED = "accepted"
    PARTLY_ACCEPTED = "partly_accepted"
    DECLINED = "declined"
    REDIRECTED = "redirected"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"
    IMPLEMENTING = "implementing"
    COMPLETED = "completed"
    ABANDONED = "abandoned"

    @property
    def label(self) -> str:
        return STATUS_LABELS[self]


class ProposalAction(StrEnum):
    SUBMIT = "submit"
    RETURN = "return"
    START_REVIEW = "start_review"
    REDIRECT = "redirect"
    MERGE = "merge"
    ASK_INFORMATION = "ask_information"
    RESUME_REVIEW = "resume_review"
    REVIEW = "review"
    REOPEN_REVIEW = "reopen_review"
    ADJOURN = "adjourn"
    RESUME = "resume"
    ACCEPT = "accept"
    ACCEPT_PARTLY = "accept_partly"
    DECLINE = "decline"
    NOTIFY = "notify"
    RECTIFY = "rectify"
    IMPLEMENT = "implement"
    COMPLETE = "complete"
    ABANDON = "abandon"
    WITHDRAW = "withdraw"


class DecisionLevel(StrEnum):
    """Who would have to decide for the proposal to become real."""

    LOCAL = "local"
    REGIONAL = "regional"
    NATIONAL = "national"

    @property
    def label(self) -> str:
        return LEVEL_LABELS[self]


class OpinionKind(StrEnum):
    FAVOURABLE = "favourable"
    RESERVED = "reserved"
    UNFAVOURABLE = "unfavourable"

    @property
    def label(self) -> str:
        return OPINION_LABELS[self]


class Outcome(StrEnum):
    """What the commissaire answered."""

    ACCEPTED = "accepted"
    PARTLY_ACCEPTED = "partly_accepted"
    DECLINED = "declined"

    @property
    def label(self) -> str:
        return STATUS_LABELS[ProposalStatus(self.value)]


STATUS_LABELS = {
    ProposalStatus.DRAFT: "Brouillon",
    ProposalStatus.SUBMITTED: "Soumise",
    ProposalStatus.UNDER_REVIEW: "En instruction",
    ProposalStatus.MORE_INFORMATION: "Complément demandé",
    ProposalStatus.REVIEWED: "Instruite, en attente de décision",
    ProposalStatus.ADJOURNED: "Ajournée",
    ProposalStatus.ACCEPTED: "Retenue",
    ProposalStatus.PARTLY_ACCEPTED: "Retenue en partie",
    ProposalStatus.DECLINED: "Non retenue",
    ProposalStatus.REDIRECTED: "Transmise à l’autorité compétente",
    ProposalStatus.MERGED: "Jointe à une autre proposition",
    ProposalStatus.WITHDRAWN: "Retirée par ses auteurs",
    ProposalStatus.IMPLEMENTING: "En cours de mise en œuvre",
    ProposalStatus.COMPLETED: "Mise en œuvre achevée",
    ProposalStatus.ABANDONED: "Mise en œuvre abandonnée",
}
LEVEL_LABELS = {
    DecisionLevel.LOCAL: "Local",
    DecisionLevel.REGIONAL: "Régional",
    DecisionLevel.NATIONAL: "National",
}
OPINION_LABELS = {
    OpinionKind.FAVOURABLE: "Favorable",
    OpinionKind.RESERVED: "Favorable avec réserves",
    OpinionKind.UNFAVOURABLE: "Défavorable",
}
