"""Kinds of questions, and the needs that an event may ask about."""

from __future__ import annotations

from enum import StrEnum


class QuestionKind(StrEnum):
    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    YES_NO = "yes_no"
    ONE = "one"
    SEVERAL = "several"
    DATE = "date"
    FILE = "file"

    @property
    def label(self) -> str:
        return KIND_LABELS[self]

    @property
    def has_choices(self) -> bool:
        return self in {QuestionKind.ONE, QuestionKind.SEVERAL}

    @property
    def can_decide(self) -> bool:
        """Whether another question may depend on its answer: one of a few known words."""
        return self is QuestionKind.YES_NO or self.has_choices


KIND_LABELS = {
    QuestionKind.TEXT: "Une ligne de texte",
    QuestionKind.LONG_TEXT: "Un texte long",
    QuestionKind.NUMBER: "Un nombre",
    QuestionKind.YES_NO: "Oui ou non",
    QuestionKind.ONE: "Un choix dans une liste",
    QuestionKind.SEVERAL: "Plusieurs choix dans une liste",
    QuestionKind.DATE: "Une date",
    QuestionKind.FILE: "Un fichier",
}
YES, NO = "Oui", "Non"


class NeedKind(StrEnum):
    """What somebody may need to take part; the last of each group is told in their own words."""

    WHEELCHAIR = "wheelchair"
    SIGN_LANGUAGE = "sign_language"
    HEARING_LOOP = "hearing_loop"
    EASY_READ = "easy_read"
    CHILDCARE = "childcare"
    TRAVEL = "travel"
    OTHER = "other"
    MEAL = "meal"
    MEAT_FREE = "meat_free"
    DIET = "diet"

    @property
    def label(self) -> str:
        return NEED_LABELS[self]

    @property
    def is_meal(self) -> bool:
        return self in MEALS

    @property
    def in_own_words(self) -> bool:
        return self in {NeedKind.OTHER, NeedKind.DIET}


NEED_LABELS = {
    NeedKind.WHEELCHAIR: "Accès pour une personne à mobilité réduite (PMR)",
    NeedKind.SIGN_LANGUAGE: "Interprétation en langue des signes (LSF)",
    NeedKind.HEARING_LOOP: "Boucle magnétique",
    NeedKind.EASY_READ: "Documents faciles à lire et à comprendre (FALC)",
    NeedKind.CHILDCARE: "Garde d’enfants",
    NeedKind.TRAVEL: "Prise en charge du déplacement",
    NeedKind.OTHER: "Autre besoin",
    NeedKind.MEAL: "Repas sur place",
    NeedKind.MEAT_FREE: "Sans viande ni poisson",
    NeedKind.DIET: "Allergie ou autre régime",
}
MEALS = (NeedKind.MEAL, NeedKind.MEAT_FREE, NeedKind.DIET)
ACCESS_NEEDS = tuple(kind for kind in NeedKind if kind not in MEALS)
# Those one ticks; the others are a line to write.
TICKED_NEEDS = tuple(kind for kind in ACCESS_NEEDS if not kind.in_own_words)
TICKED_MEALS = tuple(kind for kind in MEALS if not kind.in_own_words)
