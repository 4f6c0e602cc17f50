"""The journal of this feature in French: its acts, their fields and the words of its values."""

from __future__ import annotations

import re
from typing import Final

from app.audit.words import Words
from app.events.enums import PoolKind
from app.registrations.enums import ClaimStatus

_QUESTION: Final = re.compile(r"q\d+")


def _answer(name: str) -> str | None:
    """The answer to a question of the event: its number alone is in the journal."""
    return "Réponse à une question" if _QUESTION.fullmatch(name) else None


JOURNAL: Final = (
    Words(
        "registration",
        acts={
            "approve": "Inscription acceptée",
            "ask_again": "Nouvelle demande de confirmer son adresse",
            "bulk": "Acte sur plusieurs inscriptions",
            "change_mode": "Changement de modalité",
            "change_sessions": "Changement d’ateliers",
            "confirm_address": "Adresse confirmée",
            "correct": "Correction d’une inscription par l’équipe",
            "correct_address": "Adresse corrigée après l’inscription",
            "edit": "Correction d’une inscription",
            "export": "Liste emportée",
            "give_seat": "Place donnée par l’équipe",
            "invite": "Envoi d’invitations à s’inscrire",
            "lapse": "Inscription non confirmée à temps",
            "promote": "Passage de la liste d’attente",
            "refuse": "Inscription refusée",
            "register": "Inscription",
            "revoke_invitation": "Retrait d’une invitation",
            "withdraw": "Annulation d’une inscription",
        },
        fields={
            "act": "Acte",
            "columns": "Colonnes",
            "done": "Faits",
            "email": "Adresse électronique",
            "first_name": "Prénom",
            "format": "Format",
            "last_name": "Nom",
            "lines": "Lignes",
            "needs": "Besoins et repas",
            "organisation": "Organisation",
            "registration": "Inscription",
            "skipped": "Laissés",
        },
        values={
            "mode": PoolKind,
            "status": ClaimStatus,
            "statuses": ClaimStatus,
        },
        rows={
            "event": "event",
            "registration": "registration",
            "sessions": "pool",
        },
        spoken=_answer,
    ),
)
