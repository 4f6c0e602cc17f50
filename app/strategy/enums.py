"""What an announced total counts; how a statement came in."""

from __future__ import annotations

from enum import StrEnum


class TotalKey(StrEnum):
    """Each has a count of what the service holds, shown beside what was announced."""

    GROUPS = "groups"
    CONFERENCES = "conferences"
    STUDY_DAYS = "study_days"
    DISPOSITIFS = "dispositifs"
    AXES = "axes"

    @property
    def label(self) -> str:
        return TOTAL_LABELS[self]


TOTAL_LABELS = {
    TotalKey.GROUPS: "groupes de travail",
    TotalKey.CONFERENCES: "conférences régionales",
    TotalKey.STUDY_DAYS: "journées d’études",
    TotalKey.DISPOSITIFS: "dispositifs",
    TotalKey.AXES: "axes",
}


class Origin(StrEnum):
    """By what door a statement came in."""

    IMPORT = "import"
    TEAM = "team"
    REFERENT = "referent"
    SHEET = "sheet"

    @property
    def label(self) -> str:
        return ORIGIN_LABELS[self]


ORIGIN_LABELS = {
    Origin.IMPORT: "import du programme",
    Origin.TEAM: "saisie de l’équipe",
    Origin.REFERENT: "personne référente, validée par l’équipe",
    Origin.SHEET: "tableau importé",
}
