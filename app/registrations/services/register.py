"""Registering."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import contains_eager

from app.audit import services as audit
from app.events.enums import PoolKind
from app.events.models import Event
from app.events.seats import PoolFill
from app.kernel import clock, links
from app.kernel.access import Actor
from app.kernel.db import db, lock_row
from app.kernel.errors import Invalid, NotFound
from app.registrations import emails
from app.registrations.allocation import fills_of, has_free_seat, rank_of
from app.registrations.enums import ClaimStatus
from app.registrations.models import Claim, Registration
from app.registrations.opening import closed_because
from app.registrations.tokens import PURPOSE


@dataclass(frozen=True)
class Registered:
    """What came of a registration; `already` when this address was registered before."""

    registration: Registration
    claim: Claim
    rank: int | None
    already: bool = False


def register(
    actor: Actor,
    event: Event,
    *,
    first_name: str,
    last_name: str,
    email: str,
    attendance_mode: PoolKind,
    organisation: str | None = None,
) -> Registered:
    """Claim one seat; confirmed when one is free, else at the end of the queue.

    The same address again gives back the registration it has, and sends its link again. Raises
    `Invalid` when registration is closed or the mode is not offered.
    """
    locked = lock_row(Event, event.id)
    if locked is None:
        raise NotFound
    reason = closed_because(locked, clock.now())
    if reason is not None:
        raise Invalid({"closed": reason})
    fill = _fill_for(fills_of(locked), attendance_mode)
    email_key = email.casefold()
    earlier = _of_address(locked.id, email_key)
    for registration in earlier:
        if registration.withdrawn_at is None:
            resend_link(registration, locked)
            claim = registration.claims[-1]
            return Registered(registration, claim, rank_of(claim), already=True)
    # A new registration of an address must outnumber what its calendar was told before (rule 8).
    invited = max(
        (r.invited_sequence for r in earlier if r.invited_sequence is not None), default=None
    )
    registration = _add_registration(locked, first_name, last_name, email, organisation, invited)
    claim = _add_claim(registration, fill)
    rank = None if claim.status == ClaimStatus.CONFIRMED else fill.waiting + 1
    audit.record(
        actor,
        "registration:register",
        registration,
        after={"event": locked.id, "mode": fill.kind, "status": claim.status},
    )
    if rank is None:
        emails.confirmed(registration, locked, claim, fill.kind)
    else:
        emails.waiting(registration, locked, claim, fill.kind, rank)
    return Registered(registration, claim, rank)


def resend_link(registration: Registration, event: Event) -> None:
    """Send the private link again, at most once an hour: a form is no mail cannon."""
    emails.link_again(registration, event)


def _fill_for(fills: Sequence[PoolFill], kind: PoolKind) -> PoolFill:
    for fill in fills:
        if fill.kind == kind:
            return fill
    raise Invalid({"attendance_mode": "Cet événement ne se suit pas de cette façon."})


def _of_address(event_id: int, email_key: str) -> Sequence[Registration]:
    values = {"event_id": event_id, "email_key": email_key}
    return db.session.scalars(_with_claims(), values).unique().all()


@cache
def _with_claims() -> Select[Registration]:
    """Built once: it runs while everybody else waits for the event's lock."""
    return (
        select(Registration)
        .join(Registration.claims)
        .options(contains_eager(Registration.claims))
        .where(
            Registration.event_id == bindparam("event_id"),
            Registration.email_key == bindparam("email_key"),
        )
        .order_by(Registration.id, Claim.id)
    )


def _add_registration(
    event: Event,
    first_name: str,
    last_name: str,
    email: str,
    organisation: str | None,
    invited_sequence: int | None,
) -> Registration:
    public_id = str(uuid.uuid4())
    registration = Registration(
        event_id=event.id,
        public_id=public_id,
        token_hash=links.token_hash(links.derive_token(PURPOSE, public_id)),
        first_name=first_name,
        last_name=last_name,
        email=email,
        email_key=email.casefold(),
        organisation=organisation or None,
        invited_sequence=invited_sequence,
    )
    db.session.add(registration)
    db.session.flush()
    return registration


def _add_claim(registration: Registration, fill: PoolFill) -> Claim:
    seated = has_free_seat(fill)
    claim = Claim(
        registration_id=registration.id,
        pool_id=fill.pool_id,
        status=ClaimStatus.CONFIRMED if seated else ClaimStatus.WAITING,
        confirmed_at=clock.now() if seated else None,
    )
    db.session.add(claim)
    db.session.flush()
    return claim
