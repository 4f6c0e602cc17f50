"""The journal of this feature in French: its acts, their fields and the words of its values."""

from __future__ import annotations

from typing import Final

from app.audit.words import Words

JOURNAL: Final = (
    Words(
        "document",
        acts={
            "collect": "Effacement d’un fichier que plus rien ne portait",
            "store": "Dépôt de fichier",
        },
        fields={
            "media_type": "Format",
            "sha256": "Empreinte",
            "size": "Taille (octets)",
        },
    ),
)
