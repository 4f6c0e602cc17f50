"""What a person wishes – one way to attend, any sessions – settled into claims."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from app.events.enums import PoolKind
from app.events.models import Event
from app.events.seats import PoolFill
from app.kernel.db import db
from app.kernel.errors import Invalid
from app.kernel.text import joined
from app.registrations.allocation import (
    REPLACED,
    add_claim,
    end_claim,
    has_free_seat,
    live_claims,
    rivals_of,
)
from app.registrations.enums import SEATED, ClaimStatus
from app.registrations.models import Claim, Registration

GIVEN_UP = "souhait abandonné"


@dataclass
class Settled:
    """What came of a wish: new claims with their pools, and whether anything changed at all."""

    added: list[tuple[Claim, PoolFill]] = field(default_factory=list)
    changed: bool = False
    sessions_changed: bool = False

    def note(self, fill: PoolFill) -> None:
        """Something changed for this pool."""
        self.changed = True
        self.sessions_changed |= fill.is_session


def chosen(fills: Sequence[PoolFill], mode: PoolKind, session_ids: Iterable[int]) -> list[PoolFill]:
    """The pools of a wish; raises `Invalid` for what is not offered or cannot be held together."""
    mode_fill = next((f for f in fills if f.kind == mode and not f.is_session), None)
    if mode_fill is None:
        raise Invalid({"attendance_mode": "Cet événement ne se suit pas de cette façon."})
    offered = {fill.pool_id: fill for fill in fills if fill.is_session}
    wanted: list[PoolFill] = []
    for pool_id in dict.fromkeys(session_ids):
        if pool_id not in offered:
            raise Invalid({"sessions": "Un des ateliers choisis n’est plus proposé."})
        suitable = _for_mode(offered[pool_id], mode, fills)
        if suitable is None:
            one = offered[pool_id]
            words = f"« {one.label} » se suit {one.attendance.label.lower()}"
            raise Invalid({"sessions": f"{words} : choisissez un autre atelier, ou aucun."})
        if suitable not in wanted:
            wanted.append(suitable)
    for number, one in enumerate(wanted):
        for other in wanted[number + 1 :]:
            if one.clashes(other):
                both = joined((f"« {one.label} »", f"« {other.label} »"))
                raise Invalid({"sessions": f"{both} ont lieu en même temps : choisissez-en un."})
    return [mode_fill, *sorted(wanted, key=fills.index)]


def _for_mode(fill: PoolFill, mode: PoolKind, fills: Iterable[PoolFill]) -> PoolFill | None:
    """The session, or the same one for those who attend in this way; None when there is none."""
    if fill.suits(mode):
        return fill
    twins = (one for one in fills if one.is_session and one.is_twin_of(fill))
    return next((one for one in twins if one.suits(mode)), None)


def sessions_kept(
    registration: Registration, mode: PoolKind, fills: Sequence[PoolFill]
) -> list[int]:
    """The sessions that go with a change of the way to attend alone; pools are loaded.

    Those that are for the new way, or their twin for it. One that was kept only until the former
    change came is wished for again, if nothing else stands at its time.
    """
    offered = {fill.pool_id: fill for fill in fills if fill.is_session}
    live = [claim for claim in live_claims(registration) if claim.pool_id in offered]
    kept: list[PoolFill] = []
    for claim in sorted(live, key=lambda one: one.interim):
        fill = _for_mode(offered[claim.pool_id], mode, fills)
        if fill is not None and fill not in kept and not any(fill.clashes(one) for one in kept):
            kept.append(fill)
    return [fill.pool_id for fill in kept]


def settle(
    event: Event, registration: Registration, wanted: Sequence[PoolFill], fills: Sequence[PoolFill]
) -> Settled:
    """Make the claims of a registration fit what is wanted; its claims are loaded and fresh.

    What is wanted and free is a seat at once; what is full, a place at the end of its queue. What
    is no longer wanted is given back, except a seat that would be lost for one that is not there
    yet: that one is kept meanwhile. A mere place in a queue is given up.
    """
    outcome = Settled()
    pools = {fill.pool_id: fill for fill in fills}
    live = live_claims(registration)
    mine = {claim.pool_id: claim for claim in live}
    for fill in wanted:
        claim = mine.get(fill.pool_id)
        if claim is None:
            claim = add_claim(event, registration, fill, seated=has_free_seat(fill))
            mine[fill.pool_id] = claim
            outcome.added.append((claim, fill))
            outcome.note(fill)
        elif claim.interim:
            claim.interim = False
            outcome.note(fill)
    wishes = [(mine[fill.pool_id], fill) for fill in wanted]
    for claim in live:
        if any(claim is wish for wish, _ in wishes):
            continue
        rivals = rivals_of(pools[claim.pool_id], wishes)
        awaited = bool(rivals) and all(wish.status == ClaimStatus.WAITING for wish in rivals)
        if claim.status in SEATED and awaited:
            if not claim.interim:
                outcome.note(pools[claim.pool_id])
            claim.interim = True
        else:
            end_claim(claim, REPLACED if rivals else GIVEN_UP)
            outcome.note(pools[claim.pool_id])
    db.session.flush()
    return outcome


def session_ids_of(registration: Registration) -> list[int]:
    """The sessions that the person wishes for, with their pools loaded."""
    return [
        claim.pool_id
        for claim in live_claims(registration)
        if claim.pool.kind is PoolKind.SESSION and not claim.interim
    ]


def mode_of(registration: Registration) -> PoolKind | None:
    """The way to attend that the person wishes for, with the pools loaded; None without any."""
    for claim in live_claims(registration):
        if claim.pool.kind is not PoolKind.SESSION and not claim.interim:
            return claim.pool.kind
    return None
