"""Passing one's seat to a colleague. It never falls free in between: nobody is promoted into it."""

from __future__ import annotations

import uuid

from sqlalchemy import select
from sqlalchemy.orm.attributes import set_committed_value

from app.audit import services as audit
from app.enrolment import emails
from app.enrolment.models import SeatTransfer
from app.enrolment.queries import offer_of
from app.enrolment.tokens import transfer_token
from app.events.enums import EventStatus
from app.events.models import Event
from app.kernel import clock, links
from app.kernel.access import Actor
from app.kernel.db import db, lock_row
from app.kernel.errors import Conflict, Invalid, NotFound
from app.registrations import emails as registration_emails
from app.registrations.allocation import end_claim, fills_of, live_claims, seat_status
from app.registrations.enums import SEATED, ClaimStatus
from app.registrations.models import Claim, Registration, name_key
from app.registrations.opening import has_started
from app.registrations.services.standing import lines_of
from app.registrations.tokens import PURPOSE

PASSED = "place transmise"
OVER = "L’événement a commencé : une place ne se transmet plus."


def offer(
    actor: Actor, registration: Registration, *, first_name: str, last_name: str, email: str
) -> SeatTransfer:
    """Offer the seat to a colleague, who gets a mail; the seat is still the giver's.

    Raises `Conflict` without a seat or once the event has begun, `Invalid` for one's own address.
    """
    event = _lock(registration)
    if not _seats(registration):
        raise Conflict("Vous n’avez pas encore de place : seule une place se transmet.")
    own = email.casefold() == registration.email_key
    if own and name_key(first_name, last_name) == registration.name_key:
        raise Invalid({"email": "C’est votre propre adresse : indiquez celle de la personne."})
    waiting = offer_of(registration)
    if waiting is not None:
        if waiting.email_key == email.casefold():
            return waiting
        raise Invalid({"email": "Vous avez déjà proposé cette place : reprenez-la d’abord."})
    public_id = str(uuid.uuid4())
    transfer = SeatTransfer(
        registration_id=registration.id,
        public_id=public_id,
        token_hash=links.token_hash(transfer_token(public_id)),
        first_name=first_name,
        last_name=last_name,
        email=email,
        email_key=email.casefold(),
    )
    db.session.add(transfer)
    db.session.flush()
    audit.record(actor, "registration:offer_seat", registration)
    emails.offered(transfer, registration, event)
    return transfer


def take_back(actor: Actor, registration: Registration) -> bool:
    """The giver keeps the seat after all; False when nothing was offered any more."""
    _lock(registration)
    waiting = offer_of(registration)
    if waiting is None:
        return False
    _end(actor, waiting, registration)
    return True


def decline(actor: Actor, transfer: SeatTransfer) -> bool:
    """The colleague does not take it: the giver is told and keeps it."""
    registration = transfer.registration
    event = _lock(registration)
    db.session.refresh(transfer)
    if not transfer.waits:
        return False
    _end(actor, transfer, registration)
    emails.declined(transfer, registration, event)
    return True


def take(actor: Actor, transfer: SeatTransfer) -> Registration:
    """The colleague takes the seat: in one transaction it is theirs and no longer the giver's.

    Raises `Conflict` when the offer is over, the giver has no seat any more, the colleague is
    registered already, or the event has begun.
    """
    giver = transfer.registration
    event = _lock(giver)
    db.session.refresh(transfer)
    if not transfer.waits:
        raise Conflict("Cette proposition n’est plus valable : la place a été reprise ou donnée.")
    seats = _seats(giver)
    if not seats:
        raise Conflict("Cette place n’existe plus.")
    _refuse_registered(event, transfer)
    taker = _newcomer(giver, transfer)
    claims = [_moved(event, claim, taker) for claim in seats]
    for claim in live_claims(giver):
        end_claim(claim, PASSED)
    db.session.flush()
    db.session.add_all(claims)
    giver.withdrawn_at, giver.withdrawal_reason = clock.now(), PASSED
    transfer.accepted_at = clock.now()
    db.session.flush()
    set_committed_value(taker, "claims", claims)
    audit.record(
        actor,
        "registration:take_seat",
        taker,
        before={"registration": giver.id},
        after={"event": event.id, "registration": taker.id},
    )
    registration_emails.withdrawn(giver, event)
    _tell_taker(taker, event, claims)
    return taker


def _lock(registration: Registration) -> Event:
    event = lock_row(Event, registration.event_id)
    if event is None:
        raise NotFound
    if event.status == EventStatus.CANCELLED:
        raise Conflict("Cet événement est annulé : il n’y a plus de place à transmettre.")
    if has_started(event, clock.now()):
        raise Conflict(OVER)
    db.session.refresh(registration)
    db.session.refresh(registration, ["claims"])
    if registration.withdrawn_at is not None:
        raise Conflict("Cette inscription est annulée.")
    return event


def _seats(registration: Registration) -> list[Claim]:
    return [claim for claim in live_claims(registration) if claim.status in SEATED]


def _end(actor: Actor, transfer: SeatTransfer, registration: Registration) -> None:
    transfer.ended_at = clock.now()
    db.session.flush()
    audit.record(actor, "registration:end_offer", registration)


def _refuse_registered(event: Event, transfer: SeatTransfer) -> None:
    registered = db.session.scalar(
        select(Registration.id).where(
            Registration.event_id == event.id,
            Registration.email_key == transfer.email_key,
            Registration.name_key == name_key(transfer.first_name, transfer.last_name),
            Registration.withdrawn_at.is_(None),
        )
    )
    if registered is not None:
        raise Conflict(
            "Vous êtes déjà sur la liste de cet événement. Pour prendre cette place, annulez "
            "d’abord votre inscription."
        )


def _newcomer(giver: Registration, transfer: SeatTransfer) -> Registration:
    public_id = str(uuid.uuid4())
    taker = Registration(
        event_id=giver.event_id,
        public_id=public_id,
        token_hash=links.token_hash(links.derive_token(PURPOSE, public_id)),
        first_name=transfer.first_name,
        last_name=transfer.last_name,
        email=transfer.email,
        email_key=transfer.email_key,
        organisation=giver.organisation,
        approved_at=giver.approved_at,
        invited_sequence=_told_before(giver.event_id, transfer.email_key),
    )
    db.session.add(taker)
    db.session.flush()
    return taker


def _told_before(event_id: int, email_key: str | None) -> int | None:
    """A new registration of an address outnumbers what its calendar was told before (rule 8)."""
    told = db.session.scalars(
        select(Registration.invited_sequence).where(
            Registration.event_id == event_id,
            Registration.email_key == email_key,
            Registration.invited_sequence.is_not(None),
        )
    ).all()
    return max((one for one in told if one is not None), default=None)


def _moved(event: Event, claim: Claim, taker: Registration) -> Claim:
    """The same seat in other hands: worth what the taker's yes makes of it.

    Whoever takes a seat has answered by their own mail, whatever the giver had confirmed.
    """
    status = seat_status(event, taker)
    now = clock.now() if status == ClaimStatus.CONFIRMED else None
    return Claim(
        registration_id=taker.id,
        pool_id=claim.pool_id,
        status=status,
        reserve_id=claim.reserve_id,
        over_capacity=claim.over_capacity,
        confirmed_at=claim.confirmed_at or now,
    )


def _tell_taker(taker: Registration, event: Event, claims: list[Claim]) -> None:
    """How they come and the sessions that they have taken over."""
    fills = {fill.pool_id: fill for fill in fills_of(event)}
    held = [(claim, fills[claim.pool_id], None) for claim in claims if claim.pool_id in fills]
    sessions = lines_of([one for one in held if one[1].is_session])
    for claim, fill, _ in held:
        if not fill.is_session:
            requested = claim.status == ClaimStatus.REQUESTED
            tell = registration_emails.requested if requested else registration_emails.confirmed
            tell(taker, event, claim, fill, sessions)
            return
