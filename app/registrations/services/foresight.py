"""What an act on several people would do: done, looked at, undone.

The rules of seats are in one place; a second copy of them, for the preview, would one day disagree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.events.models import Event, Pool
from app.kernel.access import Actor
from app.kernel.db import db, lock_row
from app.kernel.errors import NotFound
from app.outbox.models import OutboxMessage
from app.registrations.allocation import fills_of
from app.registrations.enums import SEATED, ClaimStatus
from app.registrations.models import Claim
from app.registrations.services.bulk import BulkAct, Effect, Order, act_on

_KEY = re.compile(r"registration:(\d+):")
# A refusal must say why: for the look ahead, any words do.
_ANY_REASON = "…"


@dataclass(frozen=True)
class Foreseen:
    """What would happen to one person, and where the mails that say so would go."""

    name: str
    becomes: str = ""
    addresses: Sequence[str] = ()
    why_not: str | None = None


@dataclass(frozen=True)
class Foresight:
    """What the act would do: to those chosen, to those who wait, and how many mails."""

    chosen: Sequence[Foreseen]
    # Who would get a seat that comes free: (name, place).
    promoted: Sequence[tuple[str, str]] = ()
    mails: int = 0

    @property
    def able(self) -> list[Foreseen]:
        return [one for one in self.chosen if one.why_not is None]


@dataclass
class _Mails:
    """The mails written meanwhile: to whom, by registration."""

    by_registration: dict[int, list[str]] = field(default_factory=dict)
    count: int = 0


def foresee(actor: Actor, event: Event, order: Order, registration_ids: Sequence[int]) -> Foresight:
    """What the act would do to each, in order of arrival. Nothing of it stays.

    Seats may still be taken before the act is confirmed: the act itself counts again.
    """
    if lock_row(Event, event.id) is None:
        raise NotFound
    with _undone():
        waiting = _claims(event, Claim.status == ClaimStatus.WAITING)
        last = db.session.scalar(select(func.max(OutboxMessage.id))) or 0
        reason = _ANY_REASON if order.act is BulkAct.REFUSE else None
        effects = act_on(actor, event, order, registration_ids, reason=reason)
        db.session.flush()
        mails = _mails(event, last)
        ids = {effect.registration_id for effect in effects}
        words = _standing(event, ids, order)
        promoted = [
            (claim.registration.name, claim.pool.label)
            for claim in _claims(event, Claim.id.in_([one.id for one in waiting]))
            if claim.status in SEATED and claim.registration_id not in ids
        ]
    return Foresight(
        [_foreseen(effect, order, words, mails) for effect in effects], promoted, mails.count
    )


@contextmanager
def _undone() -> Iterator[None]:
    savepoint = db.session.begin_nested()
    try:
        yield
    finally:
        savepoint.rollback()


def _foreseen(effect: Effect, order: Order, words: Mapping[int, str], mails: _Mails) -> Foreseen:
    if effect.why_not is not None:
        return Foreseen(effect.name, why_not=effect.why_not)
    ending = {BulkAct.REFUSE: "Demande refusée", BulkAct.WITHDRAW: "Inscription annulée"}
    becomes = ending.get(order.act) or words.get(effect.registration_id, "")
    return Foreseen(effect.name, becomes, mails.by_registration.get(effect.registration_id, []))


def _claims(event: Event, *which: object) -> Sequence[Claim]:
    return db.session.scalars(
        select(Claim)
        .join(Claim.pool)
        .options(joinedload(Claim.registration), joinedload(Claim.pool))
        .where(Pool.event_id == event.id, *which)  # type: ignore[arg-type]  # conditions
        .order_by(Claim.id)
        .execution_options(populate_existing=True)
    ).all()


def _mails(event: Event, last: int) -> _Mails:
    found = _Mails()
    for key, recipient in db.session.execute(
        select(OutboxMessage.key, OutboxMessage.recipient)
        .where(OutboxMessage.id > last, OutboxMessage.thread == f"event:{event.id}")
        .order_by(OutboxMessage.id)
    ):
        match = _KEY.match(key)
        if match:
            found.count += 1
            found.by_registration.setdefault(int(match[1]), []).append(recipient)
    return found


def _standing(event: Event, registration_ids: Iterable[int], order: Order) -> dict[int, str]:
    """How each of these would stand in what the act is about: seats, then waits, and why."""
    fills = {fill.pool_id: fill for fill in fills_of(event)}
    ranks: dict[int, int] = {}
    wanted = set(registration_ids)
    found: dict[int, list[tuple[int, str]]] = {number: [] for number in wanted}
    for claim in _claims(event, Claim.status.in_(SEATED | {ClaimStatus.WAITING})):
        waits = claim.status == ClaimStatus.WAITING
        ranks[claim.pool_id] = ranks.get(claim.pool_id, 0) + waits
        is_session = claim.pool.title is not None
        asked = not order.act.moves or is_session == (order.session is not None)
        if claim.registration_id in wanted and asked:
            label = claim.pool.label
            where = f"dans « {label} »" if is_session else label.lower()
            fill = fills.get(claim.pool_id)
            if waits:
                full = f" ({fill.why_full})" if fill and fill.capacity is not None else ""
                said = (1, f"liste d’attente {where}, rang {ranks[claim.pool_id]}{full}")
            elif claim.interim:
                said = (2, f"garde sa place {where} en attendant")
            elif claim.status == ClaimStatus.REQUESTED:
                said = (0, f"place demandée {where}")
            else:
                said = (0, f"place {where}")
            found[claim.registration_id].append(said)
    return {
        number: " ; ".join(words for _, words in sorted(said)) for number, said in found.items()
    }
