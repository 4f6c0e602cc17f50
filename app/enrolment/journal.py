"""The journal of this feature in French: its acts, their fields and the words of its values."""

from __future__ import annotations

from typing import Final

from app.audit.words import Words

JOURNAL: Final = (
    Words(
        "registration",
        acts={
            "accept_seat": "Place acceptée",
            "cancel_person": "Annulation par qui avait inscrit la personne",
            "end_offer": "Proposition de place terminée",
            "import": "Liste de personnes inscrite",
            "offer_seat": "Place proposée à une autre personne",
            "read_sheet": "Liste lue, pas encore inscrite",
            "register_others": "Inscription d’autres personnes",
            "take_seat": "Place transmise",
        },
        fields={
            "double": "déjà inscrites ou en double",
            "refused": "refusées",
            "registered": "inscrites",
            "wrong": "à corriger",
        },
    ),
)
