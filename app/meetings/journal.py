"""The journal of this feature in French: its acts, their fields and the words of its values."""

from __future__ import annotations

from typing import Final

from app.audit.words import Words
from app.meetings.enums import Answer

JOURNAL: Final = (
    Words(
        "meeting",
        acts={
            "answer": "Réponse à une convocation",
            "attach": "Ajout de documents",
            "invite": "Convocation d’autres personnes",
        },
        fields={
            "answer": "Réponse",
            "documents": "Documents",
        },
        values={
            "answer": Answer,
        },
    ),
    Words(
        "poll",
        acts={
            "cancel": "Abandon d’un sondage de dates",
            "decide": "Date choisie",
            "open": "Ouverture d’un sondage de dates",
            "vote": "Réponses au sondage",
        },
        fields={
            "dates": "Dates proposées",
            "voter": "Personne (numéro)",
        },
    ),
)
