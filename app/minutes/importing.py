"""Where the parts of a text written elsewhere would go in the minutes. Pure: nothing is stored."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from app.kernel.text import fold
from app.minutes.content import Content, Item, ToDo
from app.minutes.lines import actions, lines
from app.paper.markdown import Node, tree
from app.wordprocessing.blocks import Run
from app.wordprocessing.markdown import inline

NOWHERE: Final = "nowhere"
BODY: Final = "body"
NEW: Final = "new"
DECISIONS: Final = "decisions"
ACTIONS: Final = "actions"

# What numbers a heading or gives its hour: "1. ", "II – ", "Point 3 : ", "14 h 30 ".
_RANK: Final = re.compile(
    r"^\s*(point\s+)?(n°\s*)?(\d{1,2}\s*h(\s*\d\d)?|\d{1,2}|[ivx]{1,4})?\s*[.):–—-]*\s+",
    re.IGNORECASE,
)
_DECISIONS: Final = re.compile(r"(releve (de|des) |liste des )?decisions?( prises?)?")
_ACTIONS: Final = re.compile(
    r"((releve|plan|tableau|liste) (d.|des? ))?actions?( a (mener|suivre|faire|venir))?"
    r"|suites a donner"
)
_MARKED: Final = re.compile(
    r"\W*(?P<kind>d[ée]cisions?|actions?)(\s*(n°\s*)?\d+)?\W{0,3}[:–]\W*(?P<text>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
# Words in common, of all the words of both, for two titles to be one.
_ALIKE: Final = 0.5
# A longer decision is a text: it is left as one.
LONGEST_LINE: Final = 2_000


@dataclass(frozen=True)
class Piece:
    """A part of the text, where it would go, and what it plainly marks."""

    title: str
    text: str
    place: str
    decisions: tuple[str, ...] = ()
    actions: tuple[ToDo, ...] = ()


def pieces(sections: Sequence[Mapping[str, str]], items: Sequence[str]) -> list[Piece]:
    """Each part under a heading, put beside the item of the agenda that bears its name."""
    return [_piece(one["title"], one["markdown"], items) for one in sections]


def _piece(title: str, text: str, items: Sequence[str]) -> Piece:
    nodes = tree(text)
    bare = fold(_RANK.sub("", f" {title}")).strip(" :.–-")
    if _DECISIONS.fullmatch(bare):
        found = tuple(lines(nodes))
        if found and all(len(one) <= LONGEST_LINE for one in found):
            return Piece(title, text, DECISIONS, decisions=found)
    if _ACTIONS.fullmatch(bare.replace("’", "'")):
        to_do = tuple(actions(nodes))
        if to_do and all(len(one.what) <= LONGEST_LINE for one in to_do):
            return Piece(title, text, ACTIONS, actions=to_do)
    place = _matching(title, items) or (NEW if title else BODY)
    decisions, marked = _marked(nodes)
    return Piece(title, text, place, decisions, marked)


def _matching(title: str, items: Sequence[str]) -> str | None:
    wanted = _words(title)
    best, place = 0.0, None
    for number, item in enumerate(items):
        other = _words(item)
        both = wanted | other
        alike = len(wanted & other) / len(both) if both else 0.0
        if alike >= _ALIKE and alike > best:
            best, place = alike, f"item-{number}"
    return place


def _words(title: str) -> frozenset[str]:
    said = fold(_RANK.sub("", f" {title}"))
    return frozenset(word for word in re.split(r"[^a-z0-9]+", said) if len(word) > 2)


def _marked(nodes: Sequence[Node]) -> tuple[tuple[str, ...], tuple[ToDo, ...]]:
    """Paragraphs and items that begin by "Décision :" or "Action :"; they stay in the text too."""
    decisions: list[str] = []
    to_do: list[ToDo] = []
    for text in lines([node for node in nodes if node["t"] in {"p", "ul", "ol"}]):
        match = _MARKED.fullmatch(text)
        if match is None or len(match["text"]) > LONGEST_LINE:
            continue
        if fold(match["kind"]).startswith("decision"):
            decisions.append(match["text"])
        else:
            to_do.append(ToDo(match["text"]))
    return tuple(decisions), tuple(to_do)


def merged(
    content: Content,
    found: Sequence[Piece],
    places: Sequence[str],
    *,
    marks: frozenset[int],
) -> Content:
    """The minutes with each piece at its place, after what stands there already.

    `marks`: the pieces whose marked decisions and actions are taken up besides their text.
    """
    items = list(content.items)
    body = [content.body] if content.body else []
    decisions, to_do = list(content.decisions), list(content.actions)
    for number, (piece, place) in enumerate(zip(found, places, strict=True)):
        if place == DECISIONS:
            decisions += piece.decisions
        elif place == ACTIONS:
            to_do += piece.actions
        elif place == NEW:
            items.append(Item(piece.title, piece.text))
        elif place == BODY:
            body.append(_headed(piece))
        elif place.startswith("item-"):
            rank = int(place[5:])
            before = items[rank]
            items[rank] = replace(before, text="\n\n".join(filter(None, (before.text, piece.text))))
        if number in marks and place not in {NOWHERE, DECISIONS, ACTIONS}:
            decisions += piece.decisions
            to_do += piece.actions
    return replace(
        content,
        body="\n\n".join(body),
        items=tuple(items),
        decisions=tuple(decisions),
        actions=tuple(to_do),
    )


def _headed(piece: Piece) -> str:
    """A part with its heading, one step above those inside it."""
    if not piece.title:
        return piece.text
    inside = re.sub(r"^#", "##", piece.text, flags=re.MULTILINE)
    return f"# {inline([Run(piece.title)])}\n\n{inside}".rstrip()


def outline_mark(items: Sequence[str]) -> str:
    """A short word that stands for these titles: places are told by their rank among them."""
    return hashlib.sha256("\n".join(items).encode()).hexdigest()[:16]


def whole(sections: Sequence[Mapping[str, Any]]) -> str:
    """The text in one block."""
    return "\n\n".join(_headed(Piece(one["title"], one["markdown"], BODY)) for one in sections)
