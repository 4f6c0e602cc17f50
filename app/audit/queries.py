"""Reading the journal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import select

from app.audit import words
from app.audit.models import AuditEntry
from app.audit.subjects import Subject, describe
from app.audit.words import Speech, Titles
from app.kernel.clock import from_paris
from app.kernel.db import db
from app.kernel.paging import Page, paginate
from app.kernel.text import fold

PAGE_SIZE = 50
ACCOUNT = "account"


@dataclass(frozen=True)
class Filters:
    """What is asked of the journal; None asks for all. `first` and `last` are days in Paris."""

    actor: int | None = None
    subject_type: str | None = None
    subject: int | None = None
    action: str | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Change:
    """One field of an act, in words."""

    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Line:
    """One act as shown."""

    entry: AuditEntry
    act: str
    actor: Subject | None
    subject: Subject
    changes: Sequence[Change]


def listing(filters: Filters, *, number: int = 1) -> Page[AuditEntry]:
    """Acts, the latest first."""
    statement = select(AuditEntry).order_by(AuditEntry.id.desc())
    wanted = (
        (AuditEntry.actor_id, filters.actor),
        (AuditEntry.subject_type, filters.subject_type),
        (AuditEntry.subject_id, filters.subject),
        (AuditEntry.action, filters.action),
    )
    for column, value in wanted:
        if value is not None:
            statement = statement.where(column == value)
    if filters.first is not None:
        statement = statement.where(AuditEntry.at >= from_paris(filters.first, time()))
    if filters.last is not None:
        after = from_paris(filters.last + timedelta(days=1), time())
        statement = statement.where(AuditEntry.at < after)
    return paginate(statement, number, PAGE_SIZE)


def lines(entries: Sequence[AuditEntry]) -> list[Line]:
    """Acts in words, with one query per kind of thing they speak of."""
    keys: defaultdict[str, set[Any]] = defaultdict(set)
    for entry in entries:
        speech = Speech.of(entry)
        keys[entry.subject_type].add(entry.subject_id)
        if entry.actor_id is not None:
            keys[ACCOUNT].add(entry.actor_id)
        for table, key in (*speech.references(entry.before), *speech.references(entry.after)):
            keys[table].add(key)
    known = {table: describe(table, found) for table, found in sorted(keys.items())}
    titles = {
        table: {key: one.title for key, one in found.items()} for table, found in known.items()
    }
    return [
        Line(
            entry=entry,
            act=words.act(entry.action),
            actor=known[ACCOUNT][entry.actor_id] if entry.actor_id is not None else None,
            subject=known[entry.subject_type][entry.subject_id],
            changes=_changes(entry, titles),
        )
        for entry in entries
    ]


def _changes(entry: AuditEntry, titles: Titles) -> list[Change]:
    speech, before, after = Speech.of(entry), entry.before, entry.after
    names = [*before, *(name for name in after if name not in before)]
    return [
        Change(
            speech.field(name),
            speech.value(before[name], name, titles) if name in before else None,
            speech.value(after[name], name, titles) if name in after else None,
        )
        for name in names
    ]


def actors() -> list[tuple[int, str]]:
    """Those who have acted, by name."""
    ids = db.session.scalars(
        select(AuditEntry.actor_id).where(AuditEntry.actor_id.is_not(None)).distinct()
    ).all()
    known = describe(ACCOUNT, {number for number in ids if number is not None})
    return sorted(
        ((number, one.title) for number, one in known.items()), key=lambda pair: fold(pair[1])
    )


def actions() -> list[str]:
    return list(
        db.session.scalars(select(AuditEntry.action).distinct().order_by(AuditEntry.action))
    )


def subject_types() -> list[str]:
    return list(
        db.session.scalars(
            select(AuditEntry.subject_type).distinct().order_by(AuditEntry.subject_type)
        )
    )
