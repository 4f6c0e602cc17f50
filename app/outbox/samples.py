"""Every mail that the service writes, shown with made-up values: what will people get?

No person and no event stands behind a sample. A value that has no sample here shows its own name
between brackets, so that a new template can be looked at before anybody thinks of this page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any, Final

import nh3
from flask import Flask
from jinja2 import Undefined
from markupsafe import Markup

from app.kernel.text import dressed
from app.outbox.letters import EMPTY_LINES, SERVICE

FOLDER: Final = "emails/"
_OWN_LAYOUT: Final = '{% extends "emails/layout.txt" %}'
_HEADING: Final = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
_BODY: Final = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL)
# The page owns its headings; the mail's big line is shown as one of its sections.
_TAGS: Final = frozenset(
    {
        *("p", "br", "strong", "em", "del", "code", "pre", "ul", "ol", "li", "blockquote", "a"),
        *("table", "thead", "tbody", "tr", "th", "td", "h2", "h3", "h4", "hr"),
    }
)

_ADDRESS: Final = "https://synergies.example.org/exemple"
_TEXTS: Final = {
    "first_name": "Camille",
    "name": "Camille Exemple",
    "title": "Logement et pauvreté",
    "event": "Logement et pauvreté",
    "group": "Groupe d’exemple",
    "when": "jeudi 14 mai 2026, de 9 h 30 à 16 h 30",
    "former": "mardi 5 mai 2026 à 9 h 30",
    "how_soon": "dans 2 jours",
    "place": "Salle d’exemple, 1 rue de l’Exemple, Exempleville",
    "mode": "sur place",
    "reason": "La salle n’est plus disponible.",
    "reference": "P-2026-014",
    "target": "P-2026-009",
    "outcome": "Retenue en partie",
    "opinion": "Favorable, avec réserves",
    "answer": "Votre proposition est retenue pour deux départements, à titre d’essai.",
    "reasons": "Le budget de l’année ne permet pas d’aller plus loin.",
    "authority": "le conseil départemental (exemple)",
    "report": "Les trois actions sont terminées.",
    "role": "Secrétaire",
    "since": "1er mars 2026",
    "until": "30 juin 2026",
    "due": "jeudi 11 juin 2026",
    "answer_by": "jeudi 11 juin 2026",
    "email": "camille@example.org",
    "purpose": "Dire ce qui manque aux familles, et le proposer.",
    "message": "Nous cherchons deux heures avant l’été.",
    "organisation": "Association d’exemple",
    "summary": "Une réunion pour préparer la journée d’études.",
    "plain_summary": "Nous avons parlé du logement. Nous avons pris deux décisions.",
    "deadline": "jeudi 11 juin 2026 à 12 h",
    "session": "Accès aux droits",
    "pool": "Sur place",
    "levels": "80\u202f%",
    "acknowledgement": "P-2026-014.pdf",
    "office": "Service d’exemple",
    "question": "Un local de ce type existe-t-il ? À quel coût ?",
    "point": "Le local est trouvé ; les travaux commencent en mars.",
    "where": "à l’instruction",
    "dispositif": "Accueil de jour d’exemple",
    "figure": "41 jeunes rencontrés (exemple)",
    "person": "Alix Exemple",
    "giver": "Alix Exemple",
    "span": "cette semaine",
    "often": "une fois par semaine",
    "author": "Alix Exemple",
    "passage": "Douze permanences ont eu lieu.",
}
_LISTS: Final = {
    "programme": ["9 h 30 Accueil", "10 h Tour de table"],
    "questions": ["Combien de personnes sont concernées ?", "Qui pourrait porter l’action ?"],
    "decisions": ["Une visite est organisée.", "Une proposition est écrite."],
    "what": ["la date", "le lieu"],
    "sessions": [("Accès aux droits", "place confirmée"), ("Logement", "liste d’attente, rang 2")],
    "moved": ["Clôture des inscriptions\u00a0: lundi 11 mai 2026 à 18 h"],
    "dates": ["jeudi 14 mai 2026, de 9 h 30 à 11 h", "mardi 19 mai 2026, de 14 h à 16 h"],
    "people": ["Alix Exemple : confirmée, sur place", "Lou Exemple : liste d’attente, rang 2"],
    "news": [{"text": "Nouvelle rencontre : Logement et pauvreté", "url": _ADDRESS}],
}
# How full an event is.
_NUMBERS: Final = {"highest": 80, "taken": 16, "capacity": 20, "held": 2, "waiting": 3, "files": 1}
_COUNTS: Final = {"count": 3, "days": 7, "year": 2026, "progress": 60}
_FLAGS: Final = {
    "rank": 3,
    "seated": True,
    "gone": 80,
    "late": "",
    "follows": False,
    "writes": True,
}
SAMPLE: Final[dict[str, Any]] = {**_TEXTS, **_LISTS, **_NUMBERS, **_COUNTS, **_FLAGS, "day": 0}
# Names that mean something else in the mails of one feature.
_OF_FEATURE: Final[dict[str, dict[str, Any]]] = {
    # What is one word elsewhere is yes or no there.
    "collecting": {"taken": True, "reason": ""},
    "follows": {"heading": "La semaine du groupe"},
    "mailings": {
        "heading": "Informations pratiques : Logement et pauvreté",
        "blocks": [
            {"t": "p", "c": [{"t": "text", "s": "Bonjour Camille,"}]},
            {"t": "p", "c": [{"t": "text", "s": "L’accueil ouvre à 9 h."}]},
        ],
        "text": "Bonjour Camille,\n\nL’accueil ouvre à 9\u00a0h.",
        "on_behalf_of": "",
        "trial": False,
    },
    "minutes": {
        "what": "Visiter un lieu d’accueil et en parler à la prochaine réunion.",
        "text": "Le chiffre des permanences a changé depuis l’été.",
        "answer": "Le chiffre de septembre remplace l’ancien.",
        "taken_up": True,
        "author": "Alix Exemple",
        "passage": "Les permanences",
    },
}


class Shown(Undefined):
    """A value without a sample: its name, wherever and however a template uses it."""

    def __str__(self) -> str:
        name = self._undefined_name or ""
        return _ADDRESS if name.endswith("url") else f"[{name}]"

    def __html__(self) -> str:
        return str(self)

    def __iter__(self) -> Iterator[Shown]:
        yield self

    def __len__(self) -> int:
        return 1

    def __bool__(self) -> bool:
        return True

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Shown(name=name)

    def __getitem__(self, *names: Any) -> Any:
        return Shown(name=str(names[0]))


@dataclass(frozen=True)
class Sample:
    """A mail with made-up values: its big line, its text, and its HTML without its own style."""

    kind: str
    title: str
    text: str
    body: Markup


def kinds(app: Flask) -> list[str]:
    """The kinds of mails, in alphabetical order: `registrations/confirmed` …"""
    environment = app.jinja_env
    assert environment.loader is not None  # noqa: S101  # Flask always has one
    names = environment.list_templates(filter_func=_is_text_of_mail)
    return [
        name.removeprefix(FOLDER).removesuffix(".txt")
        for name in sorted(names)
        if environment.loader.get_source(environment, name)[0].startswith(_OWN_LAYOUT)
    ]


def _is_text_of_mail(name: str) -> bool:
    return name.startswith(FOLDER) and name.endswith(".txt")


def parts(app: Flask, kind: str) -> tuple[str, str]:
    """The text and the HTML of a mail of this kind, one of `kinds`, with made-up values."""
    environment = app.jinja_env.overlay(undefined=Shown)
    settings = app.extensions["synergies_settings"]
    own = _OF_FEATURE.get(kind.partition("/")[0], {})
    values = {**SAMPLE, **own, "subject": "", "service": SERVICE, "service_url": settings.base_url}
    text = environment.get_template(f"{FOLDER}{kind}.txt").render(values)
    html = environment.get_template(f"{FOLDER}{kind}.html").render(values)
    return text, html


def sample(app: Flask, kind: str) -> Sample:
    """The mail of this kind, one of `kinds`."""
    text, html = parts(app, kind)
    heading = _HEADING.search(html)
    return Sample(
        kind=kind,
        title=unescape(heading[1]).strip() if heading else kind,
        text=dressed(EMPTY_LINES.sub("\n\n", text).strip()),
        body=shown(html),
    )


def shown(html: str, *, leads_nowhere: str = "") -> Markup:
    """The HTML of a mail as a page may hold it: without its frame, its big line and its style.

    The address of a made-up person is shown, and is no link.
    """
    inside = _BODY.search(html)
    body = _HEADING.sub("", inside[1] if inside else "")
    # What is left has no attribute of style: the page's own applies.
    if leads_nowhere:
        link = rf'<a\b[^>]*href="{re.escape(leads_nowhere)}"[^>]*>(.*?)</a>'
        body = re.sub(link, r"\1", body, flags=re.DOTALL)
    return Markup(nh3.clean(body, tags=set(_TAGS), attributes={"a": {"href"}}))  # noqa: S704
