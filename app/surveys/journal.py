"""The journal of this feature in French: its acts, their fields and the words of its values."""

from __future__ import annotations

from typing import Final

from app.audit.words import Words

JOURNAL: Final = (
    Words(
        "survey",
        acts={
            "add_question": "Ajout d’une question au questionnaire",
            "create": "Ouverture d’un questionnaire",
            "export": "Réponses emportées",
            "remove_question": "Retrait d’une question du questionnaire",
            "send": "Envoi du questionnaire",
            "set_closing": "Changement du dernier jour",
        },
        fields={
            "lines": "Réponses",
        },
        rows={
            "event": "event",
        },
    ),
)
