"""The team gives a seat out of turn: out of a reserve, or beyond the capacity, saying so."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.audit import services as audit
from app.events.models import Event, Pool, Reserve
from app.events.seats import PoolFill
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db, lock_row
from app.kernel.errors import Conflict, Invalid, NotFound
from app.registrations import emails
from app.registrations.allocation import confirm_held, fills_of, give_back_interim, seat
from app.registrations.enums import SEATED, ClaimStatus
from app.registrations.models import Claim
from app.registrations.opening import has_started
from app.registrations.services.alerts import tell_fill
from app.registrations.services.meals import forget_meals_of_remote
from app.registrations.services.promote import promote_next
from app.registrations.services.standing import load_claims


def give_seat(
    actor: Actor,
    claim: Claim,
    *,
    reserve_id: int | None = None,
    beyond_capacity: bool = False,
    reason: str | None = None,
) -> bool:
    """Seat somebody who waits; False when they sit already and nothing changes.

    With `reserve_id`, one of the seats kept aside: whoever sits already may be moved onto one too,
    which frees theirs. Without, the pool must have a free seat, or `beyond_capacity` must say that
    one is added: the journal keeps it. Raises `Invalid` beside the field, `Conflict` when the
    claim has ended or the event has begun.
    """
    event, fill = _lock(claim)
    before, waited = claim.status, claim.status == ClaimStatus.WAITING
    if not waited and (reserve_id is None or claim.reserve_id == reserve_id):
        return False
    after: dict[str, object] = {"pool": fill.label}
    if reserve_id is not None:
        reserve = _reserve_with_room(reserve_id, claim)
        claim.reserve_id = reserve.id
        after["reserve"] = reserve.label
    elif fill.room_left is not None and fill.room_left <= 0:
        if not beyond_capacity:
            raise Invalid(
                {"beyond": f"{fill.why_full} : dites que vous ajoutez une place, ou renoncez."}
            )
        claim.over_capacity = True
        after |= {"beyond_capacity": fill.taken + 1, "capacity": fill.capacity}
    if waited:
        # The team's own gesture is its approval.
        registration = claim.registration
        registration.approved_at = registration.approved_at or clock.now()
        seat(event, claim)
        db.session.flush()
        load_claims(registration)
        confirm_held(event, registration)
    db.session.flush()
    audit.record(
        actor,
        "registration:give_seat",
        claim.registration,
        before={"status": before},
        after={**after, "status": claim.status},
        reason=reason,
    )
    if waited:
        emails.promoted(claim.registration, event, claim, fill)
    give_back_interim([claim.registration_id], fills_of(event))
    forget_meals_of_remote([claim.registration_id])
    promote_next(event)
    tell_fill(event)
    return True


def _lock(claim: Claim) -> tuple[Event, PoolFill]:
    pool = db.session.get_one(Pool, claim.pool_id)
    event = lock_row(Event, pool.event_id)
    if event is None:
        raise NotFound
    db.session.scalars(
        select(Claim)
        .options(joinedload(Claim.registration), joinedload(Claim.pool))
        .where(Claim.id == claim.id)
        .execution_options(populate_existing=True)
    ).one()
    if claim.ended_at is not None or claim.registration.withdrawn_at is not None:
        raise Conflict("Cette inscription est terminée.")
    if has_started(event, clock.now()):
        raise Conflict("L’événement a commencé : les places ne changent plus.")
    fill = next((fill for fill in fills_of(event) if fill.pool_id == claim.pool_id), None)
    if fill is None:
        raise Conflict("Ces places ne sont plus proposées.")
    return event, fill


def _reserve_with_room(reserve_id: int, claim: Claim) -> Reserve:
    reserve = db.session.get(Reserve, reserve_id)
    if reserve is None or reserve.pool_id != claim.pool_id or reserve.released_at is not None:
        raise Invalid({"reserve": "Cette réserve n’existe plus."})
    given = db.session.scalar(
        select(func.count())
        .select_from(Claim)
        .where(Claim.reserve_id == reserve.id, Claim.status.in_(SEATED))
    )
    if (given or 0) >= reserve.seats:
        raise Invalid({"reserve": f"Les places « {reserve.label} » sont toutes données."})
    return reserve
