"""The journal of this feature in French: its acts, their fields and the words of its values."""

from __future__ import annotations

from typing import Final

from app.audit.words import Words
from app.minutes.enums import ActionStatus, Approval, Audience, Counting, MinutesStatus

JOURNAL: Final = (
    Words(
        "minutes",
        acts={
            "amend": "Nouvelle édition",
            "answer_comment": "Réponse à une remarque",
            "approve_text": "Approbation",
            "attach_signed": "PDF signé joint",
            "circulate": "Envoi pour relecture",
            "comment": "Remarque",
            "import": "Texte repris dans le compte rendu",
            "open": "Ouverture du compte rendu",
            "publish": "Publication du compte rendu",
            "read_text": "Texte lu, pas encore repris",
            "reopen": "Réouverture du compte rendu",
            "save": "Enregistrement",
            "set_aside": "Sans objet",
            "set_text_aside": "Texte non retenu, gardé",
        },
        fields={
            "actions": "Actions",
            "added": "Ajoutés",
            "approval": "Approbation",
            "body": "Texte",
            "comment": "Remarque (numéro)",
            "content_hash": "Empreinte du texte",
            "counting": "Manière de compter",
            "counts": "Personnes présentes",
            "decisions": "Décisions",
            "document": "Document",
            "documents": "Documents",
            "edition": "Édition",
            "items": "Points",
            "length": "Longueur du texte",
            "next_meeting": "Prochaine réunion",
            "plain_summary": "En clair",
            "removed": "Retirés",
            "taken_up": "Reprise dans le texte",
        },
        values={
            "approval": Approval,
            "audience": Audience,
            "counting": Counting,
            "status": MinutesStatus,
        },
        rows={
            "document": "document",
        },
    ),
    Words(
        "action",
        acts={
            "drop": "Action abandonnée",
            "postpone": "Échéance reportée",
            "finish": "Action terminée",
            "reopen": "Action reprise",
            "start": "Action commencée",
        },
        fields={
            "due_on": "Échéance",
        },
        values={
            "status": ActionStatus,
        },
    ),
)
