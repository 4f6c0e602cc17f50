"""Every entry that a test sees written in the journal is in French: act, fields and values."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event

from app.audit.models import AuditEntry
from app.audit.words import missing
from app.kernel.base import Base


def watch_journal() -> None:
    """Refuse an entry that people would read as it is stored (`app/<feature>/journal.py`)."""
    if not event.contains(AuditEntry, "before_insert", _in_french):
        event.listen(AuditEntry, "before_insert", _in_french)


def _in_french(_mapper: Any, _connection: Any, entry: AuditEntry) -> None:
    if entry.subject_type not in Base.metadata.tables:
        return  # the tests of the journal itself have acts that are none, on purpose
    without = missing(entry)
    assert not without, f"say in French in journal.py, for {entry.action}: {', '.join(without)}"
