"""What somebody may have meant who found nothing: words of public titles, nearly the same."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from typing import Final

from sqlalchemy import select

from app.events.models import Event
from app.events.queries import events as public_events
from app.groups.models import WorkingGroup
from app.kernel.access import ANONYMOUS
from app.kernel.db import db
from app.kernel.text import fold
from app.strategy.models import Axis, Dispositif

_WORD: Final = re.compile(r"[^\W\d_]{4,}")
# One letter wrong, missing or too many in a word of six.
_NEAR: Final = 0.8
# The latest titles are enough to know the words of the field.
_TITLES: Final = 2_000


def suggestion(typed: str) -> str:
    """The words typed, those that no title has replaced by the nearest; empty for nothing better.

    A few queries, asked only where a search found nothing.
    """
    words = _known_words()
    changed = [_nearest(word, words) for word in typed.split()[:12]]
    said = " ".join(changed)
    return said if fold(said) != fold(typed) else ""


def _nearest(word: str, words: dict[str, str]) -> str:
    if fold(word) in words or len(word) < 4:
        return word
    near = difflib.get_close_matches(fold(word), words, n=1, cutoff=_NEAR)
    return words[near[0]] if near else word


def _known_words() -> dict[str, str]:
    """Each word of public titles, by what its spellings share."""
    found: dict[str, str] = {}
    for title in _titles():
        for word in _WORD.findall(title):
            found.setdefault(fold(word), word.lower())
    return found


def _titles() -> Iterator[str]:
    yield from db.session.scalars(
        select(Event.title)
        .where(public_events.visible_to(ANONYMOUS))
        .order_by(Event.id.desc())
        .limit(_TITLES)
    )
    for column in (WorkingGroup.name, WorkingGroup.purpose, Dispositif.name, Axis.label):
        yield from (text or "" for text in db.session.scalars(select(column).limit(_TITLES)))
