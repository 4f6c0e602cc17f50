"""Changing how one attends and which sessions, without ever losing a seat that one has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.audit import services as audit
from app.events.enums import PoolKind
from app.events.models import Event
from app.events.policies import runs
from app.events.seats import PoolFill
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db, lock_row
from app.kernel.errors import Conflict, Invalid, NotFound
from app.registrations import emails
from app.registrations.allocation import fills_of, live_claims
from app.registrations.enums import ClaimStatus
from app.registrations.models import Registration
from app.registrations.opening import closed_because, closed_to_team
from app.registrations.services.alerts import tell_fill
from app.registrations.services.meals import forget_meals_of_remote
from app.registrations.services.promote import promote_next
from app.registrations.services.standing import load_claims, session_lines
from app.registrations.services.wishes import Settled, chosen, mode_of, sessions_kept, settle


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
    outcome, fills = wish(
        actor, event, registration, attendance_mode=attendance_mode, session_ids=session_ids
    )
    if not outcome.changed:
        return False
    _tell(registration, event, outcome, {fill.pool_id: fill for fill in fills})
    promote_next(event)
    forget_meals_of_remote([registration.id])
    tell_fill(event)
    return True


def wish(
    actor: Actor,
    event: Event,
    registration: Registration,
    *,
    attendance_mode: PoolKind | None = None,
    session_ids: Sequence[int] | None = None,
) -> tuple[Settled, Sequence[PoolFill]]:
    """The wish settled and in the journal, nobody told or promoted yet; with the seats before it.

    The event is locked and the registration fresh. Raises as `change` does.
    """
    if registration.withdrawn_at is not None:
        raise Conflict("Cette inscription est annulée.")
    by_team = runs(actor, event)
    reason = closed_to_team(event) if by_team else closed_because(event, clock.now())
    if reason is not None:
        raise Conflict(reason)
    load_claims(registration)
    mode = attendance_mode or mode_of(registration)
    if mode is None:
        raise Invalid({"attendance_mode": "Dites comment vous participez."})
    fills = fills_of(event)
    ids = sessions_kept(registration, mode, fills) if session_ids is None else session_ids
    outcome = settle(event, registration, chosen(fills, mode, ids), fills)
    if outcome.changed:
        audit.record(
            actor,
            "registration:change_mode" if session_ids is None else "registration:change_sessions",
            registration,
            after={"event": event.id, "mode": mode, **({"sessions": list(ids)} if ids else {})},
        )
    return outcome, fills


def _tell(
    registration: Registration, event: Event, outcome: Settled, pools: Mapping[int, PoolFill]
) -> None:
    """One mail for another way to attend, one for another choice of sessions."""
    interim = [pools[c.pool_id] for c in live_claims(registration) if c.interim]
    for claim, fill in outcome.added:
        if fill.is_session:
            continue
        if claim.status == ClaimStatus.WAITING:
            kept = any(fill.clashes(held) for held in interim)
            rank = fill.waiting + 1
            emails.waiting(registration, event, claim, fill, rank, keeps_seat=kept)
        elif claim.status == ClaimStatus.REQUESTED:
            emails.requested(registration, event, claim, fill)
        else:
            emails.mode_changed(registration, event, claim, fill)
    if outcome.sessions_changed:
        load_claims(registration)
        emails.sessions_changed(registration, event, session_lines(registration))
