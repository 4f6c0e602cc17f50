"""The journal in French: acts, fields and values. What has no word yet is shown as it is stored."""

from __future__ import annotations

from typing import Any, Final

from app.kernel.text import counted

ACTS: Final = {
    "accept": "Acceptation",
    "add": "Ajout",
    "adjourn": "Ajournement",
    "appoint": "Nomination",
    "cancel": "Annulation",
    "change": "Modification",
    "change_mode": "Changement de modalité",
    "close": "Fermeture",
    "close_registration": "Fermeture des inscriptions",
    "create": "Création",
    "decide": "Décision",
    "edit": "Modification",
    "end_mandate": "Fin de mandat",
    "import": "Import",
    "issue_link": "Lien de connexion remis",
    "mark_held": "Tenue constatée",
    "notify": "Notification",
    "open_registration": "Ouverture des inscriptions",
    "postpone": "Report",
    "promote": "Passage de la liste d’attente",
    "publish": "Publication",
    "rectify": "Rectification",
    "register": "Inscription",
    "reopen": "Réouverture",
    "retry": "Nouvel envoi",
    "revoke": "Révocation",
    "save": "Enregistrement",
    "set_roles": "Changement de rôles",
    "set_status": "Changement d’état",
    "sign_in": "Connexion",
    "store": "Dépôt de fichier",
    "submit": "Dépôt",
    "withdraw": "Retrait",
}
FIELDS: Final = {
    "account": "Compte",
    "capacity": "Places",
    "ends_at": "Fin",
    "fields": "Champs modifiés",
    "organisation_id": "Organisation (numéro)",
    "reason": "Motif",
    "role": "Rôle",
    "roles": "Rôles",
    "since": "Depuis",
    "starts_at": "Début",
    "status": "État",
    "title": "Titre",
    "until": "Jusqu’au",
}


def act(action: str) -> str:
    """`event:publish` as « Publication »."""
    verb = action.partition(":")[2] or action
    return ACTS.get(verb, verb.replace("_", " ").capitalize())


def field(name: str) -> str:
    return FIELDS.get(name, name.replace("_", " "))


def value(stored: Any) -> str:
    """A stored JSON value as a line of text."""
    if stored is None or stored == "":
        return "rien"
    if stored is True:
        return "oui"
    if stored is False:
        return "non"
    if isinstance(stored, list):
        return ", ".join(value(one) for one in stored) or "rien"
    if isinstance(stored, dict):
        return "; ".join(f"{field(name)} = {value(one)}" for name, one in stored.items()) or "rien"
    text = str(stored)
    return text if len(text) <= 300 else f"{text[:300]}… ({counted(len(text), 'signe')})"
