"""What an event is made of beside its own row: seats by way to attend, axes, programme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.events.enums import ATTENDANCE_MODES, EventMode, PoolKind
from app.events.models import Event, Pool, ProgrammeItem
from app.kernel.db import db
from app.strategy.models import Axis

POOLS_OF = {
    EventMode.ON_SITE: (PoolKind.ON_SITE,),
    EventMode.REMOTE: (PoolKind.REMOTE,),
    EventMode.HYBRID: (PoolKind.ON_SITE, PoolKind.REMOTE),
}


@dataclass(frozen=True)
class Line:
    """One line of a programme: `time_text` as one says it ("9 h 30")."""

    title: str
    time_text: str | None = None
    speakers: str | None = None
    minutes: int | None = None


def set_pools(event: Event, capacities: Mapping[PoolKind, int | None]) -> dict[str, Any]:
    """Make the pools fit the mode and the capacities; what changed, as words of the journal."""
    offered = POOLS_OF[event.mode]
    known = select(Pool).where(Pool.event_id == event.id, Pool.kind.in_(ATTENDANCE_MODES))
    pools = {pool.kind: pool for pool in db.session.scalars(known)}
    changed: dict[str, Any] = {}
    for rank, kind in enumerate(ATTENDANCE_MODES):
        pool = pools.get(kind)
        if pool is None:
            if kind in offered:
                capacity = capacities.get(kind)
                db.session.add(Pool(event_id=event.id, kind=kind, capacity=capacity, rank=rank))
                changed[f"seats_{kind}"] = capacity
            continue
        if kind in capacities and pool.capacity != capacities[kind]:
            pool.capacity = capacities[kind]
            changed[f"seats_{kind}"] = pool.capacity
        if pool.retired != (kind not in offered):
            pool.retired = kind not in offered
            changed[f"offers_{kind}"] = not pool.retired
    _follow_mode(event)
    return changed


def _follow_mode(event: Event) -> None:
    """The sessions of an event that is attended in one way only are attended in that way.

    One that has a twin for it is no longer offered. An event that opens to another way leaves its
    sessions to those for whom they were.
    """
    if event.mode is EventMode.HYBRID:
        return
    sessions = db.session.scalars(
        select(Pool)
        .where(Pool.event_id == event.id, Pool.kind == PoolKind.SESSION, Pool.retired.is_(False))
        .order_by(Pool.id)
    ).all()
    there = {(one.title, one.starts_at) for one in sessions if one.attendance is event.mode}
    for one in sessions:
        if one.attendance is not event.mode:
            one.retired = (one.title, one.starts_at) in there
            one.attendance = one.attendance if one.retired else event.mode


def set_axes(event: Event, axis_ids: Sequence[int]) -> bool:
    db.session.refresh(event, ["axes"])
    if {axis.id for axis in event.axes} == set(axis_ids):
        return False
    wanted = select(Axis).where(Axis.id.in_(axis_ids)).order_by(Axis.framework_id, Axis.number)
    event.axes = list(db.session.scalars(wanted))
    return True


def set_programme(event: Event, programme: Sequence[Line]) -> bool:
    db.session.refresh(event, ["programme"])
    stored = [(item.title, item.time_text, item.speakers, item.minutes) for item in event.programme]
    if stored == [(line.title, line.time_text, line.speakers, line.minutes) for line in programme]:
        return False
    event.programme = [
        ProgrammeItem(
            event_id=event.id,
            title=line.title,
            time_text=line.time_text,
            speakers=line.speakers,
            minutes=line.minutes,
            rank=rank,
        )
        for rank, line in enumerate(programme)
    ]
    return True
