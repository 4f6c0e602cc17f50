"""Minutes that open by themselves once a meeting is over, and who is reminded to write them."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from app.accounts.queries import team
from app.audit import services as audit
from app.events.enums import EventKind
from app.events.models import Event
from app.groups.enums import LEADING, ORGANISING
from app.groups.queries import people_to_tell
from app.kernel import clock
from app.kernel.access import SYSTEM
from app.kernel.db import db
from app.minutes import emails
from app.minutes.enums import MinutesStatus
from app.minutes.models import Minutes
from app.minutes.policies import REPORTED
from app.minutes.queries import WAITED

# Days after the end of the meeting; at the last one, the lead and the team are told.
REMINDERS = (3, 7, 10)


def open_over() -> int:
    """One empty set of minutes for each group meeting that is over; how many were opened."""
    now = clock.now()
    rows = db.session.scalars(
        select(Event)
        .outerjoin(Minutes, Minutes.event_id == Event.id)
        .where(
            Event.kind == EventKind.GROUP_MEETING,
            Event.status.in_(REPORTED),
            Event.ends_at <= now,
            Event.ends_at > now - WAITED,
            Minutes.id.is_(None),
        )
        .order_by(Event.id)
    ).all()
    for event in rows:
        made = Minutes(event_id=event.id, status=MinutesStatus.TO_WRITE, version=0)
        db.session.add(made)
        db.session.flush()
        audit.record(SYSTEM, "minutes:open", made, after={"status": made.status})
    return len(rows)


def remind_writers() -> int:
    """Remind of minutes still unwritten or undistributed on days 3, 7 and 10, each once."""
    today = clock.today()
    told = 0
    for minutes, event in _late():
        if event.ends_at is None or event.group_id is None:
            continue
        age = (today - clock.paris(event.ends_at).date()).days
        due = [day for day in REMINDERS if day <= age]
        # A worker that slept catches up with the last reminder alone.
        if not due or age > REMINDERS[-1] + 7:
            continue
        last = due[-1]
        if last < REMINDERS[-1]:
            people = list(people_to_tell(event.group_id, ORGANISING))
        else:
            people = [*people_to_tell(event.group_id, LEADING), *team()]
        told += emails.awaited(event, minutes, last, people)
    return told


def _late() -> list[tuple[Minutes, Event]]:
    since = clock.now() - timedelta(days=REMINDERS[-1] + 8)
    rows = db.session.execute(
        select(Minutes, Event)
        .join(Event, Event.id == Minutes.event_id)
        .where(
            Minutes.status.in_((MinutesStatus.TO_WRITE, MinutesStatus.DRAFT)),
            Event.kind == EventKind.GROUP_MEETING,
            Event.ends_at > since,
        )
        .order_by(Event.ends_at, Event.id)
    ).all()
    return [(minutes, event) for minutes, event in rows]
