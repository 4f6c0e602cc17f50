"""Keeping the fragments of public feeds in their table: the worker's part."""

from __future__ import annotations

from datetime import date

from sqlalchemy import delete, select

from app.events.filters import AgendaFilters
from app.feeds import queries
from app.feeds.fragments import beginning, digest, write_anew
from app.feeds.models import FeedFragment
from app.feeds.store import TOPIC
from app.kernel import clock, revision
from app.kernel.db import db, transaction

_seen: dict[str, tuple[str, date]] = {}


def keep_fragments() -> None:
    """The worker's turn: nothing unless what feeds show has changed, or the day has."""
    now = (revision.current(TOPIC)[0], clock.today())
    if _seen.get(TOPIC) != now:
        keep(now[1])
        _seen[TOPIC] = now


def keep(today: date) -> int:
    """Write anew the fragments whose rows have changed, drop those of no feed; how many written.

    Readers never write: a feed asked for before this has run makes what it lacks, and no more.
    """
    rows = {row.id: row for row in queries.agenda_rows(AgendaFilters(), today)}
    begin = beginning()
    digests = {row.id: digest(row, begin) for row in rows.values()}
    pairs = db.session.execute(select(FeedFragment.event_id, FeedFragment.digest))
    kept = {row.event_id: row.digest for row in pairs}
    db.session.rollback()
    changed = [number for number, made_of in digests.items() if kept.get(number) != made_of]
    gone = kept.keys() - digests.keys()
    if not changed and not gone:
        return 0
    octets = write_anew(rows[number] for number in changed)
    with transaction():
        db.session.execute(delete(FeedFragment).where(FeedFragment.event_id.in_([*changed, *gone])))
        db.session.add_all(
            FeedFragment(event_id=number, digest=digests[number], octets=octets[number])
            for number in changed
        )
    return len(changed)
