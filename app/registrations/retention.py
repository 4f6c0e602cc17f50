"""Forgetting who came, a year after: counts and statistics stay, people do not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, CursorResult, and_, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from app.audit.models import AuditEntry
from app.events.models import Event
from app.kernel import clock
from app.kernel.clock import paris
from app.kernel.db import db
from app.questions.services import forget
from app.registrations.models import Claim, Invitation, Registration

# A date known by its year alone stands on the first of January: it may be any day of that year.
UNCERTAINTY: Final = timedelta(days=366)
# An event that never got a date: counted from the registration.
WITHOUT_DATE: Final = timedelta(days=2 * 366)
NOBODY: Final = ""
# PostgreSQL takes 65,535 parameters in one statement: after a long stop, more may be due.
BATCH: Final = 2_000
# The acts whose reason the journal lets go of (the trigger of its table says so too).
FORGETTABLE: Final = "registration:"


def anonymise(before: datetime) -> int:
    """Clear who registered for events that ended before this instant; how many registrations.

    Names, address, organisation and the reasons people wrote go; dates, states and ways of
    attending stay. The private link stops working. Doing it twice changes nothing more.
    """
    _forget_invitations(before)
    due = (
        select(Registration.id)
        .join(Event, Event.id == Registration.event_id)
        .where(Registration.anonymised_at.is_(None), _over(before, Registration.created_at))
        .order_by(Registration.id)
        .limit(BATCH)
    )
    count = 0
    while ids := db.session.scalars(due).all():
        count += erase_registrations(ids)
    _forget_reasons(before)
    return count


def erase_registrations(ids: Sequence[int]) -> int:
    """Clear whose these registrations are, with answers and needs; at most 2,000 at a time."""
    db.session.execute(
        update(Claim)
        .where(Claim.registration_id.in_(ids), Claim.reason.is_not(None))
        .values(reason=None)
    )
    forget(ids)
    result = db.session.execute(
        update(Registration)
        .where(Registration.id.in_(ids))
        .values(
            first_name=NOBODY,
            last_name=NOBODY,
            email=None,
            email_key=None,
            name_key=NOBODY,
            organisation=None,
            organisation_key=None,
            withdrawal_reason=None,
            anonymised_at=clock.now(),
        )
    )
    assert isinstance(result, CursorResult)  # noqa: S101  # what an UPDATE returns
    return result.rowcount


def _forget_reasons(before: datetime) -> None:
    """Empty what was typed in the journal about people who are forgotten: purposes of exports,
    reasons of a seat given. The trigger of that table lets nothing else of it change.
    """
    over = select(Event.id).where(_over(before, AuditEntry.at))
    nobody = select(Registration.id).where(Registration.anonymised_at.is_not(None))
    claims = select(Claim.id).where(Claim.registration_id.in_(nobody))
    about = ((Event, over), (Registration, nobody), (Claim, claims))
    for model, ids in about:
        db.session.execute(
            update(AuditEntry)
            .where(
                AuditEntry.action.startswith(FORGETTABLE),
                AuditEntry.subject_type == model.__tablename__,
                AuditEntry.reason.is_not(None),
                AuditEntry.subject_id.in_(ids),
            )
            .values(reason=None)
            .execution_options(synchronize_session=False)
        )


def _over(before: datetime, since: InstrumentedAttribute[datetime]) -> ColumnElement[bool]:
    """Of an event that ended before this instant; one without a date, counted from `since`."""
    return or_(
        Event.ends_at < before,
        and_(Event.ends_at.is_(None), Event.sorts_on < paris(before).date() - UNCERTAINTY),
        and_(Event.ends_at.is_(None), Event.sorts_on.is_(None), since < before - WITHOUT_DATE),
    )


def _forget_invitations(before: datetime) -> None:
    """The addresses that were invited go with those who came; the links stop working."""
    ids = (
        select(Invitation.id)
        .join(Event, Event.id == Invitation.event_id)
        .where(Invitation.email.is_not(None), _over(before, Invitation.created_at))
    )
    db.session.execute(
        update(Invitation)
        .where(Invitation.id.in_(ids))
        .values(
            email=None,
            email_key=None,
            revoked_at=func.coalesce(Invitation.revoked_at, clock.now()),
        )
        .execution_options(synchronize_session=False)
    )
