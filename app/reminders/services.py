"""Planning reminders, sending those of the day, and having no more of them."""

from __future__ import annotations

from collections.abc import Iterable

from app.audit import services as audit
from app.events.models import Event
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db, insert_unless_there, lock_row
from app.kernel.errors import Invalid, NotFound
from app.registrations.models import Registration
from app.reminders import emails
from app.reminders.models import ReminderPlan, ReminderRefusal
from app.reminders.queries import coming, days_of, seated
from app.reminders.timing import CHOICES, due, leaves_at


def plan(actor: Actor, event: Event, *, days: Iterable[int]) -> bool:
    """Choose how many days before the event its reminders leave; False when nothing changes.

    Raises `Invalid` for a number of days that is not offered.
    """
    if lock_row(Event, event.id) is None:
        raise NotFound
    chosen = sorted(set(days), reverse=True)
    if not set(chosen) <= set(CHOICES):
        raise Invalid({"days": "Choisissez parmi les délais proposés."})
    before = list(days_of(event.id))
    if chosen == before:
        return False
    db.session.merge(ReminderPlan(event_id=event.id, days=chosen))
    db.session.flush()
    audit.record(
        actor, "event:plan_reminders", event, before={"days": before}, after={"days": chosen}
    )
    return True


def send_due() -> int:
    """Write the reminders of today; how many. Doing it again writes none twice."""
    today = clock.today()
    written = 0
    for event, days in coming(today):
        assert event.starts_at is not None  # noqa: S101  # `coming` has asked for it
        which = due(event.starts_at, days, today)
        if which is None:
            continue
        for registration in seated(event.id, leaves_at(event.starts_at, which)):
            emails.reminder(registration, event, which)
            written += 1
    return written


def refuse(registration: Registration) -> None:
    """Send this person no reminder of this event any more. Twice changes nothing."""
    db.session.execute(
        insert_unless_there(ReminderRefusal)
        .values(registration_id=registration.id, refused_at=clock.now())
        .on_conflict_do_nothing()
    )
