"""Noting who did not come."""

from __future__ import annotations

from sqlalchemy import select

from app.attendance.models import Presence
from app.attendance.queries import PLACES
from app.attendance.slots import atelier_key
from app.attendance.states import CLAIM, ClaimAct
from app.audit import services as audit
from app.events.facts import EventClosed
from app.events.models import Event, Pool
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db, lock_row
from app.kernel.errors import Conflict, NotFound, NotYet
from app.registrations.enums import ClaimStatus
from app.registrations.models import Claim, Registration

TOO_EARLY = "La rencontre n’est pas finie : attendez pour noter les absences."
NOBODY_NOTED = (
    "Aucune présence n’est notée : notez d’abord qui était là, sinon tout le monde serait absent."
)


def mark_absent(actor: Actor, event: Event) -> int:
    """Note as absent whoever had a seat and was not seen; how many people.

    Raises `Conflict` before the end, and when nobody was noted present: a sheet that nobody has
    typed in says nothing of anyone.
    """
    locked = lock_row(Event, event.id)
    if locked is None:
        raise NotFound
    if locked.ends_at is None or clock.now() < locked.ends_at:
        raise NotYet(TOO_EARLY)
    if not _somebody_came(locked):
        raise Conflict(NOBODY_NOTED)
    return _mark(actor, locked)


def mark_absent_when_closed(fact: EventClosed) -> None:
    """The same when the event is closed; nothing where presence was not kept."""
    if _somebody_came(fact.event):
        _mark(fact.actor, fact.event)


def _somebody_came(event: Event) -> bool:
    return (
        db.session.scalar(
            select(Presence.id)
            .join(Registration, Registration.id == Presence.registration_id)
            .where(Registration.event_id == event.id)
            .limit(1)
        )
        is not None
    )


def _mark(actor: Actor, event: Event) -> int:
    here: dict[int, set[str]] = {}
    for number, slot in db.session.execute(
        select(Presence.registration_id, Presence.slot)
        .join(Registration, Registration.id == Presence.registration_id)
        .where(Registration.event_id == event.id)
    ):
        here.setdefault(number, set()).add(slot)
    missed: set[int] = set()
    for claim, kind in db.session.execute(
        select(Claim, Pool.kind)
        .join(Pool, Pool.id == Claim.pool_id)
        .where(Pool.event_id == event.id, Claim.status == ClaimStatus.CONFIRMED)
        .order_by(Claim.id)
    ):
        seen = here.get(claim.registration_id, set())
        came = bool(seen) if kind in PLACES else atelier_key(claim.pool_id) in seen
        if not came:
            claim.status = CLAIM.next(claim.status, ClaimAct.MISS)
            if kind in PLACES:
                missed.add(claim.registration_id)
    db.session.flush()
    if missed:
        audit.record(actor, "attendance:mark_absent", event, after={"people": len(missed)})
    return len(missed)
