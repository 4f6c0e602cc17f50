"""Which column of a spreadsheet holds what, and what each row says. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

from app.events.enums import PoolKind
from app.kernel.text import fold
from app.questions.models import EventQuestion
from app.sheets.readers.found import Row
from app.sheets.titles import key_of, match_titles

FIRST_NAME, LAST_NAME, FULL_NAME = "first_name", "last_name", "full_name"
EMAIL, ORGANISATION, MODE = "email", "organisation", "attendance_mode"
SESSIONS, OTHER_SESSION = "sessions", "other_session"
FIELDS: Final = {
    FIRST_NAME: "Prénom",
    LAST_NAME: "Nom",
    FULL_NAME: "Nom et prénom, ensemble",
    EMAIL: "Adresse électronique",
    ORGANISATION: "Organisation",
    MODE: "Participation",
}
# Only where the event has sessions.
SESSION_FIELDS: Final = {SESSIONS: "Atelier ou ateliers", OTHER_SESSION: "Autre atelier"}
# Titles that people give to these columns, without case, accents or signs; whole ones first.
TITLES: Final = {
    FIRST_NAME: (
        *("prenom", "prenoms", "first name", "firstname", "given name", "prenom participant"),
        *("prenom du participant", "prenom de la personne", "prenom usuel", "prenom inscrit"),
        *("attendee first name", "prenom payeur", "prenom acheteur", "prenom de l acheteur"),
    ),
    LAST_NAME: (
        *("nom", "nom de famille", "nom usage", "nom d usage", "last name", "lastname", "noms"),
        *("surname", "family name", "nom participant", "nom du participant", "nom inscrit"),
        *("nom usuel", "attendee last name", "nom payeur", "nom acheteur", "nom de l acheteur"),
    ),
    FULL_NAME: (
        *("nom prenom", "prenom nom", "nom et prenom", "prenom et nom", "nom complet"),
        *("participant", "participante", "personne", "name", "full name", "nom prenoms"),
        *("nom et prenoms", "noms et prenoms", "identite", "inscrit", "display name"),
        *("nom d affichage", "attendee name"),
    ),
    EMAIL: (
        *("email", "e mail", "mail", "courriel", "adresse electronique", "adresse mail"),
        *("adresse email", "adresse e mail", "adresse courriel", "mel", "mail pro"),
        *("adresse de messagerie", "messagerie", "adresse mel", "email address", "e mail address"),
        *("adresse de courriel", "adresse de courrier electronique", "courrier electronique"),
        *("mail professionnel", "email professionnel", "courriel professionnel", "email pro"),
        *("adresse mail professionnelle", "adresse email professionnelle", "e mail 1", "email 1"),
        *("adresse electronique professionnelle", "attendee email", "email participant"),
        *("email du participant", "e mail du participant", "adresse e mail du participant"),
        *("mail participant", "username", "nom d utilisateur", "email payeur", "email acheteur"),
        *("e mail de l acheteur", "email de l acheteur", "buyer email", "contact email"),
    ),
    ORGANISATION: (
        *("organisation", "structure", "organisme", "association", "employeur", "institution"),
        *("etablissement", "service", "entite", "nom de la structure", "organization", "societe"),
        *("raison sociale", "entreprise", "company", "collectivite", "nom de l organisme"),
        *("nom de l organisation", "nom de l association", "structure d appartenance"),
        *("structure employeuse", "organisme employeur"),
    ),
    MODE: (
        *("participation", "modalite", "mode", "presence", "sur place ou a distance"),
        *("comment venez vous", "type de participation", "attendance mode"),
        *("modalite de participation", "mode de participation", "presentiel ou distanciel"),
    ),
    SESSIONS: (
        *("atelier", "ateliers", "atelier 1", "atelier choisi", "ateliers choisis", "session"),
        *("sessions", "choix d atelier", "choix de l atelier", "choix atelier", "atelier matin"),
        *("atelier du matin", "premier atelier"),
    ),
    OTHER_SESSION: (
        *("atelier 2", "deuxieme atelier", "second atelier", "autre atelier"),
        *("atelier apres midi", "atelier de l apres midi"),
    ),
}
_BETWEEN: Final = re.compile(r"[;,/|\n]")
# As the list of registrations is downloaded: "Logement (confirmée)".
_STANDING: Final = re.compile(r"\s*\([^()]*\)\s*$")
_STANDINGS: Final = re.compile(r"\([^()]*\)")
KnownT = TypeVar("KnownT")
_REMOTE: Final = re.compile(r"distan|visio|ligne|remote|zoom|teams|webinaire")
_ON_SITE: Final = re.compile(r"place|present|physique|salle|on.?site")


def match_columns(header: Sequence[str], questions: Sequence[EventQuestion] = ()) -> dict[str, int]:
    """Field → column, for the titles that are known; each column serves once."""
    keys = [key_of(title) for title in header]
    found = match_titles(header, TITLES)
    for question in questions:
        asked = key_of(question.label)
        for number, key in enumerate(keys):
            if key == asked and number not in found.values():
                found[question.name] = number
                break
    if FIRST_NAME not in found and LAST_NAME in found and FULL_NAME not in found:
        # A single column "Nom": most often the whole name.
        found[FULL_NAME] = found.pop(LAST_NAME)
    return found


@dataclass(frozen=True)
class Typed:
    """What a row says, as typed."""

    number: int
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    organisation: str = ""
    mode: str = ""
    sessions: Sequence[str] = ()
    answers: Mapping[int, list[str]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


def read_row(
    row: Row, columns: Mapping[str, int], questions: Sequence[EventQuestion] = ()
) -> Typed:
    def cell(name: str) -> str:
        number = columns.get(name)
        return row.cells[number] if number is not None and number < len(row.cells) else ""

    first, last = cell(FIRST_NAME), cell(LAST_NAME)
    if not (first and last) and cell(FULL_NAME):
        first, last = split_name(cell(FULL_NAME))
    answers = {
        question.id: _answers(question, cell(question.name))
        for question in questions
        if cell(question.name)
    }
    return Typed(
        number=row.number,
        first_name=first,
        last_name=last,
        # Copied from a mail client: "Camille Exemple <camille@example.org>", "mailto:…".
        email=_address(cell(EMAIL)),
        organisation=cell(ORGANISATION),
        mode=cell(MODE),
        sessions=[words for words in (cell(SESSIONS), cell(OTHER_SESSION)) if words],
        answers=answers,
    )


def _answers(question: EventQuestion, words: str) -> list[str]:
    """Several choices are separated as people do."""
    if question.kind.value == "several":
        return known_in(words, {key_of(choice): choice for choice in question.choices}) or _parts(
            words
        )
    return [words]


def _parts(words: str) -> list[str]:
    return [one.strip() for one in _BETWEEN.split(words) if one.strip()]


def known_in(words: str, known: Mapping[str, KnownT]) -> list[KnownT]:
    """The known things that a cell names one after the other, whatever stands between them; none
    when it says anything else.

    `known` by their key (`key_of`): a title that holds a comma, or the word "et", is one.
    """
    left = key_of(words)
    longest = sorted((key for key in known if key), key=len, reverse=True)
    found: list[KnownT] = []
    while left:
        for key in (*longest, "et"):
            if left == key or left.startswith(f"{key} "):
                left = left[len(key) :].strip()
                found += [known[key]] if key in known else []
                break
        else:
            return []
    return found


def sessions_of(cells: Sequence[str], titles: Mapping[str, int]) -> tuple[list[int], list[str]]:
    """The sessions that these cells name, and the words that name none.

    `titles` are those of the event without case, accents or signs (`key_of`). A title that holds
    a comma is known whole first.
    """
    found: list[int] = []
    riddles: list[str] = []
    for cell in cells:
        named = known_in(cell, titles) or known_in(_STANDINGS.sub(" ", cell), titles)
        if named:
            found += [number for number in named if number not in found]
            continue
        for words in [cell] if _session(cell, titles) else _parts(cell):
            pool_id = _session(words, titles)
            if pool_id is None:
                riddles.append(words)
            elif pool_id not in found:
                found.append(pool_id)
    return found, riddles


def _session(words: str, titles: Mapping[str, int]) -> int | None:
    known = titles.get(key_of(words))
    return known if known is not None else titles.get(key_of(_STANDING.sub("", words)))


def _address(typed: str) -> str:
    inside = re.search(r"<([^<>\s]+@[^<>\s]+)>", typed)
    address = inside[1] if inside else typed.removeprefix("mailto:")
    return address.strip(" ;,")


def split_name(whole: str) -> tuple[str, str]:
    """ "DUPONT Marie", "Marie DUPONT", "Dupont, Marie", "Marie Dupont" → ("Marie", "Dupont")."""
    if "," in whole:
        last, _, first = whole.partition(",")
        return first.strip(), last.strip()
    words = whole.split()
    capitals = [word for word in words if len(word) > 1 and word.isupper()]
    if capitals and len(capitals) < len(words):
        return " ".join(w for w in words if w not in capitals), " ".join(capitals)
    return " ".join(words[:1]), " ".join(words[1:])


def mode_of(typed: str, default: PoolKind) -> PoolKind | None:
    """The way to attend that a cell means; the default for an empty one, None for a riddle."""
    if not typed:
        return default
    words = fold(typed)
    remote, on_site = bool(_REMOTE.search(words)), bool(_ON_SITE.search(words))
    if remote == on_site:
        return None
    return PoolKind.REMOTE if remote else PoolKind.ON_SITE
