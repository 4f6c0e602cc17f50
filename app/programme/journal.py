"""The journal of this feature in French: its acts, their fields and the words of its values."""

from __future__ import annotations

import re
from typing import Final

from app.audit.words import Words


def _department(key: str) -> str | None:
    """What begins in one department is kept under its code."""
    return f"Département {key}" if re.fullmatch(r"\d\d|2[AB]", key) else None


JOURNAL: Final = (
    Words(
        "programme",
        acts={
            "add": "Ajout par un import",
            "change": "Changement par un import",
            "import": "Import du programme",
        },
        fields={
            "actors": "Acteurs",
            "added": "Ajouts",
            "associated_note": "Précision sur l’organisation associée",
            "associated_organisation": "Organisation associée",
            "axis_a_id": "Axe",
            "axis_b_id": "Axe correspondant",
            "axis_id": "Axe",
            "certain": "Certain",
            "changed": "Changements",
            "city": "Commune",
            "cited_year": "Année du bilan qui le nomme",
            "code": "Code",
            "date": "Date (année, mois, jour)",
            "details": "Détails",
            "dispositif_id": "Dispositif",
            "file": "Fichier",
            "founders": "Fondateurs",
            "framework_id": "Cadre",
            "from_year": "Depuis l’année",
            "key": "Total annoncé",
            "kind_id": "Famille",
            "members": "Membres",
            "number": "Numéro",
            "organisers": "Organisation",
            "purpose": "Raison d’être",
            "refused": "Refus",
            "since_year": "Depuis l’année",
            "starts": "Débuts par département",
            "summary": "Résumé",
            "to_year": "Jusqu’à l’année",
            "url": "Adresse",
            "venue": "Lieu",
            "website": "Site",
        },
        spoken=_department,
    ),
)
