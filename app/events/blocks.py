"""What events show on the pages of groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from app.events.cards import cards
from app.events.enums import EventStatus
from app.events.models import Event
from app.events.queries import by_group, visible_to
from app.groups.blocks import Block, NextMeeting
from app.groups.models import WorkingGroup
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db


def coming_events(actor: Actor, group: WorkingGroup) -> Block | None:
    """The group's next events, or that none is announced."""
    shown = cards(by_group(actor, group.id, limit=5), with_group=False)
    return Block("events/_group.html", {"events": shown})


def next_meetings(actor: Actor, group_ids: Sequence[int]) -> Mapping[int, NextMeeting]:
    """The next meeting of each group that the actor sees, in one query."""
    now = clock.now_beside(())
    rows = db.session.execute(
        select(Event.group_id, Event.slug, Event.title, Event.starts_at, Event.ends_at)
        .where(
            Event.group_id.in_(group_ids),
            Event.status == EventStatus.PUBLISHED,
            Event.starts_at >= now,
            visible_to(actor),
        )
        .order_by(Event.starts_at.desc(), Event.id.desc())
    ).all()
    clock.now_beside(row.starts_at for row in rows)
    # Later rows are sooner: the last one written for a group is its next meeting.
    return {
        group_id: NextMeeting(slug, title, starts_at, ends_at)
        for group_id, slug, title, starts_at, ends_at in rows
        if group_id is not None and starts_at is not None
    }
