"""Who gets a seat. Counts decide, never stored counters; always under the event's lock.

The rules: a pool's seated claims never exceed its capacity, but for the seats that the team added
and said so; seats kept aside are nobody's until given or released; nobody waits while a seat is
free and registration is open; seats go in order of arrival, which is the order of claim ids; a
seat is never lost for one that is not there yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import aliased, joinedload

from app.events.enums import PoolKind
from app.events.models import Event, Pool, Reserve
from app.events.seats import Fills, PoolFill
from app.kernel import clock
from app.kernel.db import db, fetch
from app.kernel.memory import live
from app.registrations.enums import SEATED, ClaimStatus
from app.registrations.models import Claim, Registration
from app.registrations.opening import closed_because

SEATED_OR_WAITING = SEATED | {ClaimStatus.WAITING}
REPLACED = "remplacée par une autre"


def fills(event_ids: Sequence[int]) -> Fills:
    """How full every way to attend that these events offer is, in one query."""
    found: dict[int, list[PoolFill]] = {}
    for event_id, *fill in fetch(_fills(with_sessions=False), event_ids=list(event_ids)):
        found.setdefault(event_id, []).append(PoolFill(*fill))
    return found


def fills_of(event: Event) -> Sequence[PoolFill]:
    """How full every pool of the event is: ways to attend first, then its sessions."""
    return fills_with_sessions(event.id)


@live
def fills_with_sessions(event_id: int) -> Sequence[PoolFill]:
    rows = fetch(_fills(with_sessions=True), event_ids=[event_id])
    both = sum(row[2] is not PoolKind.SESSION for row in rows) > 1
    return [PoolFill._make((*fill, both)) for _, *fill in rows]


@cache
def _fills(*, with_sessions: bool) -> Select[Any]:
    """Built once: it runs at every registration and on every list."""
    seated = Claim.status.in_(SEATED)
    standing = aliased(Reserve)
    kept_aside = (
        select(func.coalesce(func.sum(standing.seats), 0))
        .where(standing.pool_id == Pool.id, standing.released_at.is_(None))
        .correlate(Pool)
        .scalar_subquery()
    )
    # Seats given out of a reserve that still stands: they are no longer kept aside, but taken.
    given = func.count(Reserve.id).filter(seated, Reserve.released_at.is_(None))
    statement = (
        select(
            Pool.event_id,
            Pool.id,
            Pool.kind,
            Pool.capacity,
            func.count(Claim.id).filter(seated),
            func.count(Claim.id).filter(Claim.status == ClaimStatus.WAITING),
            kept_aside - given,
            func.count(Claim.id).filter(seated, Claim.over_capacity),
            Pool.alerted,
            Pool.title,
            Pool.room,
            Pool.starts_at,
            Pool.ends_at,
            Pool.description,
            Pool.attendance,
        )
        .outerjoin(Claim, Claim.pool_id == Pool.id)
        .outerjoin(Reserve, Reserve.id == Claim.reserve_id)
        .where(Pool.event_id.in_(bindparam("event_ids", expanding=True)), Pool.retired.is_(False))
        .group_by(Pool.id)
        .order_by(Pool.event_id, Pool.rank, Pool.id)
    )
    return statement if with_sessions else statement.where(Pool.kind != PoolKind.SESSION)


def has_free_seat(fill: PoolFill) -> bool:
    """Whether a newcomer gets a seat at once: one is left and nobody stands before them."""
    return fill.free is None or fill.free > 0


def newcomer(event: Event, fill: PoolFill) -> tuple[ClaimStatus, int | None]:
    """What somebody new would get of this pool: the state of the seat, the rank in the queue."""
    if not has_free_seat(fill):
        return ClaimStatus.WAITING, fill.waiting + 1
    held = event.approval_required or event.confirmation_hours is not None
    return (ClaimStatus.REQUESTED if held else ClaimStatus.CONFIRMED), None


def seat_status(event: Event, registration: Registration) -> ClaimStatus:
    """What a seat is worth: confirmed, or held until the team, or the person, says yes."""
    approved = not event.approval_required or registration.approved_at is not None
    if approved and registration.confirm_by is None:
        return ClaimStatus.CONFIRMED
    return ClaimStatus.REQUESTED


def add_claim(event: Event, registration: Registration, fill: PoolFill, *, seated: bool) -> Claim:
    """A claim on this pool, with a seat or at the end of its queue."""
    claim = Claim(
        registration_id=registration.id,
        pool_id=fill.pool_id,
        status=seat_status(event, registration) if seated else ClaimStatus.WAITING,
    )
    if claim.status == ClaimStatus.CONFIRMED:
        claim.confirmed_at = clock.now()
    db.session.add(claim)
    return claim


def promote_waiting(event: Event) -> list[tuple[Claim, PoolFill]]:
    """Give every free seat to who has waited longest; the claims seated, in order.

    Nobody is promoted once registration is closed. A seat that was kept until another came is given
    back then, which may seat somebody in that pool: hence the loop, which ends because each round
    leaves fewer people waiting.
    """
    promoted: list[tuple[Claim, PoolFill]] = []
    if closed_because(event, clock.now()) is not None:
        return promoted
    while seated := _fill_free_seats(event):
        promoted += seated
    return promoted


def _fill_free_seats(event: Event) -> list[tuple[Claim, PoolFill]]:
    seated: list[tuple[Claim, PoolFill]] = []
    fills = fills_of(event)
    for fill in fills:
        left = fill.waiting if fill.room_left is None else min(fill.waiting, fill.room_left)
        if left <= 0:
            continue
        for claim in db.session.scalars(
            select(Claim)
            .options(joinedload(Claim.registration))
            .where(Claim.pool_id == fill.pool_id, Claim.status == ClaimStatus.WAITING)
            .order_by(Claim.id)
            .limit(left)
        ):
            seat(event, claim)
            seated.append((claim, fill))
    db.session.flush()
    give_back_interim({claim.registration_id for claim, _ in seated}, fills)
    return seated


def seat(event: Event, claim: Claim) -> None:
    """Turn a place in the queue into a seat. The registration comes with the claim."""
    claim.status = seat_status(event, claim.registration)
    claim.confirmed_at = clock.now() if claim.status == ClaimStatus.CONFIRMED else None


def confirm_held(event: Event, registration: Registration) -> bool:
    """Confirm the seats that were held, if nobody's yes is wanting any more; whether any was.

    The claims of the registration are loaded.
    """
    held = [c for c in live_claims(registration) if c.status == ClaimStatus.REQUESTED]
    if not held or seat_status(event, registration) != ClaimStatus.CONFIRMED:
        return False
    for claim in held:
        claim.status, claim.confirmed_at = ClaimStatus.CONFIRMED, clock.now()
    db.session.flush()
    return True


def give_back_interim(registration_ids: Iterable[int], fills: Sequence[PoolFill]) -> None:
    """End the seats that were kept only until another came, where it has; keep the others."""
    pools = {fill.pool_id: fill for fill in fills}
    ids = select(Claim.registration_id).where(
        Claim.registration_id.in_(list(registration_ids)),
        Claim.interim,
        Claim.status.in_(SEATED),
    )
    by_person: dict[int, list[Claim]] = {}
    for claim in db.session.scalars(
        select(Claim)
        .where(Claim.registration_id.in_(ids), Claim.status.in_(SEATED_OR_WAITING))
        .order_by(Claim.id)
    ):
        by_person.setdefault(claim.registration_id, []).append(claim)
    for claims in by_person.values():
        for claim in claims:
            if claim.interim:
                wishes = [(other, pools[other.pool_id]) for other in claims if not other.interim]
                rivals = [one.status for one in rivals_of(pools[claim.pool_id], wishes)]
                if any(status in SEATED for status in rivals):
                    end_claim(claim, REPLACED)
                # Nothing is awaited in its stead any more: it is a seat like another.
                claim.interim &= ClaimStatus.WAITING in rivals
    db.session.flush()


def rivals_of(fill: PoolFill, wishes: Iterable[tuple[Claim, PoolFill]]) -> list[Claim]:
    """The wishes for which a seat of this pool must one day give way.

    A session that is not for those who attend in the way that is wished for goes with the way: as
    long as the other way is awaited, the seat in the session is kept, and no longer.
    """
    against = [(claim, other) for claim, other in wishes if fill.clashes(other)]
    ways = [claim for claim, other in against if not other.is_session]
    return ways or [claim for claim, _ in against]


def end_claim(claim: Claim, reason: str, status: ClaimStatus = ClaimStatus.WITHDRAWN) -> None:
    """End a claim, withdrawn or refused; its row stays, with date and reason."""
    claim.status = status
    claim.interim = False
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
