"""One act on several registrations: what it would do to each, then doing it.

One transaction under the event's lock. Who cannot be acted upon any more (withdrawn meanwhile,
accepted by somebody else) is left alone and named, and stops nobody else. What the act would do is
not guessed: it is done, looked at, and undone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.audit import services as audit
from app.events.enums import EventMode, PoolKind
from app.events.models import Event
from app.events.seats import PoolFill
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db, lock_row
from app.kernel.errors import Invalid, NotFound, Refused
from app.kernel.text import typographic
from app.registrations.allocation import fills_of, live_claims
from app.registrations.models import Claim, Registration
from app.registrations.opening import closed_to_team, has_started
from app.registrations.services.answers import approve, refuse
from app.registrations.services.moving import Target, move
from app.registrations.services.promote import promote_next, promotions_held
from app.registrations.services.wishes import mode_of
from app.registrations.services.withdraw import withdraw

# A page of the list: more would keep others waiting for the event's lock.
MOST = 100
SESSION_GONE = "Cet atelier n’est plus proposé."


class BulkAct(StrEnum):
    APPROVE = "accepter"
    REFUSE = "refuser"
    TO_ON_SITE = "sur-place"
    TO_REMOTE = "a-distance"
    TO_SESSION = "atelier"
    WITHDRAW = "annuler"

    @property
    def mode(self) -> PoolKind | None:
        return MODES.get(self)

    @property
    def moves(self) -> bool:
        return self is BulkAct.TO_SESSION or self.mode is not None


LABELS = {
    BulkAct.APPROVE: "Accepter les demandes",
    BulkAct.REFUSE: "Refuser les demandes",
    BulkAct.TO_ON_SITE: "Passer sur place",
    BulkAct.TO_REMOTE: "Passer à distance",
    BulkAct.WITHDRAW: "Annuler les inscriptions",
}
MODES = {BulkAct.TO_ON_SITE: PoolKind.ON_SITE, BulkAct.TO_REMOTE: PoolKind.REMOTE}


@dataclass(frozen=True)
class Order:
    """An act, with the session that it is about, if it is about one."""

    act: BulkAct
    session: PoolFill | None = None

    @property
    def value(self) -> str:
        """As the form sends it."""
        return f"{self.act}-{self.session.pool_id}" if self.session else self.act.value

    @property
    def label(self) -> str:
        if self.session is not None:
            return typographic(f"Placer dans : {self.session.whole_label}")
        return LABELS[self.act]


def orders_of(event: Event, fills: Sequence[PoolFill]) -> list[Order]:
    """What makes sense for this event."""
    simple = [
        Order(act)
        for act in BulkAct
        if act is not BulkAct.TO_SESSION
        and (act not in {BulkAct.APPROVE, BulkAct.REFUSE} or event.approval_required)
        and (act.mode is None or event.mode is EventMode.HYBRID)
    ]
    sessions = [Order(BulkAct.TO_SESSION, fill) for fill in fills if fill.is_session]
    # The act that ends registrations stands last.
    return [*simple[:-1], *sessions, simple[-1]]


@dataclass(frozen=True)
class Effect:
    """What happened to one person; `why_not` says why nothing did."""

    registration_id: int
    name: str
    why_not: str | None = None


def act_on(
    actor: Actor,
    event: Event,
    order: Order,
    registration_ids: Sequence[int],
    *,
    reason: str | None = None,
) -> list[Effect]:
    """Do it; what happened to each. Raises `Invalid` for a refusal without a reason."""
    if order.act is BulkAct.REFUSE and not reason:
        raise Invalid({"reason": "Dites pourquoi : la raison est écrite à chaque personne."})
    if lock_row(Event, event.id) is None:
        raise NotFound
    chosen = _chosen(event, registration_ids)
    fills = fills_of(event)
    because = {one.id: _why_not(event, one, order, fills) for one in chosen}
    able = [one for one in chosen if because[one.id] is None]
    if order.act.moves:
        # How full the session is now, not when the page was made.
        to = Target(order.act.mode, order.session and _now(order.session, fills))
        because |= move(actor, event, able, to, note=reason)
    else:
        # Somebody who waits and leaves too is not to be seated, and told so, in between.
        with promotions_held():
            because |= {one.id: _do(actor, one, order.act, reason) for one in able}
        promote_next(event)
    effects = [Effect(one.id, one.name, because[one.id]) for one in chosen]
    done = sum(effect.why_not is None for effect in effects)
    audit.record(
        actor,
        "registration:bulk",
        event,
        after={"act": order.label, "done": done, "skipped": len(effects) - done},
    )
    return effects


def _do(actor: Actor, registration: Registration, act: BulkAct, reason: str | None) -> str | None:
    """Act on one; why it could not be. Services look before they write: nothing is half done."""
    try:
        if act is BulkAct.APPROVE:
            approve(actor, registration)
        elif act is BulkAct.REFUSE:
            refuse(actor, registration, reason=reason or "")
        else:
            withdraw(actor, registration, reason=reason)
    except Refused as refusal:
        return str(refusal)
    return None


def _chosen(event: Event, registration_ids: Sequence[int]) -> Sequence[Registration]:
    """Those of this event among these numbers, whatever else was sent."""
    return db.session.scalars(
        select(Registration)
        .options(
            joinedload(Registration.event), selectinload(Registration.claims).joinedload(Claim.pool)
        )
        .where(
            Registration.event_id == event.id,
            Registration.id.in_(list(registration_ids)[:MOST]),
            Registration.anonymised_at.is_(None),
        )
        .order_by(Registration.id)
        .execution_options(populate_existing=True)
    ).all()


def _why_not(
    event: Event, registration: Registration, order: Order, fills: Sequence[PoolFill]
) -> str | None:
    now, act = clock.now(), order.act
    if registration.refused_at is not None:
        return "Cette demande est déjà refusée."
    if registration.withdrawn_at is not None:
        return "Cette inscription est déjà annulée."
    if has_started(event, now):
        return "L’événement a commencé."
    if act in {BulkAct.APPROVE, BulkAct.REFUSE}:
        if not event.approval_required or registration.approved_at is not None:
            return "Cette inscription n’attend pas de réponse."
        return None
    if not act.moves:
        return None
    return _why_not_moved(registration, order, fills) or closed_to_team(event)


def _why_not_moved(
    registration: Registration, order: Order, fills: Sequence[PoolFill]
) -> str | None:
    if order.session is not None:
        if _now(order.session, fills) is None:
            return SESSION_GONE
        way = mode_of(registration)
        if way is not None and not order.session.suits(way):
            return f"Cet atelier se suit {order.session.attendance.label.lower()}."
        wished = [c.pool_id for c in live_claims(registration) if not c.interim]
        if order.session.pool_id in wished:
            return "La personne est déjà dans cet atelier, ou sur sa liste d’attente."
    elif mode_of(registration) is order.act.mode:
        return "La personne vient déjà ainsi."
    elif all(fill.kind is not order.act.mode for fill in fills):
        return "L’événement ne propose pas cette participation."
    return None


def _now(session: PoolFill, fills: Sequence[PoolFill]) -> PoolFill | None:
    return next((fill for fill in fills if fill.pool_id == session.pool_id), None)
