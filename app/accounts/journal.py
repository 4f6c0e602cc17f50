"""The journal of this feature in French: its acts, their fields and the words of its values."""

from __future__ import annotations

from typing import Final

from app.accounts.enums import Role
from app.audit.words import Words

JOURNAL: Final = (
    Words(
        "account",
        acts={
            "close": "Fermeture d’un compte",
            "create": "Ouverture d’un compte",
            "edit": "Modification",
            "issue_link": "Lien de connexion remis",
            "reopen": "Réouverture d’un compte",
            "set_roles": "Changement de rôles",
            "sign_in": "Connexion",
            "sign_out": "Déconnexion",
            "sign_out_everywhere": "Déconnexion de tous les appareils",
        },
        fields={
            "email": "Adresse électronique",
        },
        values={
            "roles": Role,
        },
        rows={
            "organisation_id": "organisation",
        },
    ),
)
