"""The journal of this feature in French: its acts, their fields and the words of its values."""

from __future__ import annotations

from typing import Final

from app.audit.words import Words
from app.events.enums import EventKind, EventMode, EventStatus, Visibility

JOURNAL: Final = (
    Words(
        "event",
        acts={
            "add_reserve": "Places réservées",
            "add_session": "Ajout d’un atelier",
            "cancel": "Annulation",
            "cancel_session": "Annulation d’un atelier",
            "close": "Clôture",
            "close_registration": "Fermeture des inscriptions",
            "create": "Création d’une rencontre",
            "duplicate": "Copie à une autre date",
            "edit": "Modification d’une rencontre",
            "edit_session": "Modification d’un atelier",
            "hold": "Tenue constatée",
            "hold_elsewhere": "Même rencontre dans d’autres lieux",
            "leave_series": "Retrait de la série",
            "open_registration": "Ouverture des inscriptions",
            "postpone": "Report",
            "publish": "Publication",
            "release_reserve": "Places réservées rendues à tous",
            "reopen": "Réouverture",
            "reschedule": "Nouvelle date",
            "share_texts": "Textes repris dans la série",
        },
        fields={
            "address": "Adresse",
            "attendance": "Qui peut choisir l’atelier",
            "axes": "Axes",
            "city": "Commune",
            "contact_email": "Adresse de contact",
            "date": "Date",
            "former_starts_at": "Date d’avant le report",
            "from": "Copiée de",
            "group_id": "Groupe",
            "offers_on_site": "Sur place",
            "offers_remote": "À distance",
            "organisers": "Organisation",
            "partial_day": "Jour",
            "partial_month": "Mois",
            "partial_year": "Année",
            "places": "Lieux ajoutés",
            "position": "Position sur la carte",
            "practical": "Informations pratiques",
            "programme": "Lignes du programme",
            "registration_closes_at": "Fermeture des inscriptions",
            "registration_opens_at": "Ouverture des inscriptions",
            "released": "Rendue à tous",
            "remote_url": "Lien de connexion",
            "seats_on_site": "Places sur place",
            "seats_remote": "Places à distance",
            "series_id": "Série",
            "sorts_on": "Rang dans l’agenda",
            "speakers": "Intervenants",
            "status_reason": "Motif",
            "summary": "Résumé",
            "unannounced": "Publiée sans être annoncée",
            "venue": "Lieu",
            "visibility": "Visibilité",
        },
        values={
            "attendance": EventMode,
            "kind": EventKind,
            "mode": EventMode,
            "status": EventStatus,
            "visibility": Visibility,
        },
        rows={
            "axes": "axis",
            "group_id": "working_group",
        },
    ),
)
