"""The journal's rows. Triggers on both engines refuse UPDATE and DELETE (see the migration)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import clock
from app.kernel.base import Base


class AuditEntry(Base):
    """One act. `before` and `after` hold only fields that changed, never personal data."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index(None, "subject_type", "subject_id"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    at: Mapped[datetime] = mapped_column(default_factory=clock.now, index=True)
    # No foreign key: the journal outlives what it speaks of.
    actor_id: Mapped[int | None] = mapped_column(index=True)
    actor_label: Mapped[str]
    action: Mapped[str] = mapped_column(String(80))
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    reason: Mapped[str | None] = mapped_column(default=None)
