"""Counts that every worker and every machine shares: how often something was done in a while.

They stand in the database, in the transaction of the act: what is undone was not counted. What is
counted is a digest under the service's key: no address of anybody, of mail or of a machine.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import Final

from sqlalchemy import CursorResult, Executable, String, delete
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import clock, links
from app.kernel.base import Base
from app.kernel.db import db, insert_unless_there

# No span is longer than this: beyond it nobody asks for a count.
LONGEST: Final = timedelta(days=8)
_EPOCH: Final = datetime.fromtimestamp(0, tz=clock.PARIS)


class ActCount(Base):
    """How often one thing was done within one span, or by which content it was done first."""

    __tablename__ = "act_count"

    # A digest: 22 characters.
    subject: Mapped[str] = mapped_column(String(32), primary_key=True)
    since: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(default=1)
    content: Mapped[str | None] = mapped_column(String(32), default=None)


# Into the table, not the mapped class: a session's own insert costs twice a plain one.
_TABLE: Final = Base.metadata.tables[ActCount.__tablename__]


def count(purpose: str, subject: str, span: timedelta) -> int:
    """Count one more act and return how many there are now in the present span.

    Spans begin at fixed instants, so that counting is one statement.
    """
    now = clock.now()
    since = now - (now - _EPOCH) % span
    row = {"subject": _digest(purpose, subject), "since": since}
    engine = db.session.get_bind().dialect.name
    return int(db.session.execute(_counting(engine), row).scalar_one())


@cache
def _counting(_engine: str) -> Executable:
    """The statement of `count`, built once per engine: it runs while others wait for an event."""
    one_more = (
        insert_unless_there(_TABLE)
        .values(count=1)
        .on_conflict_do_update(
            index_elements=["subject", "since"], set_={"count": _TABLE.c.count + 1}
        )
    )
    return one_more.returning(_TABLE.c.count)


def is_first_use(purpose: str, subject: str, content: str, drawn_at: datetime) -> bool:
    """Whether this subject is used for the first time, or again with the same content."""
    digest = _digest(f"{purpose} content", content)
    row = {"subject": _digest(purpose, subject), "since": drawn_at, "content": digest}
    engine = db.session.get_bind().dialect.name
    return bool(db.session.execute(_using(engine), row).scalar_one() == digest)


@cache
def _using(_engine: str) -> Executable:
    """The statement of `is_first_use`: the row of the first use stays, and is given back."""
    use = (
        insert_unless_there(_TABLE)
        .values(count=1)
        .on_conflict_do_update(
            index_elements=["subject", "since"], set_={"count": _TABLE.c.count + 1}
        )
    )
    return use.returning(_TABLE.c.content)


def forget_counts() -> int:
    """Delete the counts of spans that are over; how many."""
    over = delete(ActCount).where(ActCount.since < clock.now() - LONGEST)
    result = db.session.execute(over)
    assert isinstance(result, CursorResult)  # noqa: S101  # what a DELETE returns
    return result.rowcount


def _digest(purpose: str, subject: str) -> str:
    return links.derive_token(f"count {purpose}", subject)
