"""Which events are called to mind today, and to whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import contains_eager, joinedload

from app.events.enums import EventStatus
from app.events.models import Event
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db
from app.registrations.enums import ClaimStatus
from app.registrations.models import Claim, Registration
from app.reminders import tokens
from app.reminders.models import ReminderPlan, ReminderRefusal
from app.reminders.timing import CHOICES, USUAL


def days_of(event_id: int) -> tuple[int, ...]:
    """How many days before an event its reminders leave."""
    plan = db.session.get(ReminderPlan, event_id)
    return USUAL if plan is None else tuple(plan.days)


def coming(today: date) -> list[tuple[Event, tuple[int, ...]]]:
    """Published events near enough for some reminder, with their plans, the soonest first."""
    start = clock.from_paris(today + timedelta(days=1), time())
    end = clock.from_paris(today + timedelta(days=max(CHOICES) + 1), time())
    rows = db.session.execute(
        select(Event, ReminderPlan)
        .outerjoin(ReminderPlan, ReminderPlan.event_id == Event.id)
        .where(
            Event.status == EventStatus.PUBLISHED, Event.starts_at >= start, Event.starts_at < end
        )
        .order_by(Event.starts_at, Event.id)
    )
    found = []
    for row in rows:
        plan: ReminderPlan | None = row[1]
        found.append((row[0], USUAL if plan is None else tuple(plan.days)))
    return found


def seated(event_id: int, before: datetime) -> Sequence[Registration]:
    """Registrations that had a seat at that instant and want reminders, with these claims."""
    return (
        db.session.scalars(
            select(Registration)
            .join(Registration.claims)
            .options(contains_eager(Registration.claims).joinedload(Claim.pool))
            .where(
                Registration.event_id == event_id,
                Registration.email.is_not(None),
                Registration.withdrawn_at.is_(None),
                Claim.status == ClaimStatus.CONFIRMED,
                Claim.confirmed_at < before,
                ~exists().where(ReminderRefusal.registration_id == Registration.id),
            )
            .order_by(Registration.id, Claim.id)
            .execution_options(populate_existing=True)
        )
        .unique()
        .all()
    )


def by_token(_actor: Actor, *, number: int, token: str) -> Registration | None:
    """The registration whose reminders this address ends, whoever opens it."""
    registration = db.session.get(
        Registration, number, options=[joinedload(Registration.event)], populate_existing=True
    )
    if registration is None or not tokens.opens(token, registration):
        return None
    return registration


def is_refused(registration: Registration) -> bool:
    return db.session.get(ReminderRefusal, registration.id) is not None
