"""What an announced total counts; how a statement came in; conventions and where they stand."""

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


class ConventionKind(StrEnum):
    CALPAE = "calpae"
    CLS = "cls"
    LOCAL_PACT = "local_pact"
    CDPPE = "cdppe"
    RSA = "rsa"
    OTHER = "other"

    @property
    def label(self) -> str:
        return CONVENTION_LABELS[self]


# The first two are not the same thing as the third: a contract binds, a pact plans.
CONVENTION_LABELS = {
    ConventionKind.CALPAE: "CALPAE",
    ConventionKind.CLS: "Contrat local des solidarités",
    ConventionKind.LOCAL_PACT: "Pacte local des solidarités",
    ConventionKind.CDPPE: "CDPPE",
    ConventionKind.RSA: "Convention sur le RSA",
    ConventionKind.OTHER: "Autre convention",
}


class ConventionStatus(StrEnum):
    NEGOTIATED = "negotiated"
    SIGNED = "signed"
    ENDED = "ended"
    ABANDONED = "abandoned"

    @property
    def label(self) -> str:
        return STATUS_LABELS[self][0]

    @property
    def badge(self) -> str:
        """The colour of its badge, beside the words."""
        return STATUS_LABELS[self][1]


STATUS_LABELS = {
    ConventionStatus.NEGOTIATED: ("En négociation", "info"),
    ConventionStatus.SIGNED: ("Texte signé", "success"),
    ConventionStatus.ENDED: ("Terme atteint", ""),
    ConventionStatus.ABANDONED: ("Sans suite", "warning"),
}
