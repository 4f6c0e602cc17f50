"""What may stand between braces in a message: a closed list, each filled for one person.

A text holds no other: an unknown name is refused where it is typed, before anybody gets a mail with
a hole in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from app.kernel.text import fold, joined

_BRACES: Final = re.compile(r"\{[ \t]*([^{}\n]{1,40}?)[ \t]*\}")
# Left by the given templates where only the team knows.
_TO_COMPLETE: Final = re.compile(r"\[à compléter[^\]]*\]", re.IGNORECASE)
# The address of a link in Markdown; one that is a placeholder and nothing else.
_TARGET: Final = re.compile(r"\]\(([^)\n]*)\)")
_ALONE: Final = re.compile(r"\s*\{[^{}]*\}\s*")
# A link is this word while the text is parsed: an address of its own, which nobody has.
_HOST: Final = "placeholder.invalid"
LINK: Final = re.compile(rf"https://{re.escape(_HOST)}/([a-z]+)/")


class Placeholder(StrEnum):
    """As it is typed, without its accents."""

    FIRST_NAME = "prenom"
    LAST_NAME = "nom"
    TITLE = "rencontre"
    DATE = "date"
    PLACE = "lieu"
    MODE = "participation"
    SESSIONS = "ateliers"
    CONTACT = "contact"
    PRIVATE = "lien"
    PAGE = "page"
    REPLAY = "rediffusion"

    @property
    def typed(self) -> str:
        return "{" + TYPED.get(self, self.value) + "}"

    @property
    def meaning(self) -> str:
        return MEANINGS[self]

    @property
    def is_link(self) -> bool:
        return self in LINKS


TYPED: Final = {Placeholder.FIRST_NAME: "prénom"}
MEANINGS: Final = {
    Placeholder.FIRST_NAME: "le prénom de la personne",
    Placeholder.LAST_NAME: "son nom",
    Placeholder.TITLE: "le titre de la rencontre",
    Placeholder.DATE: "la date, comme on la dit",
    Placeholder.PLACE: "le lieu",
    Placeholder.MODE: "sur place ou à distance",
    Placeholder.SESSIONS: "les ateliers choisis",
    Placeholder.CONTACT: "l’adresse à qui écrire",
    Placeholder.PRIVATE: "la page privée de la personne : changer, annuler, supports, attestation",
    Placeholder.PAGE: "la page publique de la rencontre",
    Placeholder.REPLAY: "la rediffusion",
}
LINKS: Final = frozenset({Placeholder.PRIVATE, Placeholder.PAGE, Placeholder.REPLAY})
# The subject of a mail stays in the table when the mail has left: it names nobody.
IN_SUBJECT: Final = frozenset({Placeholder.TITLE, Placeholder.DATE, Placeholder.PLACE})


def named(typed: str) -> Placeholder | None:
    """The placeholder of this name, whatever its case and accents."""
    try:
        return Placeholder(fold(typed).strip())
    except ValueError:
        return None


def pieces(text: str) -> Iterator[str | Placeholder]:
    """A text cut at its placeholders; what is no placeholder stays as typed."""
    end = 0
    for match in _BRACES.finditer(text):
        found = named(match[1])
        if found is not None:
            yield text[end : match.start()]
            yield found
            end = match.end()
    yield text[end:]


def used_in(text: str) -> set[Placeholder]:
    return {piece for piece in pieces(text) if isinstance(piece, Placeholder)}


def with_links_apart(text: str) -> str:
    """The same text with each link placeholder as the address that `LINK` finds again."""
    return "".join(
        f"https://{_HOST}/{piece.value}/"
        if isinstance(piece, Placeholder) and piece.is_link
        else piece.typed
        if isinstance(piece, Placeholder)
        else piece
        for piece in pieces(text)
    )


def body_fault(body: str) -> str | None:
    """What is wrong with the placeholders of a body, in a sentence."""
    return _unknown(body) or _unfinished(body) or _glued(body)


def subject_fault(subject: str) -> str | None:
    """The same of a subject, where nothing may stand that tells one person from another."""
    if unknown := _unknown(subject):
        return unknown
    if used_in(subject) - IN_SUBJECT:
        allowed = joined((one.typed for one in Placeholder if one in IN_SUBJECT), "ou")
        return f"L’objet ne nomme personne : il peut reprendre {allowed}."
    return _unfinished(subject)


def _unknown(text: str) -> str | None:
    names = [match[1] for match in _BRACES.finditer(text)]
    wrong = list(dict.fromkeys(name for name in names if named(name) is None))
    if not wrong:
        return None
    words = joined("{" + name + "}" for name in wrong)
    known = joined((one.typed for one in Placeholder), "ou")
    what = "ne sont pas des mots" if len(wrong) > 1 else "n’est pas un mot"
    return f"{words} {what} que l’on sait remplacer. Écrivez {known}."


def _unfinished(text: str) -> str | None:
    match = _TO_COMPLETE.search(text)
    return f"Complétez « {match[0]} », ou retirez-le." if match else None


def _glued(body: str) -> str | None:
    """A link stands by itself: part of a longer address, it would lead nowhere."""
    for target in _TARGET.findall(body):
        if "{" in target and not (_ALONE.fullmatch(target) and used_in(target) & LINKS):
            links = joined((one.typed for one in Placeholder if one.is_link), "ou")
            return f"Dans l’adresse d’un lien, {links} s’écrit seul : [ma page]({{lien}})."
    return None
