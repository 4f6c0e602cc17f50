"""Acts of the days after: supports, recording, thanks."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from app.attendance import emails
from app.attendance.looking_back import aftermath, to_thank
from app.attendance.models import Aftermath, Support
from app.audit import services as audit
from app.documents import services as documents
from app.documents.services import Upload
from app.events.models import Event
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db, lock_row
from app.kernel.errors import Conflict, Invalid, NotFound, NotYet

TOO_EARLY = "La rencontre n’est pas finie : attendez pour remercier."
DONE = "Le remerciement est déjà parti."
NOBODY = "Personne à remercier : aucune présence n’est notée avec une adresse."


def add_supports(
    actor: Actor, event: Event, uploads: Iterable[Upload], *, for_all: bool
) -> list[Support]:
    """Keep these files with the event. Raises `Invalid` for none, or for one that is refused."""
    _lock(event)
    stored = documents.store_all(actor, uploads)
    if not stored:
        raise Invalid({"documents": "Choisissez au moins un fichier."})
    added = [
        Support(event_id=event.id, document_id=document.id, for_all=for_all) for document in stored
    ]
    db.session.add_all(added)
    db.session.flush()
    audit.record(
        actor,
        "attendance:add_supports",
        event,
        after={"files": len(added), "for_all": for_all},
    )
    return added


def remove_support(actor: Actor, event: Event, document_id: int) -> bool:
    """Take a support away; its file goes with it when nothing else carries it."""
    _lock(event)
    support = db.session.scalar(
        select(Support).where(Support.event_id == event.id, Support.document_id == document_id)
    )
    if support is None:
        return False
    db.session.delete(support)
    db.session.flush()
    audit.record(actor, "attendance:remove_support", event, before={"document": document_id})
    return True


def set_replay(actor: Actor, event: Event, *, url: str | None, for_all: bool) -> None:
    """Where the recording is, and for whom; None takes it away."""
    _lock(event)
    row = _row(event)
    before = {"replay_url": row.replay_url, "for_all": row.replay_for_all}
    row.replay_url, row.replay_for_all = url or None, for_all
    db.session.flush()
    after = {"replay_url": row.replay_url, "for_all": row.replay_for_all}
    if after != before:
        audit.record(actor, "attendance:set_replay", event, before=before, after=after)


def thank(actor: Actor, event: Event, *, message: str) -> int:
    """Write to those who were there, once; how many. Raises `Conflict` before the end."""
    locked = _lock(event)
    if locked.ends_at is None or clock.now() < locked.ends_at:
        raise NotYet(TOO_EARLY)
    row = _row(locked)
    if row.thanked_at is not None:
        raise Conflict(DONE)
    people = to_thank(locked)
    if not people:
        raise Conflict(NOBODY)
    for registration in people:
        emails.thanks(registration, locked, message)
    row.thanks, row.thanked_at = message, clock.now()
    db.session.flush()
    audit.record(actor, "attendance:thank", locked, after={"people": len(people)})
    return len(people)


def _row(event: Event) -> Aftermath:
    row = aftermath(event.id)
    if row is None:
        row = Aftermath(event_id=event.id)
        db.session.add(row)
        db.session.flush()
    return row


def _lock(event: Event) -> Event:
    locked = lock_row(Event, event.id)
    if locked is None:
        raise NotFound
    return locked
