"""A visitor asks to register others: nothing happens until the visitor's own address has answered.

Otherwise a form would take every seat of a day and write to anybody in our name. What is asked is
kept for two days, in one row; the people are registered, in the order of the confirmations, by the
same act as always.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Final

from sqlalchemy import CursorResult, delete, select

from app.enrolment import emails
from app.enrolment.models import Contact
from app.enrolment.services.contacts import (
    Somebody,
    Who,
    form_number,
    new_contact,
    refuse_twice,
    register_people,
)
from app.events.enums import PoolKind
from app.events.models import Event
from app.events.policies import runs
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db, lock_row
from app.kernel.errors import Conflict, Invalid, NotFound
from app.registrations.allocation import fills_of
from app.registrations.opening import BY_INVITATION, closed_because
from app.registrations.services.wishes import chosen

LASTING: Final = timedelta(days=2)
TOO_LATE: Final = "Ce lien n’est plus valable : remplissez de nouveau le formulaire."


def ask_to_register(
    actor: Actor,
    event: Event,
    *,
    attempt: str,
    who: Who,
    people: Sequence[Somebody],
    attendance_mode: PoolKind,
    organisation: str | None = None,
    session_ids: Sequence[int] = (),
) -> Contact:
    """Keep whom a visitor asks to register, and write to the visitor's address alone.

    Raises `Invalid` when registration is closed, a session is not for these people or a person
    stands twice in the list.
    """
    locked = lock_row(Event, event.id)
    if locked is None:
        raise NotFound
    public_id = form_number(attempt)
    made = db.session.scalar(select(Contact).where(Contact.public_id == public_id))
    if made is not None:
        if made.event_id != locked.id:
            raise Conflict("Ce formulaire a déjà servi : ouvrez-le de nouveau.")
        return made
    closed = closed_because(locked, clock.now())
    if closed is None and locked.invitation_only and not runs(actor, locked):
        closed = BY_INVITATION
    if closed is not None:
        raise Invalid({"closed": closed})
    refuse_twice(people)
    chosen(fills_of(locked), attendance_mode, session_ids)
    contact = new_contact(locked, public_id, who)
    contact.pending = {
        "people": [asdict(one) for one in people],
        "mode": attendance_mode.value,
        "organisation": organisation or None,
        "sessions": list(session_ids),
    }
    db.session.flush()
    emails.confirm_contact(contact, locked)
    return contact


def confirm_contact(actor: Actor, contact: Contact) -> bool:
    """Register the people whom this contact asked for; False when it was done before.

    Raises `Conflict` when it came too late, `Invalid` as `register_others` does.
    """
    locked = lock_row(Event, contact.event_id)
    if locked is None:
        raise NotFound
    db.session.refresh(contact)
    asked = contact.pending
    if asked is None:
        return False
    if contact.created_at < clock.now() - LASTING:
        raise Conflict(TOO_LATE)
    contact.pending = None
    register_people(
        actor,
        locked,
        contact,
        people_of(asked),
        attendance_mode=PoolKind(asked["mode"]),
        organisation=asked["organisation"],
        # What was asked before sessions were offered here names none.
        session_ids=asked.get("sessions", ()),
    )
    return True


def people_of(asked: dict[str, list[dict[str, str | None]]]) -> list[Somebody]:
    """The people of what was asked, as they were typed."""
    return [
        Somebody(one["first_name"] or "", one["last_name"] or "", one["email"])
        for one in asked["people"]
    ]


def forget_unconfirmed() -> int:
    """Delete what nobody confirmed in time; how many contacts."""
    late = (Contact.pending.is_not(None), Contact.created_at < clock.now() - LASTING)
    result = db.session.execute(
        delete(Contact).where(*late).execution_options(synchronize_session=False)
    )
    assert isinstance(result, CursorResult)  # noqa: S101  # what a DELETE returns
    return result.rowcount
