"""Saying yes or no to a registration: the team to a request, the person to their own address."""

from __future__ import annotations

from sqlalchemy import select

from app.audit import services as audit
from app.events.models import Event
from app.kernel import clock
from app.kernel.access import SYSTEM, Actor
from app.kernel.db import db, lock_row
from app.kernel.errors import Conflict, NotFound
from app.registrations import emails
from app.registrations.allocation import confirm_held, end_claim, live_claims, rank_of
from app.registrations.enums import ClaimStatus
from app.registrations.models import Registration
from app.registrations.services.promote import promote_next
from app.registrations.services.standing import load_claims, main_claim, session_lines

NOT_CONFIRMED = "adresse non confirmée à temps"


def approve(actor: Actor, registration: Registration) -> bool:
    """Accept a request: seats that it holds are confirmed, ranks stand. False when it was.

    Raises `Conflict` when the registration has ended meanwhile.
    """
    event = _lock(registration)
    if registration.withdrawn_at is not None:
        raise Conflict("Cette demande est déjà terminée.")
    if registration.approved_at is not None:
        return False
    registration.approved_at = clock.now()
    confirm_held(event, registration)
    _record(actor, "approve", registration, event)
    if registration.confirm_by is None:
        claim = main_claim(registration)
        lines = session_lines(registration)
        emails.approved(registration, event, claim, claim.pool, rank_of(claim), lines)
    return True


def refuse(actor: Actor, registration: Registration, *, reason: str) -> bool:
    """Turn a request down, say why, and give its seats to who waits next. False when it was.

    Raises `Conflict` for what is no longer a request: accepted, or ended otherwise.
    """
    event = _lock(registration)
    if registration.refused_at is not None:
        return False
    if registration.withdrawn_at is not None:
        raise Conflict("Cette demande est déjà terminée.")
    if registration.approved_at is not None or not event.approval_required:
        raise Conflict("Cette demande est déjà acceptée : on peut seulement annuler l’inscription.")
    registration.refused_at = registration.withdrawn_at = clock.now()
    registration.withdrawal_reason = reason
    for claim in live_claims(registration):
        end_claim(claim, reason, ClaimStatus.REFUSED)
    db.session.flush()
    _record(actor, "refuse", registration, event)
    emails.refused(registration, event)
    promote_next(event)
    return True


def confirm_address(actor: Actor, registration: Registration) -> bool:
    """The person opened the link sent to the address: the registration counts. False when it did.

    Raises `Conflict` when it came too late.
    """
    event = _lock(registration)
    lapse_unconfirmed(event)
    db.session.refresh(registration)
    if registration.withdrawn_at is not None:
        raise Conflict("Il est trop tard pour la confirmer : inscrivez-vous de nouveau.")
    if registration.confirm_by is None:
        return False
    registration.confirm_by = None
    load_claims(registration)
    confirm_held(event, registration)
    _record(actor, "confirm_address", registration, event)
    tell_standing(event, registration)
    return True


def lapse_unconfirmed(event: Event) -> int:
    """End the registrations of a locked event that were not confirmed in time; how many.

    Their seats go to who waits next.
    """
    late = db.session.scalars(
        select(Registration)
        .where(
            Registration.event_id == event.id,
            Registration.withdrawn_at.is_(None),
            Registration.confirm_by <= clock.now(),
        )
        .order_by(Registration.id)
    ).all()
    for registration in late:
        load_claims(registration)
        for claim in live_claims(registration):
            end_claim(claim, NOT_CONFIRMED)
        registration.withdrawn_at = clock.now()
        registration.withdrawal_reason = NOT_CONFIRMED
        db.session.flush()
        _record(SYSTEM, "lapse", registration, event)
        emails.lapsed(registration, event)
    if late:
        promote_next(event)
    return len(late)


def settle_held(event: Event) -> None:
    """After the team asks for approvals no more, confirm what was held for want of one."""
    held = db.session.scalars(
        select(Registration)
        .where(
            Registration.event_id == event.id,
            Registration.withdrawn_at.is_(None),
            Registration.confirm_by.is_(None),
            Registration.claims.any(status=ClaimStatus.REQUESTED),
        )
        .order_by(Registration.id)
    ).all()
    for registration in held:
        load_claims(registration)
        if confirm_held(event, registration):
            claim = main_claim(registration)
            lines = session_lines(registration)
            emails.approved(registration, event, claim, claim.pool, rank_of(claim), lines)


def tell_standing(event: Event, registration: Registration) -> None:
    """Say how the registration stands now, claims and pools loaded: a seat, a request, a rank."""
    claim, lines = main_claim(registration), session_lines(registration)
    rank = rank_of(claim)
    if rank is not None:
        emails.waiting(registration, event, claim, claim.pool, rank, sessions=lines)
    elif claim.status == ClaimStatus.REQUESTED:
        emails.requested(registration, event, claim, claim.pool, lines)
    else:
        emails.confirmed(registration, event, claim, claim.pool, lines)


def _lock(registration: Registration) -> Event:
    event = lock_row(Event, registration.event_id)
    if event is None:
        raise NotFound
    db.session.refresh(registration)
    load_claims(registration)
    return event


def _record(actor: Actor, act: str, registration: Registration, event: Event) -> None:
    statuses = sorted({claim.status.value for claim in live_claims(registration)})
    audit.record(
        actor,
        f"registration:{act}",
        registration,
        after={"event": event.id, "statuses": statuses or ["withdrawn"]},
    )
