"""The journal of this feature in French: its acts, their fields and the words of its values."""

from __future__ import annotations

from typing import Final

from app.attendance.slots import spoken_key
from app.audit.words import Words

JOURNAL: Final = (
    Words(
        "attendance",
        acts={
            "add_supports": "Ajout de supports",
            "arrive": "Arrivée notée",
            "export_certificates": "Attestations emportées",
            "give_pass": "Lien d’accueil donné",
            "issue_certificate": "Attestation délivrée",
            "mark_absent": "Absences notées",
            "print_badges": "Badges préparés",
            "print_sheets": "Feuilles d’émargement préparées",
            "remove_support": "Retrait d’un support",
            "revoke_pass": "Lien d’accueil fermé",
            "send_certificates": "Attestations annoncées par courriel",
            "set_headcount": "Personnes concernées comptées",
            "set_hours": "Horaires corrigés",
            "set_replay": "Rediffusion",
            "thank": "Remerciement envoyé",
            "undo": "Arrivée annulée",
            "walk_in": "Inscription sur place",
        },
        fields={
            "document": "Document",
            "lines": "Lignes",
            "replay_url": "Adresse de la rediffusion",
        },
        rows={
            "account": "account",
            "document": "document",
            "event": "event",
        },
        spoken=spoken_key,
    ),
)
