"""Convocations: a published meeting is told to the members of its group."""

from __future__ import annotations

from app.accounts.models import Account
from app.events.calendar import entry_of, event_row
from app.events.enums import EventKind
from app.events.facts import EventPublished
from app.events.models import Event
from app.events.words import place_text, when_text
from app.groups.models import WorkingGroup
from app.groups.queries import people_to_tell
from app.ical.invitation import Party
from app.ical.payload import request_payload
from app.kernel import links
from app.kernel.db import db
from app.outbox import services as outbox


def convoke(fact: EventPublished) -> None:
    """Send the convocation of a meeting to each person with a running mandate in its group."""
    event = fact.event
    if event.kind != EventKind.GROUP_MEETING or event.group_id is None or event.starts_at is None:
        return
    group = db.session.get_one(WorkingGroup, event.group_id)
    # Locking the row has unloaded what hung on it.
    db.session.refresh(event, ["programme"])
    for account in people_to_tell(event.group_id):
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
