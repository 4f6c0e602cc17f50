"""Sessions (ateliers) in the private calendar of whoever has a seat in one."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, Final

from sqlalchemy import Executable, bindparam, select

from app.events.enums import EventMode, EventStatus, PoolKind
from app.events.models import Event, Pool
from app.events.states import SHOWN
from app.feeds.window import in_window, window_values
from app.ical import Color, Entry, Status
from app.kernel import links
from app.kernel.db import db
from app.registrations.enums import ClaimStatus
from app.registrations.models import Claim, Registration

# Names the identifiers of sessions, for ever (rule E01).
_NAMESPACE: Final = uuid.UUID("a2b7d5d4-02f3-4f5e-8a5e-0c9b6b8f4d21")
REMOTELY: Final = PoolKind.REMOTE.label
CATEGORY: Final = "Atelier"

_SESSIONS: Final[Executable] = (
    select(
        Pool.id,
        Pool.title,
        Pool.room,
        Pool.starts_at,
        Pool.ends_at,
        Pool.attendance,
        Event.slug,
        Event.title.label("event"),
        Event.status,
        Event.venue,
        Event.city,
        Event.created_at,
        Event.updated_at,
    )
    .join(Claim, Claim.pool_id == Pool.id)
    .join(Registration, Registration.id == Claim.registration_id)
    .join(Event, Event.id == Pool.event_id)
    .where(
        Registration.email_key == bindparam("email_key"),
        Registration.withdrawn_at.is_(None),
        Claim.status.in_({ClaimStatus.CONFIRMED, ClaimStatus.ATTENDED, ClaimStatus.ABSENT}),
        Pool.kind == PoolKind.SESSION,
        Pool.starts_at.is_not(None),
        Event.status.in_(SHOWN),
        # Given up with its day: the event itself stays, marked so, and says it for both.
        Event.starts_at.is_not(None),
        in_window(),
    )
    # Two people may have one address: their calendar holds a session once.
    .distinct()
    .order_by(Pool.starts_at, Pool.id)
)


def session_entries(email_key: str, today: date) -> list[Entry]:
    """One entry for each session in which this address has a seat, at its own hours."""
    rows = db.session.connection().execute(
        _SESSIONS, {"email_key": email_key, **window_values(today)}
    )
    return [_entry(row) for row in rows]


def _entry(row: Any) -> Entry:
    """A session has no SEQUENCE of its own: the event's times grow with any change of it, and the
    seconds between them never fall (rules P02, P04).
    """
    elapsed = row.updated_at - row.created_at
    remote = row.attendance is EventMode.REMOTE
    place = [REMOTELY] if remote else [part for part in (row.room, row.venue, row.city) if part]
    return Entry(
        uid=str(uuid.uuid5(_NAMESPACE, str(row.id))),
        summary=f"{CATEGORY} : {row.title}",
        starts=row.starts_at,
        ends=row.ends_at,
        created=row.created_at,
        last_modified=row.updated_at,
        description=row.event,
        location=", ".join(place),
        categories=(CATEGORY,),
        url=links.url("events.show", slug=row.slug),
        color=Color.MEDIUM_PURPLE,
        status=Status.CANCELLED if row.status == EventStatus.CANCELLED else Status.CONFIRMED,
        sequence=int(elapsed.total_seconds()),
    )
