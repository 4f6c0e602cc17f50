"""A mark that moves when what a topic shows changes: read instead of everything it stands for.

A calendar that nobody has touched is asked for all day long. Its readers compare one mark with the
one they built their answer from, and read nothing else. `watch` names the tables of a topic; any
transaction that changes one of them, by whatever statement, moves the topic's mark as its very last
act before the commit. Last, because on PostgreSQL the row stays locked until then: taken earlier,
two editors could each hold what the other waits for. Transactions that change no watched table
(registrations) never touch the row.

Readers take the mark *before* what it stands for: seen too early, it only makes them build again.
Marks are random, not counted: a restored backup, edited again, must not come back to a known one.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import String, bindparam, event, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kernel import clock, statements
from app.kernel.base import Base
from app.kernel.db import fetch, look
from app.kernel.types import UtcDateTime

_topics: dict[str, frozenset[str]] = {}

# The same on both engines. Two writers of one topic wait for each other here, and nowhere else.
_MOVE = text(
    "INSERT INTO revision (topic, mark, changed_at) VALUES (:topic, :mark, :now)"
    " ON CONFLICT (topic) DO UPDATE SET mark = :mark, changed_at = :now"
).bindparams(bindparam("now", type_=UtcDateTime()))


class Revision(Base):
    """The mark of a topic and when it last moved. No row: nothing has changed yet."""

    __tablename__ = "revision"

    topic: Mapped[str] = mapped_column(String(40), primary_key=True)
    mark: Mapped[str] = mapped_column(String(16))
    changed_at: Mapped[datetime]


_COLUMNS = Revision.__table__.c
_READ = select(_COLUMNS.mark, _COLUMNS.changed_at).where(_COLUMNS.topic == bindparam("topic"))
_READ_ALL = select(_COLUMNS.topic, _COLUMNS.mark)


def watch(topic: str, tables: Iterable[str]) -> None:
    """Move the mark of `topic` whenever one of `tables` changes. Declared once, in wiring."""
    names = frozenset(tables)
    if unknown := names - Base.metadata.tables.keys():
        raise RuntimeError(f"{topic} watches tables that do not exist: {sorted(unknown)}")
    _topics[topic] = names


def current(topic: str) -> tuple[str, datetime | None]:
    """The mark of `topic` and when it last moved: ("", None) when it never has.

    What was committed, read outside the session: most answers ask nothing else.
    """
    rows = look(_READ, topic=topic)
    return (rows[0][0], rows[0][1]) if rows else ("", None)


def marks() -> dict[str, str]:
    """The marks of all topics that have moved, as the transaction in hand sees them."""
    return dict(map(tuple, fetch(_READ_ALL)))


def covering(tables: Iterable[str], seen: Mapping[str, str]) -> dict[str, str] | None:
    """The marks among `seen` that stand for all these tables; None when nobody watches one."""
    wanted = frozenset(tables)
    touched = {topic: watched for topic, watched in _topics.items() if watched & wanted}
    if not wanted.issubset(frozenset().union(*touched.values())):
        return None
    return {topic: seen.get(topic, "") for topic in touched}


@event.listens_for(Session, "before_commit")
def _move_marks(session: Session) -> None:
    if session.in_nested_transaction() or not session.in_transaction():
        return
    session.flush()  # what is still pending counts too, and comes before our lock
    changed = statements.take_changed(session.connection())
    if not changed:
        return
    for topic in sorted(_topics):
        if not changed.isdisjoint(_topics[topic]):
            session.execute(
                _MOVE, {"topic": topic, "mark": secrets.token_hex(8), "now": clock.now()}
            )
