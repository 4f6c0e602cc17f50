"""Private calendar feeds."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import clock
from app.kernel.base import Base


class CalendarFeed(Base):
    """A private feed of one person, reached by a secret address; revoked, never deleted."""

    __tablename__ = "calendar_feed"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    name: Mapped[str]
    # What the token derives from; the database keeps only the token's hash.
    public_id: Mapped[str] = mapped_column(String(36), unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    # The day (in Paris) on which a client last asked for it: no more is kept.
    last_used_on: Mapped[date | None] = mapped_column(default=None)
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)


class FeedFragment(Base):
    """The VEVENT of one event as public feeds show it, under a digest of what it is made of."""

    __tablename__ = "feed_fragment"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(32))
    octets: Mapped[bytes] = mapped_column(LargeBinary)
