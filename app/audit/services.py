"""Writing the journal."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Any

from sqlalchemy import inspect

from app.audit.models import AuditEntry
from app.kernel.access import Actor
from app.kernel.base import Base
from app.kernel.db import db


def record(
    actor: Actor,
    action: str,
    subject: Base,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str | None = None,
) -> AuditEntry:
    """Add one act on `subject` to the journal, in the transaction of the act itself.

    `action` reads like a permission ("event:publish"). Call it after a flush: the subject must have
    its id. Values are kept as JSON: dates as ISO text, enumerations by value. A subject known by a
    code has 0 as its number, and its code among the values.
    """
    key = inspect(subject).mapper.primary_key_from_instance(subject)[0]
    by_number = isinstance(key, int)
    entry = AuditEntry(
        actor_id=actor.account_id,
        actor_label=actor.label,
        action=action,
        subject_type=type(subject).__tablename__,
        subject_id=key if by_number else 0,
        before=_plain(before or {}),
        after=_plain((after or {}) | ({} if by_number else {"code": key})),
        reason=reason,
    )
    db.session.add(entry)
    return entry


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: as_kept(value) for name, value in values.items()}


def as_kept(value: Any) -> Any:
    """A value as the journal holds it: dates as ISO text, enumerations by value."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    return value


def changes(subject: Base, values: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What setting `values` on `subject` would change: (before, after), only fields that differ."""
    differing = {name: value for name, value in values.items() if getattr(subject, name) != value}
    return {name: getattr(subject, name) for name in differing}, differing
