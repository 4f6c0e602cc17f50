"""Convocations: a published meeting is told to the members of its group."""

from __future__ import annotations

from datetime import date

from sqlalchemy import or_, select

from app.accounts.models import Account
from app.events.calendar import entry_of, event_row
from app.events.enums import EventKind
from app.events.facts import EventPublished
from app.events.models import Event
from app.events.words import place_text, when_text
from app.groups.models import Mandate, WorkingGroup
from app.ical.invitation import Party
from app.ical.payload import request_payload
from app.kernel import clock, links
from app.kernel.db import db
from app.outbox import services as outbox


def convoke(fact: EventPublished) -> None:
    """Send the convocation of a meeting to each person with a running mandate in its group."""
    event = fact.event
    if event.kind != EventKind.GROUP_MEETING or event.group_id is None or event.starts_at is None:
        return
    group = db.session.get_one(WorkingGroup, event.group_id)
    for account in _members(event.group_id, clock.today()):
        _convoke(event, group, account)


def _convoke(event: Event, group: WorkingGroup, account: Account) -> None:
    row = event_row(event.id)
    entry = entry_of(row) if row else None
    outbox.enqueue(
        kind="events/convocation",
        to=account.email,
        subject=f"Réunion du groupe {group.name} : {event.title}",
        key=f"convocation:{event.id}:{account.id}",
        calendar=request_payload(entry, Party(account.name, account.email)) if entry else None,
        payload={
            "group": group.name,
            "title": event.title,
            "when": when_text(event),
            "place": place_text(event),
            "summary": event.summary,
            "programme": [
                " ".join(part for part in (item.time_text, item.title) if part)
                for item in event.programme
            ],
            "event_url": links.url("events.show", slug=event.slug),
        },
    )


def _members(group_id: int, day: date) -> list[Account]:
    """Each person once, however many roles they hold."""
    held = (
        select(Mandate.account_id)
        .where(Mandate.group_id == group_id, Mandate.since <= day)
        .where(or_(Mandate.until.is_(None), Mandate.until >= day))
    )
    return list(
        db.session.scalars(
            select(Account)
            .where(Account.id.in_(held), Account.closed_at.is_(None))
            .order_by(Account.id)
        )
    )
