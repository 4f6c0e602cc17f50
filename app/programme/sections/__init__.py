"""One reader per part of the file, in the order of the references: what is pointed at first."""

from __future__ import annotations

from collections.abc import Iterable

from app.programme import values
from app.programme.document import Item
from app.programme.reading import Aside, Reading
from app.programme.rows import RowRefused
from app.programme.sections import contracts, events, groups, partners, strategy, territory

DEFAULT_YEAR = 2023


def read(document: Item, known_sources: Iterable[str] = ()) -> Reading:
    """Everything the file says, checked; the database is not looked at.

    `known_sources`: codes that the file may cite without describing them.
    """
    reading = Reading(document, DEFAULT_YEAR, sources=dict.fromkeys(known_sources, ""))
    meta = document.take("meta")
    if not isinstance(meta, Item):
        meta = Item(document.line)
    try:
        reading.review_year = values.year(meta, "annee_bilan") or DEFAULT_YEAR
    except RowRefused as refusal:
        reading.refuse("meta", refusal)
    for part in (territory, partners, strategy, contracts, groups, events):
        part.read(reading, meta)
    reading.leave_unread("meta", meta)
    reading.aside += [Aside(key, line) for key, line in document.unread()]
    reading.aside.sort(key=lambda aside: aside.line)
    reading.refusals.sort(key=lambda refusal: refusal.line)
    return reading
