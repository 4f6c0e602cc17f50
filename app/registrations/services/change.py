"""Changing how one attends, without ever losing a seat that one has."""

from __future__ import annotations

from app.audit import services as audit
from app.events.enums import PoolKind
from app.events.models import Event
from app.events.seats import PoolFill
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db, lock_row
from app.kernel.errors import Conflict, Invalid, NotFound
from app.registrations import emails
from app.registrations.allocation import end_claim, fills_of, has_free_seat, live_claims
from app.registrations.enums import ClaimStatus
from app.registrations.models import Claim, Registration
from app.registrations.opening import closed_because
from app.registrations.services.promote import promote_next

REPLACED = "remplacée par une autre façon de venir"


def change_mode(actor: Actor, registration: Registration, *, attendance_mode: PoolKind) -> bool:
    """Attend another way; False when that was already the wish.

    With a free seat the old one is given back at once. When the new pool is full, a confirmed seat
    is kept while the person waits for the other; a mere place in a queue is given up. Asking for
    what one already has ends the wait for something else.
    """
    event = lock_row(Event, registration.event_id)
    if event is None:
        raise NotFound
    db.session.refresh(registration)
    reason = closed_because(event, clock.now())
    if registration.withdrawn_at is not None:
        raise Conflict("Cette inscription est annulée.")
    if reason is not None:
        raise Conflict(reason)
    db.session.refresh(registration, ["claims"])
    fills = {fill.kind: fill for fill in fills_of(event)}
    wanted = fills.get(attendance_mode)
    if wanted is None:
        raise Invalid({"attendance_mode": "Cet événement ne se suit pas de cette façon."})
    changed = _settle(registration, event, wanted)
    if changed:
        audit.record(
            actor,
            "registration:change_mode",
            registration,
            after={"mode": attendance_mode, "event": event.id},
        )
        promote_next(event)
    return changed


def _settle(registration: Registration, event: Event, wanted: PoolFill) -> bool:
    live = live_claims(registration)
    mine = next((claim for claim in live if claim.pool_id == wanted.pool_id), None)
    others = [claim for claim in live if claim is not mine]
    if mine is not None:
        return _keep(mine, others)
    if has_free_seat(wanted):
        for claim in others:
            end_claim(claim, REPLACED)
        claim = _claim(registration, wanted, ClaimStatus.CONFIRMED)
        emails.mode_changed(registration, event, claim, wanted.kind)
        return True
    kept = next((claim for claim in others if claim.status == ClaimStatus.CONFIRMED), None)
    for claim in others:
        if claim is not kept:
            end_claim(claim, REPLACED)
    replaced = kept.id if kept else None
    claim = _claim(registration, wanted, ClaimStatus.WAITING, replaces_id=replaced)
    emails.waiting(registration, event, claim, wanted.kind, wanted.waiting + 1)
    return True


def _keep(mine: Claim, others: list[Claim]) -> bool:
    """The wanted way is already there: end what replaces it, if it is a seat."""
    if mine.status != ClaimStatus.CONFIRMED or not others:
        return False
    for claim in others:
        end_claim(claim, "souhait abandonné")
    db.session.flush()
    return True


def _claim(
    registration: Registration,
    fill: PoolFill,
    status: ClaimStatus,
    replaces_id: int | None = None,
) -> Claim:
    db.session.flush()
    claim = Claim(
        registration_id=registration.id,
        pool_id=fill.pool_id,
        status=status,
        replaces_id=replaces_id,
        confirmed_at=clock.now() if status == ClaimStatus.CONFIRMED else None,
    )
    db.session.add(claim)
    db.session.flush()
    return claim
