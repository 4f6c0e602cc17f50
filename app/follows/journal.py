"""The journal of this feature in French: its acts, their fields and the words of its values."""

from __future__ import annotations

from typing import Final

from app.audit.words import Words
from app.follows.enums import Pace

JOURNAL: Final = (
    Words(
        "group",
        acts={
            "follow": "Choix de suivi",
        },
        fields={
            "pace": "Rythme",
        },
        values={
            "pace": Pace,
        },
    ),
    Words(
        "proposal",
        acts={
            "follow": "Suivi d’une proposition",
            "unfollow": "Suivi arrêté",
        },
    ),
)
