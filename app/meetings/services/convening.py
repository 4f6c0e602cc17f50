"""Convening: one meeting, or several that come back, published and told at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.documents import services as documents
from app.documents.services import Upload
from app.events import services as events
from app.events.enums import EventKind, EventMode, EventStatus, Visibility
from app.events.models import Event
from app.events.services.contents import Line
from app.events.when import When
from app.groups.models import WorkingGroup
from app.kernel.access import Actor
from app.kernel.db import db, lock_row
from app.kernel.errors import NotFound
from app.meetings.models import meeting_document
from app.meetings.services.convoking import Invitee, invite


@dataclass(frozen=True)
class Plan:
    """What a lead knows when convening. A place is left out of a remote meeting, and a link of one
    on site: what was typed before the mode was changed is not shown by mistake.
    """

    title: str
    mode: EventMode
    visibility: Visibility
    agenda: Sequence[Line] = ()
    venue: str | None = None
    address: str | None = None
    city: str | None = None
    remote_url: str | None = None
    invitees: Sequence[Invitee] = ()
    uploads: Sequence[Upload] = ()
    # Whether people who are not convoked may register too.
    open_to_others: bool = False


def convene(
    actor: Actor, group: WorkingGroup, plan: Plan, moments: Sequence[tuple[datetime, datetime]]
) -> list[Event]:
    """Create and publish a meeting for each moment; those convoked are told of each, once.

    The same ones again, by a second click, are there once.
    """
    if lock_row(WorkingGroup, group.id) is None:
        raise NotFound
    there = {starts: _convened(group.id, plan.title, starts) for starts, _ in moments}
    if all(there.values()):
        return [event for event in there.values() if event is not None]
    stored = [one.id for one in documents.store_all(actor, plan.uploads)]
    return [
        there[starts] or _one(actor, group, plan, When(starts, ends), stored)
        for starts, ends in moments
    ]


def _one(
    actor: Actor, group: WorkingGroup, plan: Plan, when: When, document_ids: Sequence[int]
) -> Event:
    remote, on_site = plan.mode is not EventMode.ON_SITE, plan.mode is not EventMode.REMOTE
    event = events.create(
        actor,
        kind=EventKind.GROUP_MEETING,
        title=plan.title,
        when=when,
        programme=plan.agenda,
        group_id=group.id,
        mode=plan.mode,
        visibility=plan.visibility,
        venue=plan.venue if on_site else None,
        address=plan.address if on_site else None,
        city=plan.city if on_site else None,
        remote_url=plan.remote_url if remote else None,
    )
    # Before it is published: the convocation speaks of the files, and reaches those invited.
    for document_id in document_ids:
        db.session.execute(
            meeting_document.insert().values(event_id=event.id, document_id=document_id)
        )
    if plan.invitees:
        invite(actor, event, plan.invitees)
    events.publish(actor, event)
    if plan.open_to_others:
        events.set_registration(actor, event, is_open=True)
    return event


def _convened(group_id: int, title: str, starts_at: datetime) -> Event | None:
    """The meeting of that group already announced under that title for that moment."""
    return db.session.scalars(
        select(Event)
        .where(
            Event.group_id == group_id,
            Event.title == title,
            Event.starts_at == starts_at,
            Event.status == EventStatus.PUBLISHED,
        )
        .order_by(Event.id)
        .limit(1)
    ).one_or_none()
