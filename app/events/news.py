"""What events tell those who follow a group, and the overview of groups."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.audit.models import AuditEntry
from app.events.enums import EventKind, EventStatus, Visibility
from app.events.facts import EventPublished
from app.events.models import Event
from app.events.states import SHOWN
from app.events.words import when_text
from app.follows.news import News
from app.follows.services import tell
from app.groups.overview import Meetings
from app.groups.queries import people_to_tell
from app.kernel import clock, links
from app.kernel.db import db

WORDS = {
    "event:publish": "Nouvelle rencontre",
    "event:cancel": "Rencontre annulée",
    "event:postpone": "Rencontre reportée",
}


def published_news(group_ids: Collection[int], since: datetime, until: datetime) -> Iterable[News]:
    """Meetings announced, postponed, cancelled: when, as the journal keeps it."""
    rows = db.session.execute(
        select(Event, AuditEntry.action, AuditEntry.at)
        .join(AuditEntry, AuditEntry.subject_id == Event.id)
        .where(
            AuditEntry.subject_type == Event.__tablename__,
            AuditEntry.action.in_(WORDS),
            AuditEntry.at >= since,
            AuditEntry.at < until,
            Event.group_id.in_(group_ids),
            Event.status.in_(SHOWN),
        )
        .order_by(AuditEntry.id)
    ).all()
    return [_news(event, WORDS[action], at) for event, action, at in rows]


def tell_followers(fact: EventPublished) -> None:
    """At once to those who want each thing; members convoked have had their own mail."""
    event = fact.event
    if event.group_id is None:
        return
    convoked = event.kind == EventKind.GROUP_MEETING and event.starts_at is not None
    members = people_to_tell(event.group_id) if convoked else ()
    tell(
        _news(event, "Nouvelle rencontre", clock.now()),
        key=f"event:{event.id}",
        told_otherwise={account.id for account in members},
    )


def _news(event: Event, what: str, at: datetime) -> News:
    return News(
        group_id=event.group_id or 0,
        at=at,
        text=f"{what} : {event.title}, {when_text(event)}",
        url=links.url("events.show", slug=event.slug),
        is_public=event.visibility == Visibility.PUBLIC,
    )


def meetings_of(group_ids: Sequence[int]) -> Mapping[int, Meetings]:
    """The last meeting and the next one of each group, in two queries."""
    now = clock.now()
    past = {EventStatus.PUBLISHED, EventStatus.HELD, EventStatus.CLOSED}
    last = db.session.execute(
        select(Event.group_id, func.max(Event.ends_at))
        .where(Event.group_id.in_(group_ids), Event.status.in_(past), Event.ends_at <= now)
        .group_by(Event.group_id)
    ).all()
    following = db.session.execute(
        select(Event.group_id, func.min(Event.starts_at))
        .where(
            Event.group_id.in_(group_ids),
            Event.status == EventStatus.PUBLISHED,
            Event.ends_at > now,
        )
        .group_by(Event.group_id)
    ).all()
    ended: dict[Any, Any] = {row[0]: row[1] for row in last}
    coming: dict[Any, Any] = {row[0]: row[1] for row in following}
    return {group_id: Meetings(ended.get(group_id), coming.get(group_id)) for group_id in group_ids}
