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
    """Every act on a proposal, the ones that keep its state included."""

    EDIT = "edit"
    ADD_CO_AUTHOR = "add_co_author"
    REMOVE_CO_AUTHOR = "remove_co_author"
    ASK_SUBMISSION = "ask_submission"
    SUBMIT = "submit"
    RETURN = "return"
    START_REVIEW = "start_review"
    REASSIGN = "reassign"
    REDIRECT = "redirect"
    MERGE = "merge"
    NOTE = "note"
    CONSULT = "consult"
    ASK_INFORMATION = "ask_information"
    ANSWER = "answer"
    GIVE_UP_WAITING = "give_up_waiting"
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
    ADD_FOLLOW_UP = "add_follow_up"
    PROGRESS_FOLLOW_UP = "progress_follow_up"
    COMPLETE_FOLLOW_UP = "complete_follow_up"
    DROP_FOLLOW_UP = "drop_follow_up"
    ADD_POINT = "add_point"
    COMPLETE = "complete"
    ABANDON = "abandon"
    WITHDRAW = "withdraw"


class Who(StrEnum):
    """What somebody is to a proposal. One person may be several."""

    AUTHOR = "author"
    CO_AUTHOR = "co_author"
    LEAD = "lead"
    MEMBER = "member"
    TEAM = "team"
    INSTRUCTOR = "instructor"
    COMMISSIONER = "commissioner"
    FOLLOWER = "follower"
    SYSTEM = "system"

    @property
    def label(self) -> str:
        return WHO_LABELS[self]


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


WHO_LABELS = {
    Who.AUTHOR: "Auteur ou autrice",
    Who.CO_AUTHOR: "Coauteur ou coautrice",
    Who.LEAD: "Animation du groupe",
    Who.MEMBER: "Membres du groupe",
    Who.TEAM: "Équipe du commissaire",
    Who.INSTRUCTOR: "Instruction",
    Who.COMMISSIONER: "Commissaire",
    Who.FOLLOWER: "Suit la proposition",
    Who.SYSTEM: "Tâche programmée",
}
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
