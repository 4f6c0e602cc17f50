"""The journal of this feature in French: its acts, their fields and the words of its values."""

from __future__ import annotations

from typing import Final

from app.audit.words import Words

JOURNAL: Final = (
    Words(
        "mailing",
        acts={
            "discard": "Message supprimé",
            "edit": "Message modifié",
            "keep_template": "Modèle gardé",
            "remove_template": "Modèle supprimé",
            "send": "Message envoyé",
            "write": "Message écrit",
        },
        fields={
            "body": "Texte",
            "subject": "Objet",
            "unreached": "Personnes sans adresse",
        },
        rows={
            "event": "event",
        },
    ),
)
