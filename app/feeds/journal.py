"""The journal of this feature in French: its acts, their fields and the words of its values."""

from __future__ import annotations

from typing import Final

from app.audit.words import Words

JOURNAL: Final = (
    Words(
        "calendar",
        acts={
            "create": "Création d’un calendrier privé",
            "revoke": "Fin d’un calendrier privé",
        },
    ),
)
