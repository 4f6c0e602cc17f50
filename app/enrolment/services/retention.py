"""Forgetting contacts and offers with the registrations they made."""

from __future__ import annotations

from sqlalchemy import CursorResult, exists, select, update

from app.enrolment.models import Contact, ContactPerson, SeatTransfer
from app.enrolment.services.pending import forget_unconfirmed
from app.kernel.db import db
from app.registrations.models import Registration


def forget_contacts() -> int:
    """Clear who registered others, and to whom seats were offered, once those registered are
    anonymised; how many contacts. Their private links stop working."""
    kept = exists().where(
        ContactPerson.contact_id == Contact.id,
        ContactPerson.registration_id == Registration.id,
        Registration.anonymised_at.is_(None),
    )
    result = db.session.execute(
        update(Contact)
        .where(Contact.email_key.is_not(None), Contact.pending.is_(None), ~kept)
        .values(first_name="", last_name="", email=None, email_key=None, phone=None)
        .execution_options(synchronize_session=False)
    )
    gone = select(Registration.id).where(Registration.anonymised_at.is_not(None))
    db.session.execute(
        update(ContactPerson)
        .where(ContactPerson.registration_id.in_(gone))
        .values(first_name="", last_name="")
        .execution_options(synchronize_session=False)
    )
    db.session.execute(
        update(SeatTransfer)
        .where(SeatTransfer.registration_id.in_(gone))
        .values(first_name="", last_name="", email=None, email_key=None)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(result, CursorResult)  # noqa: S101  # what an UPDATE returns
    return result.rowcount + forget_unconfirmed()
