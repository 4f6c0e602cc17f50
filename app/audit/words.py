"""The journal in French: acts, fields and values. What has no word yet is shown as it is stored."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, Protocol

from app.kernel.text import counted

ACTS: Final = {
    "abandon": "Abandon",
    "accept": "Réponse : retenue",
    "accept_invitation": "Invitation acceptée",
    "accept_request": "Demande acceptée",
    "accept_partly": "Réponse : retenue en partie",
    "add": "Ajout",
    "add_alias": "Ajout d’un autre nom",
    "add_document": "Ajout d’un document",
    "add_milestone": "Ajout d’un jalon",
    "add_note": "Point d’étape",
    "add_offshoot": "Ajout de ce qui est né du groupe",
    "add_co_author": "Ajout d’une personne à l’écriture",
    "add_axis": "Ajout d’un axe",
    "add_convention": "Ajout d’une convention",
    "add_convention_action": "Ajout d’une action de convention",
    "edit_convention": "Modification d’une convention",
    "edit_convention_action": "Modification d’une action de convention",
    "remove_convention_action": "Retrait d’une action de convention",
    "add_framework": "Ajout d’un cadre",
    "edit_axis": "Modification d’un axe",
    "edit_correspondences": "Correspondances entre cadres",
    "edit_framework": "Modification d’un cadre",
    "import_sheet": "Tableau importé",
    "add_dispositif": "Ajout d’un dispositif",
    "add_figure": "Ajout d’un chiffre",
    "add_follow_up": "Ajout d’une action de suivi",
    "add_funding": "Ajout d’un financement",
    "add_line": "Ajout d’une ligne de financement",
    "add_reserve": "Places réservées",
    "add_session": "Ajout d’un atelier",
    "add_point": "Point de l’année",
    "add_source": "Ajout d’une source",
    "add_total": "Ajout d’un total",
    "add_supports": "Ajout de supports",
    "accept_seat": "Place acceptée",
    "offer_seat": "Place proposée à une autre personne",
    "take_seat": "Place transmise",
    "end_offer": "Proposition de place terminée",
    "read_sheet": "Fichier lu, pas encore importé",
    "register_others": "Inscription d’autres personnes",
    "adjourn": "Ajournement",
    "amend": "Nouvelle édition",
    "answer_comment": "Réponse à une remarque",
    "approve_text": "Approbation",
    "attach_signed": "PDF signé joint",
    "answer": "Réponse",
    "appoint": "Nomination",
    "arrive": "Arrivée notée",
    "approve": "Demande acceptée",
    "approve_letter": "Lettre de mission approuvée",
    "ask_to_join": "Demande pour rejoindre",
    "attach": "Ajout de documents",
    "ask_needs": "Besoins demandés à l’inscription",
    "ask_submission": "Relecture demandée à l’animation",
    "ask_information": "Demande de complément",
    "bulk": "Acte sur plusieurs inscriptions",
    "cancel": "Annulation",
    "cancel_session": "Annulation d’un atelier",
    "change": "Modification",
    "change_mode": "Changement de modalité",
    "change_sessions": "Changement d’ateliers",
    "circulate": "Envoi pour relecture",
    "close": "Fermeture",
    "comment": "Remarque",
    "collect": "Effacement d’un fichier que plus rien ne portait",
    "close_registration": "Fermeture des inscriptions",
    "export_certificates": "Attestations emportées",
    "complete": "Mise en œuvre achevée",
    "complete_follow_up": "Action de suivi terminée",
    "confirm_address": "Adresse confirmée",
    "consult": "Avis demandé à un service",
    "create": "Création",
    "decide": "Date choisie",
    "discard": "Brouillon supprimé",
    "keep_template": "Modèle gardé",
    "remove_template": "Modèle supprimé",
    "decline": "Réponse : non retenue",
    "drop_follow_up": "Action de suivi abandonnée",
    "duplicate": "Copie à une autre date",
    "edit": "Modification",
    "edit_dispositif": "Modification d’un dispositif",
    "edit_figure": "Modification d’un chiffre",
    "edit_funding": "Modification d’un financement",
    "edit_line": "Modification d’une ligne de financement",
    "edit_session": "Modification d’un atelier",
    "edit_question": "Modification d’une question",
    "edit_total": "Modification d’un total",
    "drop": "Abandon",
    "finish": "Terminée",
    "end_mandate": "Fin de mandat",
    "give_seat": "Place donnée par l’équipe",
    "follow": "Choix de suivi",
    "give_up_waiting": "Reprise sans le complément",
    "hold": "Tenue constatée",
    "hold_elsewhere": "Même rencontre dans d’autres lieux",
    "leave_series": "Retrait de la série",
    "share_texts": "Textes repris dans la série",
    "implement": "Mise en œuvre",
    "give_pass": "Lien d’accueil donné",
    "import": "Import",
    "issue_certificate": "Attestation délivrée",
    "issue_link": "Lien de connexion remis",
    "mark_absent": "Absences notées",
    "invite": "Envoi d’invitations",
    "lapse": "Inscription non confirmée à temps",
    "merge": "Jonction",
    "move_question": "Ordre des questions",
    "note": "Note interne",
    "notify": "Notification",
    "open": "Ouverture",
    "open_registration": "Ouverture des inscriptions",
    "plan_reminders": "Choix des rappels",
    "postpone": "Report",
    "put_away": "Classement",
    "print_badges": "Badges préparés",
    "print_sheets": "Feuilles d’émargement préparées",
    "progress_follow_up": "Avancement d’une action",
    "promote": "Passage de la liste d’attente",
    "publish": "Publication",
    "reassign": "Changement d’instruction",
    "rectify": "Rectification",
    "redirect": "Transmission",
    "refuse": "Demande refusée",
    "register": "Inscription",
    "release_reserve": "Places réservées rendues à tous",
    "remove_question": "Retrait d’une question",
    "remove_co_author": "Retrait d’une personne de l’écriture",
    "remove_support": "Retrait d’un support",
    "reopen": "Réouverture",
    "reopen_review": "Reprise de l’instruction",
    "reschedule": "Nouvelle date",
    "resume": "Fin de l’ajournement",
    "retry": "Nouvel envoi",
    "return": "Renvoi en brouillon",
    "review": "Avis rendu",
    "revoke": "Révocation",
    "revoke_pass": "Lien d’accueil fermé",
    "revoke_invitation": "Retrait d’une invitation",
    "save": "Enregistrement",
    "send": "Envoi",
    "set_aside": "Sans objet",
    "set_text_aside": "Texte non retenu, gardé",
    "set_closing": "Changement du dernier jour",
    "set_headcount": "Personnes concernées comptées",
    "set_hours": "Horaires corrigés",
    "set_replay": "Rediffusion",
    "service_answer": "Avis rendu par un service",
    "set_roles": "Changement de rôles",
    "send_certificates": "Attestations annoncées par courriel",
    "set_status": "Changement d’état",
    "sign_in": "Connexion",
    "sign_out_everywhere": "Déconnexion de tous les appareils",
    "start": "Commencée",
    "start_review": "Début d’instruction",
    "store": "Dépôt de fichier",
    "submit": "Soumission",
    "thank": "Remerciement envoyé",
    "undo": "Arrivée annulée",
    "walk_in": "Inscription sur place",
    "vote": "Réponses au sondage",
    "unfollow": "Suivi arrêté",
    "withdraw": "Retrait",
    "change_milestone": "Modification d’un jalon",
    "refuse_request": "Demande refusée",
    "remove_document": "Retrait d’un document",
    "reopen_milestone": "Réouverture d’un jalon",
    "resolve_milestone": "Fin d’un jalon",
    "set_member_list": "Choix de qui voit les membres",
    "show_name": "Accord pour montrer son nom",
    "write_letter": "Lettre de mission écrite",
}
FIELDS: Final = {
    "acronym": "Sigle",
    "ends_on": "Fin",
    "metropole_id": "Métropole (numéro)",
    "department_code": "Département",
    "signatories": "Signataires",
    "signed_on": "Signée le",
    "starts_on": "Début",
    "state_share": "Part de l’État (%)",
    "contract": "Contrat ou convention",
    "contractual": "Cadre de contrats",
    "correspondences": "Axes d’autres cadres (numéros)",
    "departments": "Départements",
    "description": "Description",
    "ends_year": "Dernière année",
    "measures": "Mesures",
    "note": "À savoir",
    "objectives": "Objectifs",
    "operator": "Opérateur",
    "pilot": "Pilote",
    "pilot_note": "Précision sur le pilotage",
    "starts_year": "Première année",
    "comment": "Commentaire",
    "entered_by_id": "Saisi par (compte)",
    "origin": "Provenance",
    "page": "Page",
    "provisional": "Provisoire",
    "qualifier": "Devant le nombre",
    "stated_on": "Arrêté au",
    "total_cents": "Total (centimes)",
    "unit": "Ce qui est compté",
    "value": "Nombre",
    "withdrawn": "Retiré",
    "year": "Année",
    "account": "Compte",
    "anyway": "Sans place à son nom",
    "approval_required": "Accord de l’équipe demandé",
    "beyond_capacity": "Place ajoutée : nombre de places",
    "capacity": "Places",
    "amount_cents": "Montant (centimes)",
    "audience": "Lecteurs",
    "confirmation_hours": "Heures pour confirmer son adresse",
    "closes_on": "Dernier jour",
    "days": "Jours avant",
    "ends_at": "Fin",
    "event": "Rencontre (numéro)",
    "fields": "Champs modifiés",
    "invitation_only": "Sur invitation",
    "invitations": "Invitations",
    "files": "Fichiers",
    "for_all": "Pour tout le monde",
    "kind": "Genre",
    "label": "Réserve",
    "meals": "Repas",
    "lead_submits": "Propositions soumises par l’animation",
    "mode": "Modalité",
    "name": "Nom",
    "over_capacity": "Au-delà des places",
    "people": "Personnes",
    "needs": "Besoins",
    "question": "Question (numéro)",
    "organisation_id": "Organisation (numéro)",
    "pool": "Places de",
    "rank": "Rang",
    "reason": "Motif",
    "registration_open": "Inscriptions ouvertes",
    "release_on": "Rendues le",
    "reserve": "Prise dans la réserve",
    "role": "Rôle",
    "roles": "Rôles",
    "room": "Salle",
    "seats": "Nombre de places",
    "seats_per_organisation": "Places par organisation",
    "session": "Atelier",
    "sessions": "Ateliers (numéros)",
    "since": "Depuis",
    "slot": "Demi-journée ou atelier",
    "source_codes": "Sources",
    "starts_at": "Début",
    "status": "État",
    "statuses": "États",
    "title": "Titre",
    "until": "Jusqu’au",
    "version": "Version",
}
# Fields whose values are words of a list, and the labels of those words.
LISTED: Final = frozenset(
    {"audience", "kind", "mode", "needs", "outcome", "role", "roles", "status", "statuses"}
)
_labels: dict[str, str] = {}


class Labelled(Protocol):
    """A member of one of our enumerations."""

    value: str

    @property
    def label(self) -> str: ...


def declare_labels(*kinds: Iterable[Labelled]) -> None:
    """Tell the French labels of enumerations; the first to claim a word keeps it."""
    for kind in kinds:
        for member in kind:
            _labels.setdefault(member.value, member.label)


def act(action: str) -> str:
    """`event:publish` as « Publication »."""
    verb = action.partition(":")[2] or action
    return ACTS.get(verb, verb.replace("_", " ").capitalize())


def field(name: str) -> str:
    return FIELDS.get(name, name.replace("_", " "))


def value(stored: Any, name: str = "") -> str:
    """A stored JSON value as a line of text; `name` is its field."""
    if stored is None or stored == "":
        return "rien"
    if stored is True:
        return "oui"
    if stored is False:
        return "non"
    if isinstance(stored, list):
        return ", ".join(value(one, name) for one in stored) or "rien"
    if isinstance(stored, dict):
        return (
            "; ".join(f"{field(inner)} = {value(one, inner)}" for inner, one in stored.items())
            or "rien"
        )
    text = _labels.get(str(stored), str(stored)) if name in LISTED else str(stored)
    return text if len(text) <= 300 else f"{text[:300]}… ({counted(len(text), 'signe')})"
