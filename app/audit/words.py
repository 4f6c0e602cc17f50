"""The journal in French: each feature declares its acts, their fields and what their values say.

A word belongs to a feature ("registration.status" is not "proposal.status"); only words that mean
the same everywhere are here. `missing` names what has no word: the tests ask it of every entry that
they see written (`tests/conftest.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Column
from sqlalchemy import Enum as EnumColumn

from app.audit.models import AuditEntry
from app.kernel import dates
from app.kernel.base import Base
from app.kernel.text import counted, euros

# What fields of any feature are called.
FIELDS: Final = {
    "account": "Compte",
    "acronym": "Sigle",
    "amount_cents": "Montant",
    "anyway": "Sans place à son nom",
    "approval_required": "Accord de l’équipe demandé",
    "audience": "Lecteurs",
    "beyond_capacity": "Place ajoutée : nombre de places",
    "capacity": "Places",
    "closes_on": "Dernier jour",
    "code": "Code",
    "comment": "Commentaire",
    "confirmation_hours": "Heures pour confirmer son adresse",
    "contract": "Contrat ou convention",
    "contractual": "Cadre de contrats",
    "correspondences": "Axes d’autres cadres",
    "days": "Jours avant",
    "definition": "Définition",
    "department_code": "Département",
    "departments": "Départements",
    "description": "Description",
    "document": "Document",
    "documents": "Documents",
    "ends_at": "Fin",
    "ends_on": "Fin",
    "ends_year": "Dernière année",
    "entered_by_id": "Saisi par",
    "event": "Rencontre",
    "fields": "Champs modifiés",
    "files": "Fichiers",
    "for_all": "Pour tout le monde",
    "invitation_only": "Sur invitation",
    "invitations": "Invitations",
    "kind": "Genre",
    "label": "Réserve",
    "lead_submits": "Propositions soumises par l’animation",
    "lines": "Lignes",
    "meals": "Repas",
    "measures": "Mesures",
    "metropole_id": "Métropole",
    "mode": "Modalité",
    "name": "Nom",
    "needs": "Besoins",
    "note": "À savoir",
    "objectives": "Objectifs",
    "operator": "Opérateur",
    "organisation_id": "Organisation",
    "origin": "Provenance",
    "over_capacity": "Au-delà des places",
    "page": "Page",
    "people": "Personnes",
    "pilot": "Pilote",
    "pilot_note": "Précision sur le pilotage",
    "pool": "Places de",
    "provisional": "Provisoire",
    "qualifier": "Devant le nombre",
    "question": "Question (numéro)",
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
    "sessions": "Ateliers",
    "sigle": "Sigle",
    "signatories": "Signataires",
    "signed_on": "Signée le",
    "since": "Depuis",
    "slot": "Demi-journée ou atelier",
    "source_codes": "Sources",
    "starts_at": "Début",
    "starts_on": "Début",
    "starts_year": "Première année",
    "state_share": "Part de l’État (%)",
    "stated_on": "Arrêté au",
    "status": "État",
    "statuses": "États",
    "title": "Titre",
    "total_cents": "Total",
    "unit": "Ce qui est compté",
    "until": "Jusqu’au",
    "value": "Nombre",
    "version": "Version",
    "withdrawn": "Retiré",
    "words": "En toutes lettres",
    "year": "Année",
}
# Fields that hold the number of a row, whatever the feature; foreign keys say it themselves.
ROWS: Final = {"account": "account", "account_id": "account", "event": "event"}
# Fields that hold names of fields.
NAMES: Final = frozenset({"fields"})
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00")
_LONGEST: Final = 300

# Titles of rows, by table and number.
Titles = Mapping[str, Mapping[Any, str]]


@dataclass(frozen=True)
class Words:
    """What one feature says in the journal; a feature may declare more than one.

    `feature` is the first half of its acts. `values` are the enumerations of fields that are no
    column of the subject, `rows` the tables whose numbers fields hold; both by field, or by
    "act.field" where an act differs. `spoken` reads names and values that are made ("2026-11-30-
    afternoon").
    """

    feature: str
    acts: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, type[StrEnum]] = field(default_factory=dict)
    rows: Mapping[str, str] = field(default_factory=dict)
    spoken: Callable[[str], str | None] | None = None


_declared: dict[str, list[Words]] = {}


def declare_words(declared: Iterable[Words]) -> None:
    """Add features' words; an act declared twice with other words is a mistake."""
    for one in declared:
        there = _declared.setdefault(one.feature, [])
        if one in there:
            continue
        for verb, word in one.acts.items():
            if any(other.acts.get(verb, word) != word for other in there):
                raise RuntimeError(f"the act {one.feature}:{verb} has two words")
        there.append(one)


def act(action: str) -> str:
    """`event:publish` as « Publication »; as it is stored where nobody gave a word."""
    feature, _, verb = action.partition(":")
    return _act_of(feature, verb) or verb.replace("_", " ").capitalize()


def _act_of(feature: str, verb: str) -> str | None:
    return next((one.acts[verb] for one in _declared.get(feature, ()) if verb in one.acts), None)


@dataclass(frozen=True)
class Speech:
    """How one entry speaks: its feature, its act and its table decide what its fields mean."""

    feature: str
    verb: str
    table: str

    @classmethod
    def of(cls, entry: AuditEntry) -> Speech:
        feature, _, verb = entry.action.partition(":")
        return cls(feature, verb, entry.subject_type)

    def field(self, name: str) -> str:
        return self._field(name) or name.replace("_", " ")

    def value(self, stored: Any, name: str, titles: Titles) -> str:
        """A stored JSON value as a line of text; `name` is its field."""
        if stored is None or stored in ("", [], {}):
            return "rien"
        if isinstance(stored, bool):
            return "oui" if stored else "non"
        if isinstance(stored, list):
            return ", ".join(self.value(one, name, titles) for one in stored)
        if isinstance(stored, dict):
            parts = (f"{self.field(k)} : {self.value(v, k, titles)}" for k, v in stored.items())
            return " ; ".join(parts)
        if isinstance(stored, int) and name.endswith("_cents"):
            return euros(stored)
        table = self._rows(name)
        if table is not None:
            return titles.get(table, {}).get(stored, f"n° {stored}")
        text = self._text(str(stored), name)
        return (
            text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… ({counted(len(text), 'signe')})"
        )

    def references(self, values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        """The rows that these values speak of, as (table, key)."""
        for name, stored in values.items():
            table = self._rows(name)
            for one in stored if isinstance(stored, list) else [stored]:
                if table is not None and isinstance(one, int | str) and not isinstance(one, bool):
                    yield table, one

    def missing(self, values: Mapping[str, Any]) -> Iterator[str]:
        """What of these values has no word of its own."""
        for name, stored in values.items():
            if self._field(name) is None:
                yield f"field {self.feature}.{name}"
            if isinstance(stored, dict):
                yield from self.missing(stored)
            kind = self._kind(name)
            for one in stored if isinstance(stored, list) else [stored]:
                if kind is not None and isinstance(one, str) and _label(kind, one) is None:
                    yield f"value {one} of {self.feature}.{name}"
                if name in NAMES and isinstance(one, str) and self._field(one) is None:
                    yield f"field {self.feature}.{one}"

    def _field(self, name: str) -> str | None:
        for one in _declared.get(self.feature, ()):
            if name in one.fields:
                return one.fields[name]
        return FIELDS.get(name) or self._spoken(name)

    def _spoken(self, text: str) -> str | None:
        for one in _declared.get(self.feature, ()):
            if one.spoken is not None and (said := one.spoken(text)) is not None:
                return said
        return None

    def _text(self, text: str, name: str) -> str:
        if name in NAMES:
            return self.field(text)
        kind = self._kind(name)
        if kind is not None and (label := _label(kind, text)) is not None:
            return label
        if _DAY.fullmatch(text):
            return dates.spoken_day(date.fromisoformat(text), weekday=False)
        if _MOMENT.fullmatch(text):
            return dates.spoken_moment(datetime.fromisoformat(text))
        return self._spoken(text) or text

    def _kind(self, name: str) -> type[Any] | None:
        """The enumeration whose words the field holds: the act's, the feature's, its column's."""
        for key in (f"{self.verb}.{name}", name):
            for one in _declared.get(self.feature, ()):
                if key in one.values:
                    return one.values[key]
        column = self._column(name)
        kind = column.type if column is not None else None
        return kind.enum_class if isinstance(kind, EnumColumn) else None

    def _rows(self, name: str) -> str | None:
        """The table whose rows the field names."""
        for key in (f"{self.verb}.{name}", name):
            for one in _declared.get(self.feature, ()):
                if key in one.rows:
                    return one.rows[key]
        column = self._column(name)
        if column is not None and column.foreign_keys:
            return next(iter(column.foreign_keys)).column.table.name
        return ROWS.get(name)

    def _column(self, name: str) -> Column[Any] | None:
        table = Base.metadata.tables.get(self.table)
        return table.columns.get(name) if table is not None else None


def _label(kind: type[Any], stored: str) -> str | None:
    """The French of a member; None where the enumeration has none."""
    try:
        return str(kind(stored).label)
    except (AttributeError, ValueError):
        return None


def missing(entry: AuditEntry) -> list[str]:
    """What of this entry a person would read as it is stored: acts, fields and values."""
    speech = Speech.of(entry)
    found = [] if _act_of(speech.feature, speech.verb) else [f"act {entry.action}"]
    return [*found, *speech.missing(entry.before), *speech.missing(entry.after)]
