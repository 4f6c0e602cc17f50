"""A message to those registered for one event, and the texts that the team keeps for the next.

To whom it left stands in the outbox, one row a person: nothing here names anybody.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.events.models import Event
from app.kernel import clock
from app.kernel.base import Base


class Mailing(Base):
    """One message; a draft until `sent_at`, then what was said stays as it was read."""

    __tablename__ = "mailing"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    # The form carries it: sent twice, it is one message.
    attempt: Mapped[str] = mapped_column(String(36), unique=True)
    subject: Mapped[str]
    body: Mapped[str]
    # To whom (`Audience.stored`): states, places, families of partners, or chosen registrations.
    audience: Mapped[dict[str, Any]]
    # Who sends says which text they have read.
    version: Mapped[int] = mapped_column(default=1)
    # How many people it was written to, all times together.
    people: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default_factory=clock.now)

    event: Mapped[Event] = relationship(init=False, lazy="raise")


class MailingTemplate(Base):
    """A text kept under a name, for any event; its author and the team may write over it."""

    __tablename__ = "mailing_template"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    subject: Mapped[str]
    body: Mapped[str]
    # Nobody: of the team as a whole.
    author_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id"), index=True, default=None
    )
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
