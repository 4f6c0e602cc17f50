"""What an announced total counts."""

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
