"""One act on several registrations: what it would do to each, then doing it.

One transaction under the event's lock. Who cannot be acted upon any more (withdrawn meanwhile,
accepted by somebody else) is left alone and named, and stops nobody else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.audit import services as audit
from app.events.enums import PoolKind
from app.events.models import Event
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db, lock_row
from app.kernel.errors import Invalid, NotFound, Refused
from app.registrations.allocation import fills_of
from app.registrations.models import Claim, Registration
from app.registrations.opening import closed_because, has_started
from app.registrations.services.answers import approve, refuse
from app.registrations.services.change import change_mode
from app.registrations.services.wishes import mode_of
from app.registrations.services.withdraw import withdraw

# A page of the list: more would keep others waiting for the event's lock.
MOST = 100
# Seats left per way to attend that is offered, None where unlimited.
Free = dict[PoolKind, int | None]


class BulkAct(StrEnum):
    APPROVE = "accepter"
    REFUSE = "refuser"
    TO_ON_SITE = "sur-place"
    TO_REMOTE = "a-distance"
    WITHDRAW = "annuler"

    @property
    def label(self) -> str:
        return LABELS[self]

    @property
    def mode(self) -> PoolKind | None:
        return MODES.get(self)

    @property
    def wants_reason(self) -> bool:
        return self in {BulkAct.REFUSE, BulkAct.WITHDRAW}


LABELS = {
    BulkAct.APPROVE: "Accepter les demandes",
    BulkAct.REFUSE: "Refuser les demandes",
    BulkAct.TO_ON_SITE: "Passer sur place",
    BulkAct.TO_REMOTE: "Passer à distance",
    BulkAct.WITHDRAW: "Annuler les inscriptions",
}
MODES = {BulkAct.TO_ON_SITE: PoolKind.ON_SITE, BulkAct.TO_REMOTE: PoolKind.REMOTE}


@dataclass(frozen=True)
class Effect:
    """What the act would do, or did, to one person; `why_not` says why nothing."""

    name: str
    email: str | None
    becomes: str = ""
    why_not: str | None = None


def foresee(event: Event, act: BulkAct, registration_ids: Sequence[int]) -> list[Effect]:
    """What the act would do to each, in order of arrival. Nothing is written.

    Seats may still be taken before the act is confirmed: the act itself counts again.
    """
    chosen = _chosen(event, registration_ids)
    free = _free(event)
    effects = []
    for registration in chosen:
        because = _why_not(event, registration, act, free)
        becomes = "" if because else _becomes(act, free)
        effects.append(Effect(_name(registration), registration.email, becomes, because))
    return effects


def act_on(
    actor: Actor,
    event: Event,
    act: BulkAct,
    registration_ids: Sequence[int],
    *,
    reason: str | None = None,
) -> list[Effect]:
    """Do it; what happened to each. Raises `Invalid` for a refusal without a reason."""
    if act is BulkAct.REFUSE and not reason:
        raise Invalid({"reason": "Dites pourquoi : la raison est écrite à chaque personne."})
    if lock_row(Event, event.id) is None:
        raise NotFound
    offered = _free(event)
    effects = []
    for registration in _chosen(event, registration_ids):
        because = _why_not(event, registration, act, offered)
        if because is None:
            because = _do(actor, registration, act, reason)
        effects.append(Effect(_name(registration), registration.email, why_not=because))
    done = sum(effect.why_not is None for effect in effects)
    audit.record(
        actor,
        "registration:bulk",
        event,
        after={"act": act.label, "done": done, "skipped": len(effects) - done},
    )
    return effects


def _do(actor: Actor, registration: Registration, act: BulkAct, reason: str | None) -> str | None:
    """Act on one; why it could not be. Services look before they write: nothing is half done."""
    try:
        if act is BulkAct.APPROVE:
            approve(actor, registration)
        elif act is BulkAct.REFUSE:
            refuse(actor, registration, reason=reason or "")
        elif act is BulkAct.WITHDRAW:
            withdraw(actor, registration, reason=reason)
        elif act.mode is not None:
            change_mode(actor, registration, attendance_mode=act.mode)
    except Invalid as refusal:
        return " ".join(refusal.errors.values())
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


def _why_not(event: Event, registration: Registration, act: BulkAct, offered: Free) -> str | None:
    now = clock.now()
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
    if act.mode is not None:
        if mode_of(registration) is act.mode:
            return "La personne vient déjà ainsi."
        if act.mode not in offered:
            return "L’événement ne propose pas cette participation."
        return closed_because(event, now)
    return None


def _free(event: Event) -> Free:
    return {fill.kind: fill.free for fill in fills_of(event) if not fill.is_session}


def _becomes(act: BulkAct, free: Free) -> str:
    if act is BulkAct.APPROVE:
        return "Place confirmée, ou rang gardé sur la liste d’attente"
    if act is BulkAct.REFUSE:
        return "Demande refusée, la place passe à qui attend"
    if act is BulkAct.WITHDRAW:
        return "Inscription annulée, la place passe à qui attend"
    assert act.mode is not None  # noqa: S101  # every act is one of these
    left = free.get(act.mode)
    if left is None:
        return f"Place {act.mode.label.lower()}"
    free[act.mode] = max(0, left - 1)
    if left > 0:
        return f"Place {act.mode.label.lower()}"
    return f"Liste d’attente {act.mode.label.lower()}, une place déjà tenue est gardée"


def _name(registration: Registration) -> str:
    return f"{registration.first_name} {registration.last_name}".strip()
