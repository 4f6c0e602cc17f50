"""How often somebody wants to hear of a group."""

from __future__ import annotations

from enum import StrEnum


class Pace(StrEnum):
    EACH = "each"
    DAILY = "daily"
    WEEKLY = "weekly"
    NOTHING = "nothing"

    @property
    def label(self) -> str:
        return PACE_LABELS[self]


PACE_LABELS = {
    Pace.EACH: "Un courriel à chaque nouveauté",
    Pace.DAILY: "Un résumé par jour",
    Pace.WEEKLY: "Un résumé par semaine",
    Pace.NOTHING: "Rien",
}

# Those that gather several things into one mail.
DIGESTS = (Pace.DAILY, Pace.WEEKLY)
