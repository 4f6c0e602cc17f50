"""Mails that came in, as far as somebody may have to look at them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.events.models import Event
from app.inbox.enums import IncomingKind, Participation, Verdict
from app.kernel import clock
from app.kernel.base import Base
from app.kernel.types import enum_column


class IncomingMail(Base):
    """One mail that was read: who, about what, and what became of it."""

    __tablename__ = "incoming_mail"
    __table_args__ = (Index(None, "verdict", "handled_at"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    # SHA-256 of its Message-ID, or of its bytes: the same mail delivered twice is one.
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[IncomingKind] = mapped_column(enum_column(IncomingKind))
    verdict: Mapped[Verdict] = mapped_column(enum_column(Verdict))
    # Empty once its time is over.
    sender: Mapped[str]
    # Why, or what was done, in one French sentence.
    detail: Mapped[str]
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True, default=None)
    # What a person wrote, until somebody has put it away.
    text: Mapped[str | None] = mapped_column(default=None)
    participation: Mapped[Participation | None] = mapped_column(
        enum_column(Participation), default=None
    )
    # When the calendar says to have written the answer (DTSTAMP): an older one changes nothing.
    stamped_at: Mapped[datetime | None] = mapped_column(default=None)
    received_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    # When somebody of the team put it away.
    handled_at: Mapped[datetime | None] = mapped_column(default=None)

    event: Mapped[Event | None] = relationship(init=False, lazy="raise")
