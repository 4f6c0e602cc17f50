"""The journal of this feature in French: its acts, their fields and the words of its values."""

from __future__ import annotations

from typing import Final

from app.audit.words import Words

JOURNAL: Final = (
    Words(
        "strategy",
        acts={
            "add_axis": "Ajout d’un axe",
            "add_convention": "Ajout d’une convention",
            "add_convention_action": "Ajout d’une action de convention",
            "add_dispositif": "Ajout d’un dispositif",
            "add_figure": "Ajout d’un chiffre",
            "add_framework": "Ajout d’un cadre",
            "add_funding": "Ajout d’un financement",
            "add_line": "Ajout d’une ligne de financement",
            "add_source": "Ajout d’une source",
            "add_term": "Ajout d’un sigle",
            "add_total": "Ajout d’un total",
            "attach": "Ajout de documents à une convention",
            "edit_axis": "Modification d’un axe",
            "edit_convention": "Modification d’une convention",
            "edit_convention_action": "Modification d’une action de convention",
            "edit_correspondences": "Correspondances entre cadres",
            "edit_dispositif": "Modification d’un dispositif",
            "edit_figure": "Modification d’un chiffre",
            "edit_framework": "Modification d’un cadre",
            "edit_funding": "Modification d’un financement",
            "edit_line": "Modification d’une ligne de financement",
            "edit_term": "Modification d’un sigle",
            "edit_total": "Modification d’un total",
            "remove_convention_action": "Retrait d’une action de convention",
            "remove_document": "Retrait d’un document d’une convention",
            "remove_term": "Retrait d’un sigle",
            "withdraw": "Retrait d’un chiffre",
        },
        fields={
            "actors": "Acteurs",
            "axis_id": "Axe",
            "cited_year": "Année du bilan qui le nomme",
            "code": "Code",
            "convention_id": "Convention",
            "details": "Détails",
            "dispositif_id": "Dispositif",
            "document": "Document",
            "entered_by_id": "Saisi par",
            "framework_id": "Cadre",
            "key": "Total annoncé",
            "number": "Numéro",
            "slug": "Adresse de la page",
            "text": "Texte",
            "url": "Adresse",
            "what": "Action",
        },
        rows={
            "correspondences": "axis",
        },
    ),
)
