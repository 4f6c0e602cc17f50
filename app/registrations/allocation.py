"""Who gets a seat. Counts decide, never stored counters; always under the event's lock.

The rules: a pool's seated claims never exceed its capacity; nobody waits while a seat is free and
registration is open; seats go in order of arrival, which is the order of claim ids.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import joinedload

from app.events.enums import PoolKind
from app.events.models import Event, Pool
from app.events.seats import Fills, PoolFill
from app.kernel import clock
from app.kernel.db import db, fetch
from app.registrations.enums import SEATED, ClaimStatus
from app.registrations.models import Claim, Registration
from app.registrations.opening import closed_because


def fills(event_ids: Sequence[int]) -> Fills:
    """How full every offered pool of these events is, in one query."""
    found: dict[int, list[PoolFill]] = {}
    rows = fetch(_fills(), event_ids=list(event_ids))
    for event_id, pool_id, kind, capacity, seated, queued in rows:
        found.setdefault(event_id, []).append(PoolFill(pool_id, kind, capacity, seated, queued))
    return found


@cache
def _fills() -> Select[int, int, PoolKind, int | None, int, int]:
    """Built once: it runs at every registration and on every list."""
    taken = func.count(Claim.id).filter(Claim.status.in_(SEATED))
    waiting = func.count(Claim.id).filter(Claim.status == ClaimStatus.WAITING)
    return (
        select(Pool.event_id, Pool.id, Pool.kind, Pool.capacity, taken, waiting)
        .outerjoin(Claim, Claim.pool_id == Pool.id)
        .where(Pool.event_id.in_(bindparam("event_ids", expanding=True)), Pool.retired.is_(False))
        .group_by(Pool.event_id, Pool.id, Pool.kind, Pool.capacity, Pool.rank)
        .order_by(Pool.event_id, Pool.rank, Pool.id)
    )


def fills_of(event: Event) -> Sequence[PoolFill]:
    return fills([event.id]).get(event.id, ())


def has_free_seat(fill: PoolFill) -> bool:
    """Whether a newcomer gets a seat at once: one is left and nobody stands before them."""
    return fill.capacity is None or (not fill.waiting and fill.taken < fill.capacity)


def promote_waiting(event: Event) -> list[tuple[Claim, PoolKind]]:
    """Give every free seat to who has waited longest; the claims confirmed, in order.

    Nobody is promoted once registration is closed. A claim that replaces another gives the old seat
    back, which may seat somebody in the other pool: hence the loop, which ends because each round
    leaves fewer people waiting.
    """
    promoted: list[tuple[Claim, PoolKind]] = []
    if closed_because(event, clock.now()) is not None:
        return promoted
    while confirmed := _fill_free_seats(event):
        promoted += confirmed
    return promoted


def _fill_free_seats(event: Event) -> list[tuple[Claim, PoolKind]]:
    confirmed: list[tuple[Claim, PoolKind]] = []
    for fill in fills_of(event):
        if not fill.waiting:
            continue
        free = fill.waiting if fill.capacity is None else fill.capacity - fill.taken
        if free <= 0:
            continue
        for claim in db.session.scalars(
            select(Claim)
            .options(joinedload(Claim.registration))
            .where(Claim.pool_id == fill.pool_id, Claim.status == ClaimStatus.WAITING)
            .order_by(Claim.id)
            .limit(free)
        ):
            _confirm(claim)
            confirmed.append((claim, fill.kind))
    db.session.flush()
    return confirmed


def _confirm(claim: Claim) -> None:
    claim.status = ClaimStatus.CONFIRMED
    claim.confirmed_at = clock.now()
    if claim.replaces_id is not None:
        replaced = db.session.get_one(Claim, claim.replaces_id)
        claim.replaces_id = None
        if replaced.status == ClaimStatus.CONFIRMED:
            end_claim(replaced, "remplacée par une autre façon de venir")


def end_claim(claim: Claim, reason: str) -> None:
    """Withdraw a claim; its row stays, with date and reason."""
    claim.status = ClaimStatus.WITHDRAWN
    claim.ended_at = clock.now()
    claim.reason = reason


def rank_of(claim: Claim) -> int | None:
    """The place of a waiting claim in its queue, from 1; None when it does not wait."""
    if claim.status != ClaimStatus.WAITING:
        return None
    return db.session.scalar(
        select(func.count())
        .select_from(Claim)
        .where(
            Claim.pool_id == claim.pool_id,
            Claim.status == ClaimStatus.WAITING,
            Claim.id <= claim.id,
        )
    )


def live_claims(registration: Registration) -> list[Claim]:
    """The claims of a registration that hold or await a seat, oldest first."""
    return [c for c in registration.claims if c.ended_at is None and c.status in SEATED_OR_WAITING]


SEATED_OR_WAITING = SEATED | {ClaimStatus.WAITING}
