"""Counts that every worker and every machine shares: how often something was done in a while.

They stand in the database, in the transaction of the act: what is undone was not counted. What is
counted is a digest under the service's key: no address of anybody, of mail or of a machine.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import CursorResult, String, delete, select
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


def count(purpose: str, subject: str, span: timedelta) -> int:
    """Count one more act and return how many there are now in the present span.

    Spans begin at fixed instants, so that counting is one statement.
    """
    now = clock.now()
    since = now - (now - _EPOCH) % span
    statement = (
        insert_unless_there(ActCount)
        .values(subject=_digest(purpose, subject), since=since, count=1)
        .on_conflict_do_update(
            index_elements=["subject", "since"], set_={"count": ActCount.count + 1}
        )
        .returning(ActCount.count)
    )
    return int(db.session.execute(statement).scalar_one())


def is_first_use(purpose: str, subject: str, content: str, drawn_at: datetime) -> bool:
    """Whether this subject is used for the first time, or again with the same content."""
    digest = _digest(f"{purpose} content", content)
    row = {"subject": _digest(purpose, subject), "since": drawn_at}
    statement = insert_unless_there(ActCount).values(**row, count=1, content=digest)
    db.session.execute(statement.on_conflict_do_nothing())
    stored = select(ActCount.content).filter_by(**row)
    return db.session.scalar(stored) == digest


def forget_counts() -> int:
    """Delete the counts of spans that are over; how many."""
    over = delete(ActCount).where(ActCount.since < clock.now() - LONGEST)
    result = db.session.execute(over)
    assert isinstance(result, CursorResult)  # noqa: S101  # what a DELETE returns
    return result.rowcount


def _digest(purpose: str, subject: str) -> str:
    return links.derive_token(f"count {purpose}", subject)
