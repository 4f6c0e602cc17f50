"""What the worker looks at for registrations, each minute."""

from __future__ import annotations

from app.kernel.db import db, in_transaction
from app.registrations.services.lapse import anything_lapsed, lapse_due


def lapse_if_any() -> None:
    """End what nobody confirmed in time; a cheap question when there is nothing."""
    due = anything_lapsed()
    db.session.rollback()
    if due:
        in_transaction(lapse_due)
