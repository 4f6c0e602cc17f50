"""What nothing shows any more is erased: files taken off minutes and proposals, acts undone."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, exists, select

from app.audit.services import record
from app.documents import storage
from app.documents.models import Document
from app.kernel import clock
from app.kernel.access import SYSTEM
from app.kernel.base import Base
from app.kernel.db import db
from app.outbox.schedule import DailyTask

# A file is sent before what carries it is saved, and somebody may think again.
GRACE: Final = timedelta(days=7)


def collect() -> int:
    """Forget the documents that no row of any table points at, a week after they were sent."""
    forgotten = db.session.scalars(
        select(Document)
        .where(Document.created_at < clock.now() - GRACE, _carried_by_nothing())
        .order_by(Document.id)
    ).all()
    for document in forgotten:
        record(SYSTEM, "document:collect", document, before={"sha256": document.sha256})
        db.session.delete(document)
    db.session.flush()
    return len(forgotten)


def sweep() -> int:
    """Erase the bytes that belong to no document: those of `collect`, and of acts undone.

    A task of its own: bytes go once the rows are gone for good.
    """
    wanted = set(db.session.scalars(select(Document.sha256)))
    return storage.current().sweep(wanted, clock.now() - GRACE)


def _carried_by_nothing() -> ColumnElement[bool]:
    """Whatever tables there are: each foreign key to a document keeps it."""
    keys = (
        column
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if any(key.column is Document.__table__.c.id for key in column.foreign_keys)
    )
    return and_(*(~exists().where(key == Document.id) for key in keys))


# Shown to the team under these names.
DAILY_TASKS: Final = (
    DailyTask("Fichiers que plus rien ne porte oubliés", collect),
    DailyTask("Contenu des fichiers oubliés effacé", sweep, hour=4),
)
