"""The journal of this feature in French: its acts, their fields and the words of its values."""

from __future__ import annotations

from typing import Final

from app.audit.words import Words
from app.questions.enums import NeedKind

JOURNAL: Final = (
    Words(
        "event",
        acts={
            "add_question": "Ajout d’une question",
            "ask_needs": "Besoins demandés à l’inscription",
            "edit_question": "Modification d’une question",
            "move_question": "Ordre des questions",
            "remove_question": "Retrait d’une question",
        },
        fields={
            "choices": "Réponses proposées",
            "erase_on": "Effacement des réponses",
            "hint": "Précision",
            "kind": "Réponse attendue",
            "label": "Texte de la question",
            "only_if_id": "Question qui l’ouvre",
            "only_if_value": "Réponse qui l’ouvre",
            "purpose": "À quoi sert la réponse",
            "question": "Question",
            "required": "Réponse nécessaire",
        },
        values={
            "needs": NeedKind,
        },
        rows={
            "question": "event_question",
        },
    ),
)
