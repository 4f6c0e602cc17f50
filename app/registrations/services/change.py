"""Changing how one attends and which sessions, without ever losing a seat that one has."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.audit import services as audit
from app.events.enums import PoolKind
from app.events.models import Event
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db, lock_row
from app.kernel.errors import Conflict, Invalid, NotFound
from app.registrations import emails
from app.registrations.allocation import fills_of, live_claims
from app.registrations.enums import ClaimStatus
from app.registrations.models import Claim, Registration
from app.registrations.opening import closed_because
from app.registrations.services.promote import promote_next
from app.registrations.services.wishes import chosen, mode_of, session_ids_of, settle


def change_mode(actor: Actor, registration: Registration, *, attendance_mode: PoolKind) -> bool:
    """Attend another way, keeping one's sessions; False when that was already the wish.

    With a free seat the old one is given back at once. When the new pool is full, a seat that one
    holds is kept while one waits for the other; a mere place in a queue is given up. Asking for
    what one already has ends the wait for something else.
    """
    return change(actor, registration, attendance_mode=attendance_mode)


def change_sessions(
    actor: Actor, registration: Registration, *, session_ids: Sequence[int]
) -> bool:
    """Wish for these sessions and no others; the same rules, session by session."""
    return change(actor, registration, session_ids=session_ids)


def change(
    actor: Actor,
    registration: Registration,
    *,
    attendance_mode: PoolKind | None = None,
    session_ids: Sequence[int] | None = None,
) -> bool:
    """Wish for another way to attend, other sessions, or both; what is None stays as it is.

    Raises `Conflict` when the registration is cancelled or registration is closed, `Invalid` for
    what is not offered or cannot be held together.
    """
    event = lock_row(Event, registration.event_id)
    if event is None:
        raise NotFound
    db.session.refresh(registration)
    if registration.withdrawn_at is not None:
        raise Conflict("Cette inscription est annulée.")
    reason = closed_because(event, clock.now())
    if reason is not None:
        raise Conflict(reason)
    _load_claims(registration)
    mode = attendance_mode or mode_of(registration)
    if mode is None:
        raise Invalid({"attendance_mode": "Dites comment vous participez."})
    fills = fills_of(event)
    ids = session_ids_of(registration) if session_ids is None else session_ids
    outcome = settle(event, registration, chosen(fills, mode, ids), fills)
    if not outcome.changed:
        return False
    audit.record(
        actor,
        "registration:change_mode" if session_ids is None else "registration:change_sessions",
        registration,
        after={"event": event.id, "mode": mode, **({"sessions": list(ids)} if ids else {})},
    )
    pools = {fill.pool_id: fill for fill in fills}
    for claim, fill in outcome.added:
        if claim.status == ClaimStatus.WAITING:
            kept = any(
                fill.clashes(pools[c.pool_id]) for c in live_claims(registration) if c.interim
            )
            emails.waiting(registration, event, claim, fill.kind, fill.waiting + 1, keeps_seat=kept)
        else:
            emails.mode_changed(registration, event, claim, fill.kind)
    promote_next(event)
    return True


def _load_claims(registration: Registration) -> None:
    """Read again, under the lock, what the person holds, with the pools."""
    db.session.scalars(
        select(Claim)
        .options(joinedload(Claim.pool))
        .where(Claim.registration_id == registration.id)
        .execution_options(populate_existing=True)
    ).all()
    db.session.refresh(registration, ["claims"])
