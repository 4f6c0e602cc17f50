"""What of a note written elsewhere answers which question of the card. Pure: nothing is stored."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from app.kernel.text import fold
from app.paper.markdown import Node, plain, tree
from app.wordprocessing.reading import WrittenText

# What numbers a heading: "1. ", "II – ", "a) ".
_RANK: Final = re.compile(r"^\s*(\d{1,2}(\.\d{1,2})*|[ivx]{1,4}|[a-h])\s*[.):–—-]+\s*")
# The first that fits a folded heading wins: "effets attendus de la proposition" is no proposal.
_QUESTIONS: Final = (
    ("measure", r"evaluation|indicateurs?|suivi|comment le saura|mesure de l.effet"),
    ("expected_effect", r"effets?\b|resultats? attendus?|impacts?|benefices?|objectifs?"),
    ("audience", r"publics?\b|beneficiaires?|pour qui|personnes concernees"),
    ("means", r"moyens?|budget|couts?\b|financement|ressources"),
    ("carrier", r"pilot(e|age)|port(eur|age|euse)|qui pourrait la porter|mise en oeuvre"),
    ("references", r"sources?\b|references?|bibliographie|annexes?"),
    (
        "findings",
        r"constats?|diagnostic|contexte|problem|enjeux?|etat des lieux|situation|besoins?",
    ),
    ("content", r"propositions?|preconisation|recommandation|solutions?|mesures?\b|nous proposons"),
)
_CUT: Final = re.compile(r"\s*([:–—]|\s-\s)\s*")
# The words of headings that say nothing of their own.
_WORDS: Final = """
constat constats constate diagnostic contexte probleme problemes problematique enjeu enjeux etat
lieux situation actuelle besoin besoins rencontre rencontres rencontree rencontrees identifie
identifies identifiee identifiees partage partages proposition propositions preconisation
preconisations recommandation recommandations solution solutions mesure mesures proposons
proposee proposees propose proposes groupe action actions public publics beneficiaire
beneficiaires personnes personne concerne concernes concernee concernees vise vises visee visees
cible cibles destinataires moyen moyens budget budgets cout couts estime estimes financement
financements ressource ressources necessaire necessaires humain humains humaines financier
financiers financieres materiels mobiliser mobilises pilote pilotes pilotage porteur porteurs
porteuse portage qui pourrait porter porterait mise oeuvre effet effets attendu attendus
attendue attendues resultat resultats impact impacts benefice benefices objectif objectifs
recherche recherches evaluation indicateur indicateurs suivi comment saura savoir source sources
reference references bibliographie annexe annexes notre nos nous votre vos le la les un une des
de du et ou en pour par au aux on sur dans ce cette ces son ses leur leurs est sont porte
"""
_NAMES: Final = frozenset(_WORDS.split())
# One line each on the card.
_ONE_LINE: Final = frozenset({"audience", "carrier"})
LABELS: Final = {
    "findings": "le constat",
    "content": "la proposition",
    "audience": "le public visé",
    "means": "les moyens",
    "carrier": "qui la porterait",
    "expected_effect": "l’effet attendu",
    "measure": "comment le savoir",
    "references": "les sources",
}


@dataclass(frozen=True)
class Placed:
    """The answers found, by question; `unplaced` names the headings kept in the proposal itself."""

    title: str
    answers: dict[str, str]
    unplaced: tuple[str, ...]


def placed(text: WrittenText) -> Placed:
    """Each part under the question that its heading names; nothing of the note is left out.

    What stands before the first heading opens the findings, or is the proposal when the note has no
    heading at all. Parts that fit no question stay in the proposal, under their own heading.
    """
    answers: dict[str, list[str]] = {}
    unplaced: list[str] = []
    for part in text.sections:
        said = _said(tree(part.markdown))
        question = _question(part.title) if part.title else None
        if not part.title:
            question = "findings" if len(text.sections) > 1 else "content"
        if question is None:
            unplaced.append(part.title)
        kept = part.title if question is None else words_of(part.title)
        question = question or "content"
        said = f"{kept}\n\n{said}".strip()
        if said.strip():
            answers.setdefault(question, []).append(said.strip())
    whole = {name: "\n\n".join(parts) for name, parts in answers.items()}
    for name in _ONE_LINE & whole.keys():
        whole[name] = " ".join(whole[name].split())
    return Placed(" ".join(text.title.split()), whole, tuple(unplaced))


def _question(title: str) -> str | None:
    said = _RANK.sub("", fold(title).replace("’", "'"))
    return next((name for name, words in _QUESTIONS if re.search(rf"\b({words})", said)), None)


def words_of(title: str) -> str:
    """What a heading says beside the name of its part: "Proposition 1 : ouvrir une halte" says
    "ouvrir une halte", and "Problèmes rencontrés à Foix" all of it.
    """
    bare = _RANK.sub("", title).strip(" :.–—-")
    if _is_name(bare):
        return ""
    name, sign, rest = (part.strip() for part in (*_CUT.split(bare, maxsplit=1), "", "")[:3])
    if sign and rest and _is_name(name):
        return "" if _is_name(rest) else rest
    return title.strip()


def _is_name(words: str) -> bool:
    """Whether these words only name a part of a proposal."""
    said = re.findall(r"[a-z0-9]+", fold(words).replace("’", " "))
    return all(word in _NAMES or len(word) < 2 or word.isdigit() for word in said)


def _said(nodes: Sequence[Node]) -> str:
    """Markdown as plain paragraphs: the card knows no markup."""
    return "\n\n".join(part for part in map("\n".join, map(list, map(_lines, nodes))) if part)


def _lines(node: Node) -> Iterator[str]:
    kind = node["t"]
    if kind in {"h", "p"}:
        yield plain(node["c"])
    elif kind in {"ul", "ol"}:
        for number, item in enumerate(node["items"], node["start"]):
            mark = f"{number}. " if kind == "ol" else "– "
            inside = [line for one in item for line in _lines(one)]
            yield from (f"{mark if n == 0 else '  '}{line}" for n, line in enumerate(inside))
    elif kind == "quote":
        for one in node["c"]:
            yield from _lines(one)
    elif kind == "pre":
        yield node["text"]
    elif kind == "table":
        for row in (node["head"], *node["rows"]):
            yield " | ".join(plain(cell) for cell in row)
