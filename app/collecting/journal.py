"""The journal of this feature in French: its acts, their fields and the words of its values."""

from __future__ import annotations

from typing import Final

from app.audit.words import Words

JOURNAL: Final = (
    Words(
        "collecting",
        acts={
            "accept": "Chiffre proposé retenu",
            "ask": "Chiffres demandés",
            "end": "Demande close",
            "finish": "Réponse terminée",
            "import": "Chiffre importé d’un tableau",
            "import_sheet": "Tableau importé",
            "propose": "Chiffre proposé",
            "put_off": "Nouvelle échéance",
            "read_sheet": "Tableau lu, pas encore importé",
            "refuse": "Chiffre proposé refusé",
            "take_back": "Chiffre proposé retiré",
        },
        fields={
            "added": "ajoutées",
            "double": "en double",
            "empty": "vides",
            "new": "nouvelles",
            "replaces": "qui remplacent un chiffre",
            "axis_id": "Axe",
            "changed": "changées",
            "corrected": "corrigées",
            "dispositif_id": "Dispositif",
            "done": "importées",
            "framework_id": "Cadre",
            "lines": "Lignes",
            "ready": "prêtes",
            "refused": "refusées",
            "same": "déjà connues",
            "source": "Source",
            "wrong": "à corriger",
        },
    ),
)
