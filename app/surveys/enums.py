"""Kinds of questions."""

from __future__ import annotations

from enum import StrEnum


class QuestionKind(StrEnum):
    SCALE = "scale"
    CHOICE = "choice"
    CHOICES = "choices"
    TEXT = "text"

    @property
    def label(self) -> str:
        return KIND_LABELS[self]


KIND_LABELS = {
    QuestionKind.SCALE: "Une note de 1 à 5",
    QuestionKind.CHOICE: "Une réponse parmi plusieurs",
    QuestionKind.CHOICES: "Plusieurs réponses possibles",
    QuestionKind.TEXT: "Une réponse libre",
}
