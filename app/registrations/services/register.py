"""Registering."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import contains_eager
from sqlalchemy.orm.attributes import set_committed_value

from app.accounts.models import Account
from app.audit import services as audit
from app.events.enums import PoolKind
from app.events.models import Event
from app.events.policies import runs
from app.events.seats import PoolFill
from app.kernel import clock, links
from app.kernel.access import Actor
from app.kernel.db import db, lock_row
from app.kernel.errors import Invalid, NotFound
from app.registrations import emails
from app.registrations.allocation import fills_of, rank_of
from app.registrations.emails.letter import beside
from app.registrations.enums import SEATED, ClaimStatus
from app.registrations.models import Claim, Invitation, Registration, name_key
from app.registrations.opening import BY_INVITATION, closed_because, closed_to_team, has_started
from app.registrations.services.again import resend_link
from app.registrations.services.alerts import tell_fill
from app.registrations.services.answers import lapse_unconfirmed
from app.registrations.services.invitations import usable, use, used_by
from app.registrations.services.limits import refuse_beyond_limit
from app.registrations.services.standing import lines_of
from app.registrations.services.wishes import chosen, settle
from app.registrations.tokens import PURPOSE

# How many people whom nobody of the team registered may have one address.
MOST_AT_ADDRESS = 10


@dataclass(frozen=True)
class Registered:
    """What came of a registration; `already` when this address was registered before.

    `claim` and `rank` are those of the way to attend, `sessions` those of each session wished for.
    """

    registration: Registration
    claim: Claim
    rank: int | None
    already: bool = False
    # What the form would have made, whether it did: the browser may correct its address by it.
    number: str = ""
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
    invitation: str | None = None,
    attempt: str | None = None,
) -> Registered:
    """Claim a seat in each pool wished for: at once when one is free, else at the end of the queue.

    Where the event asks for it, the seat is only held until the team has approved, or until the
    address has answered; what those who run the event register themselves needs neither, nor an
    invitation. The same name at the same address gives back the registration that it has, and sends
    its link again with what was asked for this time; another name is another person. Without an
    address (None) nobody can be recognised and no mail is written to the person.
    `attempt` is what the form carries of its own: the same form sent twice is no second person.
    Raises `Invalid` when registration is closed, a pool is not offered or the organisation has as
    many people as it may.
    """
    by_team = runs(actor, event)
    locked = _lock_open(event, by_team=by_team)
    fills = fills_of(locked)
    wanted = chosen(fills, attendance_mode, session_ids)
    there = _of_address(locked.id, email.casefold()) if email else []
    name = name_key(first_name, last_name)
    earlier = [one for one in there if one.name_key == name]
    known = next((one for one in earlier if _stands(one, by_team)), None)
    # Before anything that depends on the address: whoever types another's learns nothing by it.
    invited_by = None if by_team else _invited_by(locked, invitation, known)
    public_id = number_of(locked, attempt, email, name)
    twice = known is not None and known.public_id == public_id
    refuse_beyond_limit(locked, organisation, but=known if by_team or twice else None)
    if known is not None:
        resend_link(known, locked, wanted)
        ways = {fill.pool_id for fill in fills if not fill.is_session}
        claim = [one for one in known.claims if one.pool_id in ways][-1]
        return Registered(known, claim, rank_of(claim), already=True, number=public_id)
    if not by_team:
        _refuse_crowd(there)
    # A new registration of an address must outnumber what its calendar was told before (rule 8).
    told = [one.invited_sequence for one in there if one.invited_sequence is not None]
    if any(one.public_id == public_id for one in earlier):
        # Cancelled meanwhile, and the same form sent again.
        public_id = str(uuid.uuid4())
    registration = _add_registration(
        locked, public_id, first_name, last_name, email, organisation, max(told, default=None)
    )
    if by_team:
        registration.approved_at = clock.now()
    elif locked.confirmation_hours and email and not _is_own_address(actor, email):
        registration.confirm_by = _until(locked, locked.confirmation_hours)
    if invited_by is not None:
        use(invited_by, registration)
    others = [one for one in there if one.withdrawn_at is None]
    return _take_places(actor, locked, registration, wanted, fills, others)


def _stands(registration: Registration, by_team: bool) -> bool:
    """Whether a person needs no other registration: they have one, or were refused one."""
    refused = registration.refused_at is not None and not by_team
    return registration.withdrawn_at is None or refused


def _invited_by(event: Event, token: str | None, known: Registration | None) -> Invitation | None:
    """The invitation that lets somebody in; the one that let `known` in lets them in again.

    Raises `Invalid` where one is needed and there is none.
    """
    if not event.invitation_only:
        return None
    invited = usable(event, token) or used_by(event, token, known)
    if invited is None:
        raise Invalid({"closed": BY_INVITATION})
    return invited


def _lock_open(event: Event, *, by_team: bool) -> Event:
    """The event, locked and open to registration, without those who did not confirm in time.

    Those who run it register people whatever the day: a paper form comes back late.
    """
    locked = lock_row(Event, event.id)
    if locked is None:
        raise NotFound
    reason = closed_to_team(locked) if by_team else closed_because(locked, clock.now())
    if reason is not None:
        raise Invalid({"closed": reason})
    if locked.confirmation_hours is not None:
        lapse_unconfirmed(locked)
    return locked


def _take_places(
    actor: Actor,
    event: Event,
    registration: Registration,
    wanted: Sequence[PoolFill],
    fills: Sequence[PoolFill],
    others: Sequence[Registration],
) -> Registered:
    """Make the claims of a new registration, and tell of them; `others` have the same address."""
    set_committed_value(registration, "claims", [])
    outcome = settle(event, registration, wanted, fills)
    set_committed_value(registration, "claims", [claim for claim, _ in outcome.added])
    (claim, fill, rank), *sessions = [(c, f, _rank_among(c, f)) for c, f in outcome.added]
    chosen_sessions = {"sessions": [f.pool_id for _, f, _ in sessions]} if sessions else {}
    audit.record(
        actor,
        "registration:register",
        registration,
        after={
            "event": event.id,
            "mode": fill.kind,
            "status": claim.status,
            **chosen_sessions,
        },
    )
    lines = lines_of(sessions)
    with beside(others):
        if has_started(event, clock.now()):
            # Added by the team afterwards: nothing is to come, nobody is written to.
            pass
        elif registration.confirm_by is not None:
            emails.confirm_address(registration, event)
        elif rank is not None:
            emails.waiting(registration, event, claim, fill, rank, sessions=lines)
        elif claim.status == ClaimStatus.REQUESTED:
            emails.requested(registration, event, claim, fill, lines)
        else:
            emails.confirmed(registration, event, claim, fill, lines)
    filled = [f._replace(taken=f.taken + 1) for c, f in outcome.added if c.status in SEATED]
    tell_fill(event, filled)
    return Registered(registration, claim, rank, number=registration.public_id, sessions=sessions)


def _until(event: Event, hours: int) -> datetime:
    """How long a seat is held: never beyond the beginning."""
    limit = clock.now() + timedelta(hours=hours)
    return min(limit, event.starts_at) if event.starts_at else limit


def _is_own_address(actor: Actor, email: str) -> bool:
    """Whether it is the one by which the person signed in: it has answered already."""
    if actor.account_id is None:
        return False
    key = db.session.scalar(select(Account.email_key).where(Account.id == actor.account_id))
    return key == email.casefold()


def _rank_among(claim: Claim, fill: PoolFill) -> int | None:
    """The rank of a claim just added, without asking: everybody else was counted before it."""
    return fill.waiting + 1 if claim.status == ClaimStatus.WAITING else None


def send_link(event: Event, email: str) -> None:
    """Send the private link to this address if it is registered; nobody is told which.

    Raises `Invalid` once the event has begun, whatever the address.
    """
    if has_started(event, clock.now()):
        raise Invalid({"closed": "L’événement a commencé : une inscription ne se modifie plus."})
    for registration in _of_address(event.id, email.casefold()):
        if registration.withdrawn_at is None:
            resend_link(registration, event)


def _refuse_crowd(there: Sequence[Registration]) -> None:
    """A shared mailbox may stand for several people, not for a room."""
    if sum(one.withdrawn_at is None for one in there) >= MOST_AT_ADDRESS:
        raise Invalid(
            {
                "email": f"Cette adresse sert déjà à {MOST_AT_ADDRESS} personnes pour cet "
                "événement. Indiquez une autre adresse, ou écrivez à l’équipe."
            }
        )


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


def number_of(event: Event, attempt: str | None, email: str | None, name: str) -> str:
    """The number of a registration to make: drawn from its form, so that a second click is known.

    Nobody else can find it: what a form carries is signed, and drawn once.
    """
    if not attempt or not email:
        return str(uuid.uuid4())
    form = f"{event.id}\0{attempt}\0{email.casefold()}\0{name}"
    digest = hashlib.sha256(links.derive_token("registration form", form).encode()).digest()
    return str(uuid.UUID(bytes=digest[:16], version=4))


def _add_registration(
    event: Event,
    public_id: str,
    first_name: str,
    last_name: str,
    email: str | None,
    organisation: str | None,
    invited_sequence: int | None,
) -> Registration:
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
