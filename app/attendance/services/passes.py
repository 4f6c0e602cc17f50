"""Giving and taking back the role "accueil"."""

from __future__ import annotations

import uuid

from app.accounts.models import Account
from app.attendance.models import DeskPass
from app.attendance.passes import PURPOSE
from app.attendance.queries import window
from app.audit import services as audit
from app.events.models import Event
from app.kernel import clock, links
from app.kernel.access import Actor
from app.kernel.db import db, lock_row
from app.kernel.errors import Invalid, NotFound


def give_pass(
    actor: Actor, event: Event, *, label: str, account: Account | None = None
) -> DeskPass:
    """A link to the check-in of this event, for whoever holds it or for one account alone.

    Raises `Invalid` while the event has no exact date: a pass opens on its days.
    """
    locked = lock_row(Event, event.id)
    if locked is None:
        raise NotFound
    if window(locked) is None:
        raise Invalid({"label": "Donnez d’abord une date exacte à la rencontre."})
    public_id = str(uuid.uuid4())
    given = DeskPass(
        event_id=locked.id,
        public_id=public_id,
        token_hash=links.token_hash(links.derive_token(PURPOSE, public_id)),
        label=label,
        account_id=account.id if account else None,
    )
    db.session.add(given)
    db.session.flush()
    audit.record(
        actor,
        "attendance:give_pass",
        given,
        after={"event": locked.id, "account": account.id if account else None},
    )
    return given


def revoke_pass(actor: Actor, given: DeskPass) -> bool:
    """Shut a link at once: the phone it is on forgets its list at its next word with the server."""
    row = lock_row(DeskPass, given.id)
    if row is None or row.revoked_at is not None:
        return False
    row.revoked_at = clock.now()
    db.session.flush()
    audit.record(actor, "attendance:revoke_pass", row, after={"event": row.event_id})
    return True
