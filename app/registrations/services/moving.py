"""Moving several people to a session, or to another way to attend, in one act.

Everybody's wish is settled first, then the seats that came free are given, then each person whose
seats changed gets one mail that says how they stand at the end of it all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.events.enums import PoolKind
from app.events.models import Event
from app.events.seats import PoolFill
from app.kernel.access import Actor
from app.kernel.errors import Invalid, Refused
from app.registrations import emails
from app.registrations.allocation import fills_of, live_claims, rank_of
from app.registrations.enums import ClaimStatus
from app.registrations.models import Registration
from app.registrations.services.alerts import tell_fill
from app.registrations.services.change import wish
from app.registrations.services.meals import forget_meals_of_remote
from app.registrations.services.promote import promote_next
from app.registrations.services.standing import load_claims, main_claim, session_lines
from app.registrations.services.wishes import session_ids_of


@dataclass(frozen=True)
class Target:
    """Where people are moved: one of the two."""

    mode: PoolKind | None = None
    session: PoolFill | None = None


def move(
    actor: Actor,
    event: Event,
    registrations: Iterable[Registration],
    to: Target,
    *,
    note: str | None = None,
) -> dict[int, str]:
    """Move these people, in this order; why not, for those who cannot be, by registration.

    The event is locked. A seat is never lost for one that is not there yet: who finds the new
    place full keeps theirs and waits at the end of the queue. `note` is added to each mail.
    """
    refused: dict[int, str] = {}
    moved: list[Registration] = []
    for registration in registrations:
        try:
            if _wish(actor, event, registration, to):
                moved.append(registration)
        except Invalid as refusal:
            refused[registration.id] = " ".join(refusal.errors.values())
        except Refused as refusal:
            refused[registration.id] = str(refusal)
    if moved:
        is_session = to.session is not None
        forget_meals_of_remote([one.id for one in moved])
        promote_next(event, told={(one.id, is_session) for one in moved})
        for registration in moved:
            _tell(event, registration, to, note)
        tell_fill(event)
    return refused


def _wish(actor: Actor, event: Event, registration: Registration, to: Target) -> bool:
    load_claims(registration)
    if to.session is None:
        return wish(actor, event, registration, attendance_mode=to.mode)[0].changed
    pools = {fill.pool_id: fill for fill in fills_of(event)}
    # What cannot be held beside the new session gives way to it; the others stay.
    kept = [n for n in session_ids_of(registration) if not to.session.clashes(pools[n])]
    ids = dict.fromkeys([*kept, to.session.pool_id])
    return wish(actor, event, registration, session_ids=list(ids))[0].changed


def _tell(event: Event, registration: Registration, to: Target, note: str | None) -> None:
    load_claims(registration)
    if to.session is not None:
        lines = session_lines(registration)
        emails.sessions_changed(registration, event, lines, by_team=True, note=note)
        return
    claim = main_claim(registration)
    rank = rank_of(claim)
    if rank is not None:
        kept = any(one.interim for one in live_claims(registration))
        emails.waiting(
            registration, event, claim, claim.pool, rank, keeps_seat=kept, by_team=True, note=note
        )
    elif claim.status == ClaimStatus.REQUESTED:
        emails.requested(registration, event, claim, claim.pool)
    else:
        emails.mode_changed(registration, event, claim, claim.pool, by_team=True, note=note)
