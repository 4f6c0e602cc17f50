"""When an event is called to mind, and who would rather not be."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import clock
from app.kernel.base import Base


class ReminderPlan(Base):
    """How many days before an event its reminders leave. An event without a row has the usual."""

    __tablename__ = "reminder_plan"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    # Whole days, the largest first; empty: no reminder.
    days: Mapped[list[int]] = mapped_column(JSON)


class ReminderRefusal(Base):
    """Somebody wants no reminder of the event they registered for."""

    __tablename__ = "reminder_refusal"

    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), primary_key=True)
    refused_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
