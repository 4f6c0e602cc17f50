"""The journal of this feature in French: its acts, their fields and the words of its values."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from app.audit.words import Words
from app.groups.enums import GroupRole, GroupStatus, MemberList, MilestoneStatus


class _Readers(StrEnum):
    """Who reads a document of the group, as the journal keeps it."""

    MEMBERS = "members"
    PUBLIC = "public"

    @property
    def label(self) -> str:
        return "membres du groupe" if self is _Readers.MEMBERS else "tout le monde"


JOURNAL: Final = (
    Words(
        "group",
        acts={
            "accept_invitation": "Invitation acceptée",
            "accept_request": "Demande acceptée",
            "add_alias": "Ajout d’un autre nom",
            "add_document": "Ajout d’un document",
            "add_milestone": "Ajout d’un jalon",
            "add_note": "Point d’étape",
            "add_offshoot": "Ajout de ce qui est né du groupe",
            "appoint": "Nomination",
            "approve_letter": "Lettre de mission approuvée",
            "ask_to_join": "Demande pour rejoindre",
            "change_milestone": "Modification d’un jalon",
            "create": "Création d’un groupe",
            "edit": "Modification",
            "end_mandate": "Fin de mandat",
            "invite": "Invitation à rejoindre le groupe",
            "refuse_request": "Demande refusée",
            "remove_document": "Retrait d’un document",
            "reopen_milestone": "Réouverture d’un jalon",
            "resolve_milestone": "Fin d’un jalon",
            "revoke_invitation": "Retrait d’une invitation",
            "set_member_list": "Choix de qui voit les membres",
            "set_status": "Changement d’état",
            "show_name": "Accord pour montrer son nom",
            "write_letter": "Lettre de mission écrite",
        },
        fields={
            "associated_note": "Précision sur l’organisation associée",
            "associated_organisation": "Organisation associée",
            "axes": "Axes",
            "contact_email": "Adresse de contact",
            "covers_region": "Toute la région",
            "deliverable": "Livrable attendu",
            "dispositifs": "Dispositifs",
            "due_on": "Échéance",
            "invitation": "Invitation (numéro)",
            "lead_organisation_id": "Organisation pilote",
            "member_list": "Qui voit les membres",
            "metropoles": "Métropoles",
            "purpose": "Raison d’être",
            "referent_service": "Service référent",
            "request": "Demande (numéro)",
            "resolution": "Comment il a fini",
            "resolved_on": "Fini le",
            "shown": "Nom montré",
            "told_on": "Dit le",
        },
        values={
            "audience": _Readers,
            "member_list": MemberList,
            "role": GroupRole,
            "change_milestone.status": MilestoneStatus,
            "reopen_milestone.status": MilestoneStatus,
            "resolve_milestone.status": MilestoneStatus,
            "status": GroupStatus,
        },
        rows={
            "account": "account",
        },
    ),
)
