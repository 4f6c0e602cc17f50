"""The same event another day or elsewhere: everything but people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.audit import services as audit
from app.events.enums import ATTENDANCE_MODES, PoolKind
from app.events.facts import EventDuplicated
from app.events.models import Event, Pool, ProgrammeItem, Reserve, event_axis
from app.events.services.contents import Line
from app.events.services.details import DETAILS, create
from app.events.services.moving import days_between, shifted, spans_in_copy, wall_between
from app.events.when import When
from app.kernel.access import Actor
from app.kernel.bus import announce
from app.kernel.db import db
from app.kernel.errors import Invalid

# What belongs to one day alone: the link to a video call, and the sources of its facts.
NOT_COPIED = frozenset({"kind", "title", "remote_url", "source_codes"})
MOVED = ("registration_opens_at", "registration_closes_at")


@dataclass(frozen=True)
class Elsewhere:
    """What differs where the copy is held in another place: details, seats, words of the address.

    Rooms are those of a building: the copy's sessions have none yet.
    """

    details: Mapping[str, Any] = field(default_factory=dict)
    on_site: int | None = None
    address: str = ""


def duplicate(
    actor: Actor, source: Event, *, title: str, when: When, elsewhere: Elsewhere | None = None
) -> Event:
    """A new draft with the texts, programme, axes, pools, reserves, options and questions of
    `source`, whose own dates (sessions, opening, closing) keep their distance to the new one.

    Nobody is registered and nothing is published. Raises `Invalid` without an exact date.
    """
    if when.starts_at is None:
        raise Invalid({"starts_at": "Indiquez la date et l’heure."})
    details = {name: getattr(source, name) for name in DETAILS - NOT_COPIED}
    for name in MOVED:
        details[name] = _moved(details[name], source, when.starts_at)
    pools = db.session.scalars(
        select(Pool)
        .options(selectinload(Pool.reserves))
        .where(Pool.event_id == source.id, Pool.retired.is_(False))
        .order_by(Pool.rank, Pool.id)
    ).all()
    capacities = {pool.kind: pool.capacity for pool in pools if pool.kind in ATTENDANCE_MODES}
    if elsewhere is not None:
        details |= elsewhere.details
        if PoolKind.ON_SITE in capacities:
            capacities[PoolKind.ON_SITE] = elsewhere.on_site
    made = create(
        actor,
        kind=source.kind,
        title=title,
        when=when,
        capacities=capacities,
        axis_ids=db.session.scalars(
            select(event_axis.c.axis_id).where(event_axis.c.event_id == source.id)
        ).all(),
        programme=programme_of(source),
        address_words=elsewhere.address if elsewhere else "",
        **details,
    )
    _copy_pools(source, made, list(pools), keep_rooms=elsewhere is None)
    audit.record(actor, "event:duplicate", made, after={"from": source.title})
    announce(EventDuplicated(actor, made, source))
    return made


def programme_of(source: Event) -> list[Line]:
    """The lines of its programme, as `create` and `edit` take them."""
    items = db.session.scalars(
        select(ProgrammeItem)
        .where(ProgrammeItem.event_id == source.id)
        .order_by(ProgrammeItem.rank, ProgrammeItem.id)
    )
    return [Line(item.title, item.time_text, item.speakers, item.minutes) for item in items]


def _copy_pools(source: Event, made: Event, pools: list[Pool], *, keep_rooms: bool) -> None:
    """The sessions, and the seats that every pool keeps aside."""
    own = select(Pool).where(Pool.event_id == made.id)
    modes = {pool.kind: pool for pool in db.session.scalars(own)}
    assert made.starts_at is not None  # noqa: S101  # checked on the way in
    hours = spans_in_copy(source, made, [pool for pool in pools if pool.kind == PoolKind.SESSION])
    for pool in pools:
        copy = modes.get(pool.kind)
        if pool.kind == PoolKind.SESSION:
            starts_at, ends_at = hours.get(pool.id, (None, None))
            copy = Pool(
                event_id=made.id,
                kind=pool.kind,
                capacity=pool.capacity,
                rank=pool.rank,
                title=pool.title,
                description=pool.description,
                room=pool.room if keep_rooms else None,
                attendance=pool.attendance,
                starts_at=starts_at,
                ends_at=ends_at,
            )
            db.session.add(copy)
            db.session.flush()
        if copy is None:
            continue
        for reserve in pool.reserves:
            release = reserve.release_on
            if release and source.starts_at:
                release += days_between(source.starts_at, made.starts_at)
            db.session.add(
                Reserve(
                    pool_id=copy.id, label=reserve.label, seats=reserve.seats, release_on=release
                )
            )
    db.session.flush()


def _moved(moment: datetime | None, source: Event, starts_at: datetime) -> datetime | None:
    """As far from the new start as it was from the old one, on the clocks of Paris; None where the
    old start was not known.
    """
    if moment is None or source.starts_at is None:
        return None
    return shifted(moment, wall_between(source.starts_at, starts_at))
