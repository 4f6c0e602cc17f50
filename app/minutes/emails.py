"""Mails about minutes: one function per message."""

from __future__ import annotations

from app.accounts.models import Account
from app.events.models import Event
from app.follows.queries import told_at_once
from app.follows.tokens import stop_url
from app.groups.models import WorkingGroup
from app.kernel.access import Actor
from app.kernel.dates import spoken_day, spoken_span
from app.kernel.db import db
from app.kernel.links import url
from app.minutes.models import Minutes, MinutesEdition
from app.outbox.services import enqueue


def readers_to_tell(actor: Actor, event: Event) -> list[Account]:
    """Today's members of the group of the meeting who want each thing, but for who publishes.

    Every audience includes them: nobody is ever told of a text that they may not read.
    """
    if event.group_id is None:
        return []
    return [p for p in told_at_once(event.group_id) if p.id != actor.account_id]


def edition_published(
    actor: Actor, event: Event, minutes: Minutes, edition: MinutesEdition
) -> None:
    """To the members: the minutes are published, or have been amended."""
    people = readers_to_tell(actor, event)
    if not people or event.group_id is None:
        return
    group = db.session.get_one(WorkingGroup, event.group_id)
    amended = edition.number > 1
    opening = "Compte rendu modifié" if amended else "Compte rendu publié"
    payload = {
        "amended": amended,
        "reason": edition.reason,
        "event": event.title,
        "group": group.name,
        "when": spoken_span(event.starts_at, event.ends_at) if event.starts_at else None,
        "published_on": spoken_day(edition.published_at),
        "plain_summary": minutes.plain_summary,
        "decisions": [f"D{d.number}. {d.text}" for d in minutes.decisions],
        "files": len(minutes.documents),
        "minutes_url": url("minutes.show", minutes_id=minutes.id),
    }
    for person in people:
        enqueue(
            kind="minutes/published",
            to=person.email,
            subject=f"{opening} : {event.title}",
            thread=f"event:{event.id}",
            payload={
                "name": person.name,
                "unsubscribe_url": stop_url(person.id, group.id),
                **payload,
            },
            key=f"minutes/published:{minutes.id}:{edition.number}:{person.id}",
        )
