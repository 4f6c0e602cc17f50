"""How often somebody wants to hear of a group."""

from __future__ import annotations

from enum import StrEnum


class Pace(StrEnum):
    EACH = "each"
    WEEKLY = "weekly"
    NOTHING = "nothing"

    @property
    def label(self) -> str:
        return PACE_LABELS[self]


PACE_LABELS = {
    Pace.EACH: "Un courriel à chaque nouveauté",
    Pace.WEEKLY: "Un résumé par semaine",
    Pace.NOTHING: "Rien",
}
