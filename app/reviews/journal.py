"""The journal of this feature in French: its acts, their fields and the words of its values."""

from __future__ import annotations

from typing import Final

from app.audit.words import Words
from app.reviews.enums import REGION, ReviewStatus
from app.reviews.queries.counting import CLOSING, OPENING

# The sections that every report has, and its territories, by their keys.
_KEYS: Final = {**OPENING, **CLOSING, REGION: "Occitanie"}

JOURNAL: Final = (
    Words(
        "review",
        acts={
            "correct": "Correction du bilan",
            "open": "Ouverture d’un bilan",
            "publish": "Publication du bilan",
            "reopen": "Réouverture du bilan",
            "set_text_aside": "Texte non retenu, gardé",
            "validate": "Chiffres arrêtés",
            "write": "Texte d’une section écrit",
        },
        fields={
            "content_hash": "Empreinte du texte",
            "section": "Section",
            "territory": "Territoire",
            "text": "Longueur du texte",
        },
        values={
            "status": ReviewStatus,
        },
        spoken=_KEYS.get,
    ),
)
