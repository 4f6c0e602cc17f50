"""The team's switch for registrations."""

from __future__ import annotations

from app.audit import services as audit
from app.events.enums import EventStatus
from app.events.facts import PoolsChanged
from app.events.models import Event
from app.events.services.calendar import touch
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.bus import announce
from app.kernel.db import db, lock_row
from app.kernel.errors import Conflict, NotFound, NotYet


def set_registration(actor: Actor, event: Event, *, is_open: bool) -> bool:
    """Open or close registrations; False when they already were so.

    Raises `Conflict` when there is nothing to register for: not published, without a date, over.
    """
    if lock_row(Event, event.id) is None:
        raise NotFound
    if event.registration_open == is_open:
        return False
    if is_open:
        if event.status != EventStatus.PUBLISHED or event.starts_at is None:
            raise NotYet("Publiez d’abord l’événement, avec sa date exacte.")
        if event.starts_at <= clock.now():
            raise Conflict("L’événement a déjà commencé.")
    event.registration_open = is_open
    touch(event, moved=False)
    db.session.flush()
    audit.record(
        actor,
        "event:open_registration" if is_open else "event:close_registration",
        event,
        before={"registration_open": not is_open},
        after={"registration_open": is_open},
    )
    if is_open:
        # Seats given back while registration was closed go to who waits.
        announce(PoolsChanged(actor, event))
    return True
