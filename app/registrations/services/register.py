"""Registering."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import contains_eager
from sqlalchemy.orm.attributes import set_committed_value

from app.audit import services as audit
from app.events.enums import PoolKind
from app.events.models import Event
from app.events.seats import PoolFill
from app.kernel import clock, links
from app.kernel.access import Actor
from app.kernel.db import db, lock_row
from app.kernel.errors import Invalid, NotFound
from app.registrations import emails
from app.registrations.allocation import fills_of, rank_of
from app.registrations.enums import ClaimStatus
from app.registrations.models import Claim, Registration
from app.registrations.opening import closed_because
from app.registrations.services.wishes import chosen, settle
from app.registrations.tokens import PURPOSE


@dataclass(frozen=True)
class Registered:
    """What came of a registration; `already` when this address was registered before.

    `claim` and `rank` are those of the way to attend, `sessions` those of each session wished for.
    """

    registration: Registration
    claim: Claim
    rank: int | None
    already: bool = False
    sessions: list[tuple[Claim, PoolFill, int | None]] = field(default_factory=list)


def register(
    actor: Actor,
    event: Event,
    *,
    first_name: str,
    last_name: str,
    email: str | None,
    attendance_mode: PoolKind,
    organisation: str | None = None,
    session_ids: Sequence[int] = (),
) -> Registered:
    """Claim a seat in each pool wished for: at once when one is free, else at the end of the queue.

    The same address again gives back the registration it has, and sends its link again; without an
    address (None) nobody can be recognised and no mail is written to the person. Raises
    `Invalid` when registration is closed or the mode or a session is not offered.
    """
    locked = lock_row(Event, event.id)
    if locked is None:
        raise NotFound
    reason = closed_because(locked, clock.now())
    if reason is not None:
        raise Invalid({"closed": reason})
    fills = fills_of(locked)
    wanted = chosen(fills, attendance_mode, session_ids)
    earlier = _of_address(locked.id, email.casefold()) if email else []
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
    set_committed_value(registration, "claims", [])
    outcome = settle(locked, registration, wanted, fills)
    set_committed_value(registration, "claims", [claim for claim, _ in outcome.added])
    placed = [(c, f, _rank_among(c, f)) for c, f in outcome.added]
    (claim, fill, rank), *sessions = placed
    audit.record(
        actor,
        "registration:register",
        registration,
        after={
            "event": locked.id,
            "mode": fill.kind,
            "status": claim.status,
            **({"sessions": [f.pool_id for _, f, _ in sessions]} if sessions else {}),
        },
    )
    if rank is None:
        emails.confirmed(registration, locked, claim, fill.kind)
    else:
        emails.waiting(registration, locked, claim, fill.kind, rank)
    return Registered(registration, claim, rank, sessions=sessions)


def _rank_among(claim: Claim, fill: PoolFill) -> int | None:
    """The rank of a claim just added, without asking: everybody else was counted before it."""
    return fill.waiting + 1 if claim.status == ClaimStatus.WAITING else None


def resend_link(registration: Registration, event: Event) -> None:
    """Send the private link again, at most once an hour: a form is no mail cannon."""
    emails.link_again(registration, event)


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
    email: str | None,
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
        email=email or None,
        email_key=email.casefold() if email else None,
        organisation=organisation or None,
        invited_sequence=invited_sequence,
    )
    db.session.add(registration)
    db.session.flush()
    return registration
