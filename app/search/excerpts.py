"""The sentence in which what was looked for stands, with its words marked."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Final

from markupsafe import Markup, escape

from app.kernel.text import typographic
from app.kernel.words import stems

_WORD: Final = re.compile(r"\w+")
# Signs of Markdown, which a reader of the page does not see.
_MARKS: Final = re.compile(r"^\s*[-+]\s|[*_#>`]+", re.MULTILINE)
# What stands around the first word found, in signs.
BEFORE: Final = 70
AFTER: Final = 130
# A text is read that far: no page waits for the end of a book.
READ: Final = 20_000


def excerpt(texts: Iterable[str], wanted: Collection[str]) -> Markup:
    """Some words around the first one wanted (stems), those found marked; empty when none is."""
    for text in texts:
        plain = " ".join(_MARKS.sub("", text[:READ]).split())
        spots = [spot for spot in _WORD.finditer(plain) if _is_wanted(spot.group(), wanted)]
        if spots:
            return _cut(plain, spots)
    return Markup("")


def _is_wanted(word: str, wanted: Collection[str]) -> bool:
    return any(stem in wanted for stem in stems(word))


def _cut(plain: str, spots: list[re.Match[str]]) -> Markup:
    begins = max(0, spots[0].start() - BEFORE)
    ends = min(len(plain), spots[0].end() + AFTER)
    # Whole words only.
    begins = plain.find(" ", begins) + 1 if begins else 0
    ends = plain.rfind(" ", 0, ends) if ends < len(plain) else ends
    pieces, at = [Markup("… ") if begins else Markup("")], begins
    for spot in spots:
        if spot.start() < at or spot.end() > ends:
            continue
        pieces += [_said(plain[at : spot.start()]), Markup("<mark>"), _said(spot.group())]
        pieces.append(Markup("</mark>"))
        at = spot.end()
    pieces += [_said(plain[at:ends]), Markup(" …") if ends < len(plain) else Markup("")]
    return Markup("").join(pieces)


def _said(text: str) -> Markup:
    return escape(typographic(text)) if text.strip() else escape(text)
