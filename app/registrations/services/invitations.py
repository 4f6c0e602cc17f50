"""Personal links to register for an event that is open to those invited only."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence

from sqlalchemy import select

from app.audit import services as audit
from app.events.models import Event
from app.kernel import clock, links
from app.kernel.access import Actor
from app.kernel.db import db, lock_row
from app.kernel.errors import Conflict, NotFound
from app.registrations import emails
from app.registrations.models import Invitation, Registration
from app.registrations.tokens import INVITED


def invite(actor: Actor, event: Event, *, addresses: Sequence[str]) -> int:
    """Send a link to each address that has none that still stands; how many were sent."""
    locked = lock_row(Event, event.id)
    if locked is None:
        raise NotFound
    standing = _standing(locked, {address.casefold() for address in addresses})
    new = {a.casefold(): a for a in addresses if a.casefold() not in standing}
    for key, address in new.items():
        public_id = str(uuid.uuid4())
        invited = Invitation(
            event_id=event.id,
            public_id=public_id,
            token_hash=links.token_hash(links.derive_token(INVITED, public_id)),
            email=address,
            email_key=key,
        )
        db.session.add(invited)
        db.session.flush()
        emails.invitation(invited, locked)
    if new:
        audit.record(actor, "registration:invite", event, after={"invitations": len(new)})
    return len(new)


def _standing(event: Event, keys: Collection[str]) -> set[str | None]:
    """The addresses whose link still stands, or by whose link they are registered.

    A link that somebody else has used leaves who was invited outside: it is retired, and they may
    get another.
    """
    rows = db.session.execute(
        select(Invitation, Registration.email_key)
        .outerjoin(Registration, Registration.id == Invitation.registration_id)
        .where(Invitation.event_id == event.id, Invitation.revoked_at.is_(None))
    ).all()
    found: set[str | None] = set()
    for invited, used_by_key in rows:
        elsewhere = invited.used_at is not None and used_by_key != invited.email_key
        if elsewhere and invited.email_key in keys:
            invited.revoked_at = clock.now()
        else:
            found.add(invited.email_key)
    db.session.flush()
    return found


def revoke(actor: Actor, invitation: Invitation) -> bool:
    """Make a link useless; False when it was. Raises `Conflict` once somebody registered by it."""
    event = lock_row(Event, invitation.event_id)
    if event is None:
        raise NotFound
    db.session.refresh(invitation)
    if invitation.revoked_at is not None:
        return False
    if invitation.used_at is not None:
        raise Conflict("Cette personne s’est déjà inscrite : annulez plutôt son inscription.")
    invitation.revoked_at = clock.now()
    db.session.flush()
    audit.record(actor, "registration:revoke_invitation", event, after={"invitations": 1})
    return True


def usable(event: Event, token: str | None) -> Invitation | None:
    """The invitation of a link that may still serve for this event."""
    if not token:
        return None
    return db.session.scalars(
        select(Invitation).where(
            Invitation.token_hash == links.token_hash(token),
            Invitation.event_id == event.id,
            Invitation.revoked_at.is_(None),
            Invitation.used_at.is_(None),
        )
    ).one_or_none()


def used_by(
    event: Event, token: str | None, registration: Registration | None
) -> Invitation | None:
    """The invitation of this link, if it is by it that this registration was made."""
    if not token or registration is None:
        return None
    return db.session.scalars(
        select(Invitation).where(
            Invitation.token_hash == links.token_hash(token),
            Invitation.event_id == event.id,
            Invitation.registration_id == registration.id,
        )
    ).one_or_none()


def use(invitation: Invitation, registration: Registration) -> None:
    """The link has served: nobody else registers by it."""
    invitation.used_at = clock.now()
    invitation.registration_id = registration.id
