"""Keeping the index: what a transaction changes is written into it before the transaction ends."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sqlalchemy import event, select
from sqlalchemy.orm import Session, UOWTransaction

from app.kernel import search
from app.kernel.db import db
from app.kernel.search import SearchEntry
from app.search.sources import SOURCES, Source

# Where a session keeps what it has changed: (kind, number of the thing).
_CHANGED: Final = "synergies_to_index"
_WATCHED: Final = {
    model: (source.kind, name) for source in SOURCES.values() for model, name in source.watched
}


def index(source: Source, ids: Iterable[int] | None = None) -> int:
    """Write down the words of these things as they are now, of all when None; how many.

    What is no longer public, or no more, is forgotten.
    """
    if source.words is None:
        return 0
    wanted = None if ids is None else sorted(set(ids))
    found = {one.subject_id: one for one in source.words(wanted)}
    for number in sorted(found):
        search.put(source.kind, number, title=found[number].title, body=found[number].body)
    known = select(SearchEntry.subject_id).where(SearchEntry.kind == source.kind)
    if wanted is not None:
        known = known.where(SearchEntry.subject_id.in_(wanted))
    for number in sorted(set(db.session.scalars(known)) - found.keys()):
        search.drop(source.kind, number)
    return len(found)


def index_all() -> int:
    """Write the whole index anew, for what came in by other ways. A daily task."""
    return sum(index(source) for source in SOURCES.values())


def _note(session: Session, _context: UOWTransaction) -> None:
    for row in (*session.new, *session.dirty, *session.deleted):
        watched = _WATCHED.get(type(row))
        if watched is not None:
            kind, name = watched
            session.info.setdefault(_CHANGED, set()).add((kind, getattr(row, name)))


def _write(session: Session) -> None:
    if session.in_nested_transaction() or not session.in_transaction():
        return
    session.flush()  # what is still pending counts too
    changed = session.info.pop(_CHANGED, None)
    if not changed:
        return
    for kind, source in SOURCES.items():
        ids = [number for one, number in changed if one == kind]
        if ids:
            index(source, ids)


def _forget(session: Session, _previous: object) -> None:
    if not session.in_nested_transaction():
        session.info.pop(_CHANGED, None)


def keep_index() -> None:
    """From now on every transaction keeps it. Before the marks move: they tell of the index too."""
    if not event.contains(Session, "before_commit", _write):
        event.listen(Session, "after_flush", _note)
        event.listen(Session, "before_commit", _write, insert=True)
        event.listen(Session, "after_soft_rollback", _forget)
