"""What people answer to a convocation and to a poll of dates."""

from __future__ import annotations

from enum import StrEnum


class Answer(StrEnum):
    """The answer to a convocation."""

    PRESENT = "present"
    REMOTE = "remote"
    DELEGATE = "delegate"
    EXCUSED = "excused"

    @property
    def label(self) -> str:
        return ANSWER_LABELS[self]


class PollStatus(StrEnum):
    OPEN = "open"
    DECIDED = "decided"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        return POLL_LABELS[self]


class Choice(StrEnum):
    """What one person says of one date."""

    YES = "yes"
    IF_NEEDED = "if_needed"
    NO = "no"

    @property
    def label(self) -> str:
        return CHOICE_LABELS[self]


ANSWER_LABELS = {
    Answer.PRESENT: "Je viens",
    Answer.REMOTE: "Je participe à distance",
    Answer.DELEGATE: "Une autre personne me remplace",
    Answer.EXCUSED: "Je ne viens pas",
}
# The same, told of somebody else in the lead's list and in the minutes.
ANSWER_STATES = {
    Answer.PRESENT: "Vient",
    Answer.REMOTE: "À distance",
    Answer.DELEGATE: "Se fait remplacer",
    Answer.EXCUSED: "Ne vient pas",
}
POLL_LABELS = {
    PollStatus.OPEN: "En cours",
    PollStatus.DECIDED: "Date choisie",
    PollStatus.CANCELLED: "Abandonné",
}
CHOICE_LABELS = {
    Choice.YES: "Oui",
    Choice.IF_NEEDED: "Si besoin",
    Choice.NO: "Non",
}
