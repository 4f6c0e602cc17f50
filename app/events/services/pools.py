"""Sessions (ateliers) and seats kept aside. Each change is told to registrations, which refuse what
would take a seat back and seat who can be.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from app.audit import services as audit
from app.events.enums import EventMode, EventStatus, PoolKind
from app.events.facts import PoolsChanged, SessionCancelled
from app.events.models import Event, Pool, Reserve
from app.events.seats import fills_with_sessions
from app.events.services.calendar import touch
from app.events.services.details import ENDED
from app.kernel import clock
from app.kernel.access import SYSTEM, Actor
from app.kernel.bus import announce
from app.kernel.db import db, lock_row
from app.kernel.errors import Conflict, Invalid, NotFound

SESSION_FIELDS = (
    *("title", "description", "room", "starts_at", "ends_at", "capacity", "attendance"),
)
# Sessions come after the ways to attend.
FIRST_RANK = 10


def add_session(
    actor: Actor,
    event: Event,
    *,
    title: str,
    description: str | None = None,
    room: str | None = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    capacity: int | None = None,
    attendance: EventMode | None = None,
) -> Pool:
    """One more session that people may choose; the same one again (a second click) is there once.

    `attendance` says who may: by default, all who attend the event. A session with seats of its own
    for each way to attend is added twice. Raises `Invalid` beside a field, `Conflict` when the
    event is over.
    """
    locked = _lock(event)
    _check_times(locked, starts_at, ends_at)
    attendance = _attended(locked, attendance or locked.mode)
    same = select(Pool).where(
        Pool.event_id == event.id,
        Pool.kind == PoolKind.SESSION,
        Pool.retired.is_(False),
        Pool.title == title,
        Pool.starts_at.is_not_distinct_from(starts_at),
        Pool.room.is_not_distinct_from(room),
        Pool.attendance == attendance,
    )
    known = db.session.scalars(same.order_by(Pool.id).limit(1)).one_or_none()
    if known is not None:
        return known
    last = db.session.scalar(select(func.max(Pool.rank)).where(Pool.event_id == event.id)) or 0
    pool = Pool(
        event_id=event.id,
        kind=PoolKind.SESSION,
        title=title,
        description=description,
        room=room,
        starts_at=starts_at,
        ends_at=ends_at,
        capacity=capacity,
        attendance=attendance,
        rank=max(last + 1, FIRST_RANK),
    )
    db.session.add(pool)
    told = {"title": title, "capacity": capacity, "attendance": attendance}
    _changed(actor, locked, "add_session", after=told)
    return pool


def edit_session(actor: Actor, pool: Pool, **values: Any) -> bool:
    """Change what is given of a session; False when nothing changed.

    Raises `Invalid` beside a field: fewer seats than are taken, times that make people who hold two
    sessions miss one of them.
    """
    unknown = values.keys() - set(SESSION_FIELDS)
    if unknown:
        raise TypeError(f"not a detail of a session: {', '.join(sorted(unknown))}")
    event = _lock_of(pool)
    db.session.refresh(pool)
    if pool.retired:
        raise Conflict("Cet atelier est annulé.")
    _check_times(
        event, values.get("starts_at", pool.starts_at), values.get("ends_at", pool.ends_at)
    )
    if values.get("attendance"):
        values["attendance"] = _attended(event, values["attendance"])
    before, after = audit.changes(pool, values)
    if not after:
        return False
    for name, value in after.items():
        setattr(pool, name, value)
    told = {"session": pool.title}
    _changed(actor, event, "edit_session", before={**told, **before}, after={**told, **after})
    return True


def _attended(event: Event, attendance: EventMode) -> EventMode:
    """Where an event is attended in one way, so are its sessions."""
    return attendance if event.mode is EventMode.HYBRID else event.mode


def cancel_session(actor: Actor, pool: Pool) -> bool:
    """Give a session up: whoever chose it is told, and keeps the rest. False when it was."""
    event = _lock_of(pool)
    db.session.refresh(pool)
    if pool.retired:
        return False
    if pool.kind is not PoolKind.SESSION:
        raise Conflict("Ces places ne sont pas un atelier.")
    announce(SessionCancelled(actor, event, pool))
    pool.retired = True
    _changed(actor, event, "cancel_session", after={"title": pool.title})
    return True


def add_reserve(
    actor: Actor, pool: Pool, *, label: str, seats: int, release_on: date | None = None
) -> Reserve:
    """Keep free seats of a pool aside. Raises `Invalid` when that many are not free."""
    event = _lock_of(pool)
    db.session.refresh(pool)
    if pool.retired:
        raise Conflict("Ces places ne sont plus proposées.")
    if pool.capacity is None:
        raise Invalid({"pool_id": "Ces places ne sont pas limitées : rien à réserver."})
    if release_on is not None and release_on <= clock.today():
        raise Invalid({"release_on": "Cette date est passée : choisissez un jour à venir."})
    fill = next(f for f in fills_with_sessions(event.id) if f.pool_id == pool.id)
    if seats > (fill.free or 0):
        raise Invalid({"seats": f"{fill.words}. Augmentez d’abord le nombre de places."})
    reserve = Reserve(pool_id=pool.id, label=label, seats=seats, release_on=release_on)
    db.session.add(reserve)
    after = {"pool": pool.label, "label": label, "seats": seats, "release_on": release_on}
    _changed(actor, event, "add_reserve", after=after)
    return reserve


def release_reserve(actor: Actor, reserve: Reserve) -> bool:
    """Give what is left of a reserve to everyone, first to who waits. False when it was."""
    pool = db.session.get_one(Pool, reserve.pool_id)
    event = _lock_of(pool)
    db.session.refresh(reserve)
    if reserve.released_at is not None:
        return False
    reserve.released_at = clock.now()
    after = {"pool": pool.label, "label": reserve.label, "seats": reserve.seats}
    _changed(actor, event, "release_reserve", after=after)
    return True


def release_due_reserves() -> int:
    """Release the reserves whose day has come; how many. A daily task."""
    due = db.session.scalars(
        select(Reserve)
        .join(Pool, Pool.id == Reserve.pool_id)
        .join(Event, Event.id == Pool.event_id)
        .where(
            Reserve.released_at.is_(None),
            Reserve.release_on <= clock.today(),
            # Until the event has its new date, to which the day then moves.
            Event.status != EventStatus.POSTPONED,
        )
        .order_by(Reserve.id)
    ).all()
    return sum(release_reserve(SYSTEM, reserve) for reserve in due)


def _check_times(event: Event, starts_at: datetime | None, ends_at: datetime | None) -> None:
    if (starts_at is None) != (ends_at is None):
        missing = "starts_at" if starts_at is None else "ends_at"
        raise Invalid({missing: "Indiquez le début et la fin, ou aucun des deux."})
    if starts_at is None or ends_at is None:
        return
    if ends_at <= starts_at:
        raise Invalid({"ends_at": "La fin doit venir après le début."})
    if event.starts_at and event.ends_at:
        if starts_at < event.starts_at:
            raise Invalid({"starts_at": "L’atelier commencerait avant l’événement."})
        if ends_at > event.ends_at:
            raise Invalid({"ends_at": "L’atelier finirait après l’événement."})


def _lock_of(pool: Pool) -> Event:
    event = lock_row(Event, pool.event_id)
    if event is None:
        raise NotFound
    return _open(event)


def _lock(event: Event) -> Event:
    locked = lock_row(Event, event.id)
    if locked is None:
        raise NotFound
    return _open(locked)


def _open(event: Event) -> Event:
    if event.status in ENDED:
        raise Conflict("Cet événement est terminé : ses places ne changent plus.")
    return event


def _changed(
    actor: Actor,
    event: Event,
    act: str,
    *,
    after: Mapping[str, Any],
    before: Mapping[str, Any] | None = None,
) -> None:
    event.version += 1
    touch(event, moved=False)
    db.session.flush()
    audit.record(actor, f"event:{act}", event, before=dict(before or {}), after=dict(after))
    announce(PoolsChanged(actor, event))
