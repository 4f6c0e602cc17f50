"""What hangs on the date of an event and moves with it, in whatever way the date is changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from app.events.enums import EventStatus, PoolKind
from app.events.models import Event, Pool, Reserve
from app.events.states import EVENT, EventAction
from app.events.when import When
from app.kernel import clock
from app.kernel.clock import SkippedHour, from_paris, paris
from app.kernel.dates import spoken_day, spoken_hours, spoken_moment
from app.kernel.db import db
from app.kernel.errors import Invalid
from app.kernel.text import typographic

Span = tuple[datetime, datetime]


def shifted(moment: datetime, by: timedelta) -> datetime:
    """A moment so much later on the clocks of Paris: 9 h stays 9 h when summer time comes between.

    Where the clocks skip that hour, so much later in elapsed time.
    """
    wall = paris(moment).replace(tzinfo=None) + by
    try:
        return from_paris(wall.date(), wall.time())
    except SkippedHour:
        return moment + by


def wall_between(one: datetime, other: datetime) -> timedelta:
    """How far apart two moments are on the clocks of Paris."""
    first, second = (paris(moment).replace(tzinfo=None) for moment in (one, other))
    return second - first


def days_between(one: datetime, other: datetime) -> timedelta:
    """From one day in Paris to another."""
    return paris(other).date() - paris(one).date()


@dataclass(frozen=True)
class Move:
    """An event goes from one exact date to another."""

    old: datetime
    old_end: datetime | None
    new: datetime
    new_end: datetime

    @property
    def days(self) -> timedelta:
        return days_between(self.old, self.new)

    @property
    def steps(self) -> tuple[timedelta, ...]:
        """How far its sessions may go, the best first: with the event, or to its day only.

        When one end alone moves within the day, the sessions stay where they are.
        """
        whole = wall_between(self.old, self.new)
        if self.old_end is not None and wall_between(self.old_end, self.new_end) != whole:
            return (self.days,)
        return (whole, self.days)


def move_of(event: Event, when: When) -> Move | None:
    """The move that a new date makes; None where the old or the new one is not exact.

    A postponed event moves from the date that was given up.
    """
    old = event.starts_at or event.former_starts_at
    if old is None or when.starts_at is None or when.ends_at is None:
        return None
    if (old, event.ends_at) == (when.starts_at, when.ends_at):
        return None
    return Move(old, event.ends_at, when.starts_at, when.ends_at)


def date_values(event: Event, when: When) -> dict[str, Any]:
    """The columns of a new date, and of what it brings with it: the former one, the state.

    Raises `Invalid` beside the start where this is not the way to change it.
    """
    values: dict[str, Any] = {
        "starts_at": when.starts_at,
        "ends_at": when.ends_at,
        "partial_year": when.year,
        "partial_month": when.month,
        "partial_day": when.day,
        "sorts_on": when.sorts_on,
    }
    announced = event.status in {EventStatus.PUBLISHED, EventStatus.POSTPONED, EventStatus.HELD}
    if announced and event.starts_at and not when.is_exact:
        raise Invalid({"starts_at": "Pour retirer la date d’un événement publié, reportez-le."})
    if event.status == EventStatus.POSTPONED and when.is_exact:
        # Here, nobody would be told of it.
        raise Invalid({"starts_at": "Passez par « Donner la nouvelle date » sur l’autre page."})
    if announced and event.starts_at and when.starts_at != event.starts_at:
        values["former_starts_at"] = _former(event, event.starts_at, when)
    if event.status == EventStatus.HELD and when.ends_at is not None and when.ends_at > clock.now():
        # The nightly task believed a date that was wrong.
        values["status"] = EVENT.next(event.status, EventAction.RESTORE)
    return values


def _former(event: Event, leaves: datetime, when: When) -> datetime | None:
    """The date that pages and mails still name: not one that came too late to be true, nor again
    the date that it now has.
    """
    now = clock.now()
    was_wrong = leaves <= now and when.starts_at is not None and when.starts_at > now
    former = event.former_starts_at if was_wrong else leaves
    return None if former == when.starts_at else former


def opening_after(event: Event, move: Move | None, given: Mapping[str, Any]) -> dict[str, Any]:
    """The opening and closing of registrations that follow, but for one that was typed anew.

    An opening that has passed stays; a closing that would already be past is left out: one may then
    register until the event begins.
    """
    found: dict[str, Any] = {}
    if move is None or not move.days:
        return found
    now = clock.now()
    for name in ("registration_opens_at", "registration_closes_at"):
        stored = getattr(event, name)
        if stored is None or given.get(name, stored) != stored:
            continue
        if name == "registration_opens_at" and stored <= now:
            continue
        moved = shifted(stored, move.days)
        found[name] = moved if moved > now else None
    return found


def move_sessions(event: Event, move: Move | None, span: Span | None) -> list[Pool]:
    """Take the sessions along; those that moved.

    Args: the event; its move, None when the date stays or was not known; its new start and end.
    Raises `Invalid` beside the start or the end when a session would stand outside the event.
    """
    sessions = db.session.scalars(
        select(Pool)
        .where(
            Pool.event_id == event.id,
            Pool.kind == PoolKind.SESSION,
            Pool.retired.is_(False),
            Pool.starts_at.is_not(None),
        )
        .order_by(Pool.starts_at, Pool.id)
    ).all()
    if span is None or not sessions:
        return []
    steps = move.steps if move is not None else (timedelta(0),)
    ways = [[_shifted_span(pool, step) for pool in sessions] for step in steps]
    wrong = [_outside(sessions, spans, span) for spans in ways]
    if all(wrong):
        raise Invalid(wrong[0])
    spans = ways[wrong.index({})]
    moved = []
    for pool, (starts, ends) in zip(sessions, spans, strict=True):
        if (pool.starts_at, pool.ends_at) != (starts, ends):
            pool.starts_at, pool.ends_at = starts, ends
            moved.append(pool)
    return moved


def spans_in_copy(
    source: Event, made: Event, pools: Sequence[Pool]
) -> dict[int, tuple[datetime | None, datetime | None]]:
    """When the sessions of an event take place in its duplicate, by their number.

    One that would stand outside the duplicate has no hours yet: they are to be given.
    """
    if source.starts_at is None or made.starts_at is None or made.ends_at is None:
        return {}
    sessions = [pool for pool in pools if pool.starts_at is not None]
    span = made.starts_at, made.ends_at
    move = Move(source.starts_at, source.ends_at, *span)
    ways = [[_shifted_span(pool, step) for pool in sessions] for step in move.steps]
    fitting = [spans for spans in ways if not _outside(sessions, spans, span)]
    spans = fitting[0] if fitting else ways[0]
    return {
        pool.id: (None, None) if _outside([pool], [own], span) else own
        for pool, own in zip(sessions, spans, strict=True)
    }


def _shifted_span(pool: Pool, by: timedelta) -> Span:
    assert pool.starts_at is not None  # noqa: S101  # asked of the database
    assert pool.ends_at is not None  # noqa: S101  # both or neither, says the table
    starts = shifted(pool.starts_at, by)
    return starts, starts + (pool.ends_at - pool.starts_at)


def _outside(sessions: Sequence[Pool], spans: Sequence[Span], event: Span) -> dict[str, str]:
    """Beside which end of the event a session would stand outside of it, and which."""
    for pool, (starts, ends) in zip(sessions, spans, strict=True):
        hours = f"L’atelier « {pool.label} » a lieu {spoken_hours(starts, ends)}"
        if starts < event[0]:
            return {"starts_at": f"{hours} : il commencerait avant. Déplacez-le d’abord."}
        if ends > event[1]:
            return {"ends_at": f"{hours} : il finirait après. Déplacez-le d’abord."}
    return {}


def move_reserves(event: Event, move: Move) -> int:
    """Move the days on which seats kept aside are released; how many."""
    rows = db.session.scalars(
        select(Reserve)
        .join(Pool, Pool.id == Reserve.pool_id)
        .where(
            Pool.event_id == event.id,
            Reserve.released_at.is_(None),
            Reserve.release_on.is_not(None),
        )
        .order_by(Reserve.id)
    ).all()
    for reserve in rows:
        if reserve.release_on is not None:
            reserve.release_on += move.days
    return len(rows)


def moved_words(sessions: Sequence[Pool], closes_at: datetime | None) -> tuple[str, ...]:
    """What moved with the event, as its mail lists it.

    Args: the sessions that moved; the new closing of registrations, None where it did not move.
    """
    lines = [
        f"Atelier « {pool.label} » : {spoken_day(pool.starts_at)}, "
        f"{spoken_hours(pool.starts_at, pool.ends_at)}"
        for pool in sessions
        if pool.starts_at is not None
    ]
    if closes_at is not None:
        lines.append(f"Clôture des inscriptions : {spoken_moment(closes_at)}")
    return tuple(typographic(line) for line in lines)
