"""From rows to bytes: one fragment per event, remembered as long as nothing it shows changes.

The memory of a process is keyed by the row itself, that is by everything the fragment is made of:
there is nothing to invalidate. What a process does not remember it finds in a table, where the
worker keeps the fragments of public feeds under a digest of their rows (`keeping`): writing one
takes 0.1 ms, which a feed of ten thousand feels after a restart.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from sqlalchemy import Executable, bindparam, select

from app.events.calendar import EventRow, entry_of
from app.feeds.models import FeedFragment
from app.ical import event_block
from app.kernel import links
from app.kernel.db import db

# About 1.5 kB each: some 3 MB at most, for each process.
_REMEMBERED: Final = 2048
# Fewer are written sooner than the table is asked; more are not named one by one.
_WORTH_ASKING: Final = 20
_TOO_MANY_TO_NAME: Final = 500
# Part of each digest: to be raised when the same row is written otherwise.
_WRITER: Final = "2"


class Standing(NamedTuple):
    """How one event stands in one kind of calendar."""

    conference_url: str | None = None
    mark: str = ""
    tentative: bool = False
    transparent: bool = False


# The agenda is a choice of what could be attended: it must not make its readers look busy.
PROPOSED: Final = Standing(transparent=True)
OWN: Final = Standing()
_known: dict[EventRow, bytes] = {}


def fragment(row: EventRow, standing: Standing) -> bytes:
    """The VEVENT of a row, empty when its day is not known."""
    return _written(row, standing)


@lru_cache(maxsize=_REMEMBERED)
def _written(row: EventRow, standing: Standing) -> bytes:
    entry = entry_of(row, **standing._asdict())
    return b"" if entry is None else event_block(entry)


def fragments(rows: Sequence[EventRow]) -> list[bytes]:
    """The VEVENTs of rows as public feeds show them, in their order."""
    missing = [row for row in rows if row not in _known]
    kept = _kept(missing) if len(missing) >= _WORTH_ASKING else {}
    begin = beginning()
    new = {}
    for row in missing:
        found = kept.get(row.id)
        same = found is not None and found.digest == digest(row, begin)
        new[row] = found.octets if found and same else _written(row, PROPOSED)
    blocks = [new[row] if row in new else _known[row] for row in rows]
    if len(_known) + len(new) > _REMEMBERED:
        _known.clear()
    if len(new) <= _REMEMBERED:
        _known.update(new)
    return blocks


def beginning() -> str:
    """What every digest begins by: our own addresses stand in each fragment."""
    return f"{_WRITER}\0{links.url('events.agenda')}"


def digest(row: EventRow, begin: str) -> str:
    """What a kept fragment was made of: every value of its row, joined by NUL, which no text holds,
    after `beginning()`.
    """
    parts = "\0".join((begin, *map(str, row)))
    return hashlib.blake2b(parts.encode(), digest_size=16).hexdigest()


_TABLE: Final[Any] = FeedFragment.__table__
_ALL: Final[Executable] = select(_TABLE.c.event_id, _TABLE.c.digest, _TABLE.c.octets)
_SOME: Final[Executable] = select(_TABLE.c.event_id, _TABLE.c.digest, _TABLE.c.octets).where(
    _TABLE.c.event_id.in_(bindparam("ids", expanding=True))
)


def _kept(rows: Sequence[EventRow]) -> dict[int, Any]:
    connection = db.session.connection()
    if len(rows) > _TOO_MANY_TO_NAME:
        found = connection.execute(_ALL)
    else:
        found = connection.execute(_SOME, {"ids": [row.id for row in rows]})
    return {one.event_id: one for one in found}


def forget() -> None:
    """Forget what this process remembers, for benches and tests."""
    _known.clear()
    _written.cache_clear()


def write_anew(rows: Iterable[EventRow]) -> dict[int, bytes]:
    """The fragments of rows by the id of their event, whatever is remembered."""
    return {row.id: _written.__wrapped__(row, PROPOSED) for row in rows}
