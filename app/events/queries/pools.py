"""Sessions and seats kept aside, one by one; the permission is checked apart."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from app.events.enums import PoolKind
from app.events.models import Event, Pool, Reserve
from app.events.queries.events import visible_to
from app.kernel.access import Actor
from app.kernel.db import db


def session_to_run(actor: Actor, *, slug: str, pool_id: int) -> Pool | None:
    """One session that is still held, with its event."""
    return db.session.scalars(
        select(Pool)
        .join(Pool.event)
        .options(contains_eager(Pool.event).joinedload(Event.group))
        .where(
            Pool.id == pool_id,
            Pool.kind == PoolKind.SESSION,
            Pool.retired.is_(False),
            Event.slug == slug,
            visible_to(actor),
        )
    ).one_or_none()


def reserve_to_run(actor: Actor, *, slug: str, reserve_id: int) -> Reserve | None:
    """One reserve, with its pool and its event."""
    return db.session.scalars(
        select(Reserve)
        .join(Reserve.pool)
        .join(Pool.event)
        .options(contains_eager(Reserve.pool).contains_eager(Pool.event))
        .where(Reserve.id == reserve_id, Event.slug == slug, visible_to(actor))
    ).one_or_none()


def reserves_of(event: Event) -> Sequence[Reserve]:
    """The reserves of an event that still stand, with their pools."""
    return db.session.scalars(
        select(Reserve)
        .join(Reserve.pool)
        .options(joinedload(Reserve.pool))
        .where(Pool.event_id == event.id, Reserve.released_at.is_(None))
        .order_by(Pool.rank, Reserve.id)
    ).all()
