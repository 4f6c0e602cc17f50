"""Numbers of certificates, given once; and telling those who were there that theirs is ready."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select

from app.attendance import emails
from app.attendance.models import Certificate, Presence
from app.audit import services as audit
from app.events.models import Event
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db, lock_row
from app.kernel.errors import Conflict, NotFound, NotYet
from app.registrations.models import Registration

NOT_THERE = "Une attestation n’est délivrée qu’aux personnes dont la présence a été notée."
NOBODY = "Aucune présence n’est notée : il n’y a pas d’attestation."
NOT_OVER = "L’attestation sera disponible à la fin de la rencontre."


def issue(actor: Actor, registration: Registration) -> Certificate:
    """The certificate of somebody who was there; asked again, the same number.

    Raises `Conflict` before the end of the event, and for whoever was not there.
    """
    event = _over(registration.event_id)
    if not _present(event, [registration.id]):
        raise Conflict(NOT_THERE)
    return _numbered(actor, event, [registration.id])[0]


def issue_all(actor: Actor, event: Event) -> list[Certificate]:
    """The certificates of all who were there, in the order of their registrations.

    Raises `Conflict` before the end of the event, and where nobody was noted present.
    """
    locked = _over(event.id)
    present = _present(locked)
    if not present:
        raise Conflict(NOBODY)
    return _numbered(actor, locked, present)


def tell_present(actor: Actor, event: Event) -> int:
    """Write to all who were there and have an address that their certificate is ready; how many."""
    locked = _over(event.id)
    present = _present(locked)
    _numbered(actor, locked, present)
    rows = db.session.scalars(
        select(Registration)
        .where(Registration.id.in_(present), Registration.email.is_not(None))
        .order_by(Registration.id)
    ).all()
    for registration in rows:
        emails.certificate_ready(registration, locked)
    audit.record(actor, "attendance:send_certificates", locked, after={"people": len(rows)})
    return len(rows)


def _over(event_id: int) -> Event:
    event = lock_row(Event, event_id)
    if event is None:
        raise NotFound
    if event.ends_at is None or clock.now() < event.ends_at:
        raise NotYet(NOT_OVER)
    return event


def _present(event: Event, among: Iterable[int] | None = None) -> list[int]:
    statement = (
        select(Registration.id)
        .join(Presence, Presence.registration_id == Registration.id)
        .where(
            Registration.event_id == event.id,
            Registration.withdrawn_at.is_(None),
            Registration.anonymised_at.is_(None),
        )
    )
    if among is not None:
        statement = statement.where(Registration.id.in_(list(among)))
    return list(db.session.scalars(statement.distinct().order_by(Registration.id)))


def _numbered(actor: Actor, event: Event, registration_ids: list[int]) -> list[Certificate]:
    """Numbers run within an event, A-<event>-<n>: one lock gives them, the event's."""
    known = {
        row.registration_id: row
        for row in db.session.scalars(
            select(Certificate)
            .where(Certificate.registration_id.in_(registration_ids))
            .order_by(Certificate.id)
        )
    }
    last = (
        db.session.scalar(
            select(func.count(Certificate.id))
            .join(Registration, Registration.id == Certificate.registration_id)
            .where(Registration.event_id == event.id)
        )
        or 0
    )
    for number in registration_ids:
        if number in known:
            continue
        last += 1
        known[number] = Certificate(registration_id=number, number=f"A-{event.id}-{last}")
        db.session.add(known[number])
        db.session.flush()
        audit.record(
            actor, "attendance:issue_certificate", known[number], after={"event": event.id}
        )
    return [known[number] for number in registration_ids]
