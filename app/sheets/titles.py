"""Which column of a spreadsheet holds what, told by its titles. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from app.kernel.text import fold
from app.sheets.readers.found import Row

# Field → the titles that people give to its column, as `key_of` has them; the likeliest first.
Titles = Mapping[str, Sequence[str]]

_SIGNS: Final = re.compile(r"[^a-z0-9]+")
_ASIDE: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_ASKING: Final = re.compile(
    r"^((quel(le)?s? (est|sont) )?(votre|vos|ton|ta|tes) |indiquez (votre|vos) |saisissez votre )"
)
# A title may stand above the header.
HEADER_AMONG: Final = 10


def key_of(title: str) -> str:
    """Without case, accents or signs."""
    return _SIGNS.sub(" ", fold(title)).strip()


def match_titles(header: Sequence[str], titles: Titles) -> dict[str, int]:
    """Field → column, for the titles that are known; each column serves once."""
    keys = [_short_key(title) for title in header]
    found: dict[str, int] = {}
    for name, known in titles.items():
        places = [keys.index(key) for key in known if key in keys]
        free = [place for place in places if place not in found.values()]
        if free:
            found[name] = free[0]
    return found


def _short_key(title: str) -> str:
    """The key of a title without what forms add to it: "Votre prénom (obligatoire) *"."""
    key = key_of(_ASIDE.sub(" ", title)) or key_of(title)
    return _ASKING.sub("", key)


def find_header(rows: Sequence[Row], titles: Titles) -> int:
    """The place of the row of titles: the one where most of them are known; the first, if none."""
    scores = [len(match_titles(row.cells, titles)) for row in rows[:HEADER_AMONG]]
    return scores.index(max(scores))
