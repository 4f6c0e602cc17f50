"""Finding things by their words, as far as the reader sees them.

The index holds words of public things alone. A hit is shown only as a row that the reader sees
now: an index that lags behind can hide something for a while, never show it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from markupsafe import Markup
from sqlalchemy import select

from app.kernel import search
from app.kernel.access import Actor
from app.kernel.db import db
from app.search.excerpts import excerpt
from app.search.sources import SOURCES, Result

# A reader who finds more than this looks for something else.
MOST: Final = 300
# A kind, and the number of a thing of this kind.
Key = tuple[str, int]


@dataclass(frozen=True)
class Found:
    """What was found, best first, and how many of each kind; `cut` when there is more yet."""

    keys: list[Key]
    counts: dict[str, int]
    cut: bool = False

    def of(self, kind: str | None) -> list[Key]:
        return [key for key in self.keys if kind is None or key[0] == kind]


def find(actor: Actor, typed: str) -> Found:
    """What holds every word that was typed, as far as the reader sees it."""
    words = search.asked(typed)
    if not words:
        return Found([], {})
    hits = search.hits(words, *SOURCES)
    rows = db.session.execute(
        select(hits.c.kind, hits.c.subject_id)
        .order_by(hits.c.rank, hits.c.kind, hits.c.subject_id.desc())
        .limit(MOST)
    ).all()
    seen: set[Key] = set()
    for kind, ids in _by_kind((row.kind, row.subject_id) for row in rows).items():
        visible = SOURCES[kind].seen(actor)
        number = visible.selected_columns[0]
        seen |= {(kind, one) for one in db.session.scalars(visible.where(number.in_(ids)))}
    keys = [key for row in rows if (key := (row.kind, row.subject_id)) in seen]
    counts = {kind: sum(key[0] == kind for key in keys) for kind in SOURCES}
    return Found(keys, counts, cut=len(rows) == MOST)


def shown(keys: Sequence[Key], typed: str = "") -> list[Result]:
    """How things that were found are shown, in the same order, with where the words stand."""
    made = {kind: SOURCES[kind].results(ids) for kind, ids in _by_kind(keys).items()}
    wanted = frozenset(search.asked(typed))
    marked = {
        key: text
        for kind, ids in _by_kind(keys).items()
        for key, text in _marked(kind, ids, wanted)
    }
    return [
        replace(made[kind][number], excerpt=marked.get((kind, number), Markup("")))
        for kind, number in keys
        if number in made[kind]
    ]


def _marked(kind: str, ids: Sequence[int], wanted: Collection[str]) -> Iterator[tuple[Key, Markup]]:
    """Where the words stand in what everyone may read of these things."""
    words = SOURCES[kind].words
    if words is not None and wanted:
        for one in words(ids):
            yield (kind, one.subject_id), excerpt(one.body, wanted)


def _by_kind(keys: Iterable[Key]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for kind, number in keys:
        found.setdefault(kind, []).append(number)
    return found
