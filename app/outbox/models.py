"""The outbox table, and the record of daily tasks."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import clock
from app.kernel.base import Base
from app.kernel.types import enum_column
from app.outbox.enums import MessageStatus


class OutboxMessage(Base):
    """One mail to one person.

    `kind` names the templates (`emails/<kind>.txt` and `.html`), `payload` all that they need: the
    message tells what was true when it was written. The payload is emptied once the mail has left.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (Index(None, "status", "priority", "due_at"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    # The same act repeated writes the same key: the second row is refused.
    key: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[str] = mapped_column(String(80))
    recipient: Mapped[str]
    subject: Mapped[str]
    payload: Mapped[dict[str, Any]]
    # What its Message-ID and its return address bear (`marks`); given when it first leaves.
    mark: Mapped[str | None] = mapped_column(String(32), unique=True, default=None)
    # What it is about ("event:12"): mails about one thing stand together, here and there.
    thread: Mapped[str | None] = mapped_column(String(80), index=True, default=None)
    # An iCalendar entry and its method (REQUEST, CANCEL), for mails that carry an invitation.
    calendar: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    status: Mapped[MessageStatus] = mapped_column(
        enum_column(MessageStatus), default=MessageStatus.QUEUED
    )
    # 0 goes before everything: a link to sign in lives a quarter of an hour.
    priority: Mapped[int] = mapped_column(default=1)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    leased_until: Mapped[datetime | None] = mapped_column(default=None)
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    error: Mapped[str | None] = mapped_column(default=None)
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)


class TaskRun(Base):
    """A daily task done, on a day in Paris: written in the transaction of what the task changed."""

    __tablename__ = "task_run"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    done_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    # How many rows the task changed.
    changed: Mapped[int] = mapped_column(default=0)


class MailerState(Base):
    """What the mail worker last said of itself: one row, which every page of the team may read."""

    __tablename__ = "mailer_state"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    seen_at: Mapped[datetime]
    # Why nothing leaves, and since when; None while mails leave.
    problem: Mapped[str | None] = mapped_column(default=None)
    problem_since: Mapped[datetime | None] = mapped_column(default=None)
