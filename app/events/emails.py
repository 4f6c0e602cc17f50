"""Mails to the members of a group about its meetings, for those who have not registered.

Whoever was convoked has the meeting in their calendar: each change and the cancellation must follow
them there, registered or not. Those registered get the mails of their registration instead.
"""

from __future__ import annotations

from typing import Any

from app.accounts.models import Account
from app.events.calendar import entry_of, event_row
from app.events.enums import EventKind
from app.events.facts import EventPublished
from app.events.models import Event
from app.events.words import place_text, when_text
from app.groups.models import WorkingGroup
from app.groups.queries import people_to_tell
from app.ical.invitation import Party, Reply
from app.ical.payload import cancellation_payload, request_payload
from app.kernel import links
from app.kernel.dates import spoken_moment
from app.kernel.db import db
from app.kernel.text import typographic
from app.outbox import services as outbox


def convoke(fact: EventPublished) -> None:
    """Send the convocation of a meeting to each person with a running mandate in its group."""
    event = fact.event
    if event.kind != EventKind.GROUP_MEETING or event.group_id is None or event.starts_at is None:
        return
    # Locking the row has unloaded what hung on it.
    db.session.refresh(event, ["programme"])
    programme = [
        " ".join(part for part in (item.time_text, item.title) if part) for item in event.programme
    ]
    for account in people_to_tell(event.group_id):
        _send(
            "convocation",
            "Réunion du groupe {group} : {title}",
            event,
            account,
            key=f"convocation:{event.id}:{account.id}",
            calendar=_request(event, account),
            summary=event.summary,
            programme=programme,
        )


def meeting_changed(event: Event, account: Account, what: tuple[str, ...]) -> None:
    """The date or the place moved."""
    former = event.former_starts_at if "la date" in what else None
    _send(
        "meeting_changed",
        "Changement : {title}",
        event,
        account,
        key=f"meeting_changed:{event.id}:{event.version}:{account.id}",
        calendar=_request(event, account),
        what=list(what),
        former=spoken_moment(former) if former else None,
    )


def meeting_postponed(event: Event, account: Account) -> None:
    """The date is given up and no other is known yet."""
    _send(
        "meeting_postponed",
        "Reporté : {title}",
        event,
        account,
        key=f"meeting_postponed:{event.id}:{event.sequence}:{account.id}",
        calendar=_request(event, account),
        former=spoken_moment(event.former_starts_at) if event.former_starts_at else None,
        reason=event.status_reason,
    )


def meeting_cancelled(event: Event, account: Account) -> None:
    """The meeting will not take place; it leaves the calendars."""
    row = event_row(event.id)
    entry = entry_of(row) if row else None
    _send(
        "meeting_cancelled",
        "Annulé : {title}",
        event,
        account,
        key=f"meeting_cancelled:{event.id}:{account.id}",
        calendar=cancellation_payload(entry, Party(account.name, account.email)) if entry else None,
        reason=event.status_reason,
    )


def _request(event: Event, account: Account) -> dict[str, Any] | None:
    row = event_row(event.id)
    entry = entry_of(row) if row else None
    if entry is None:
        return None
    return request_payload(entry, Party(account.name, account.email), reply=Reply.ELSEWHERE)


def _send(
    kind: str,
    subject: str,
    event: Event,
    account: Account,
    *,
    key: str,
    calendar: dict[str, Any] | None,
    **details: Any,
) -> None:
    group = db.session.get_one(WorkingGroup, event.group_id)
    outbox.enqueue(
        kind=f"events/{kind}",
        to=account.email,
        subject=subject.format(group=group.name, title=event.title),
        key=key,
        calendar=calendar,
        thread=f"event:{event.id}",
        payload={
            "group": group.name,
            "title": typographic(event.title),
            "when": when_text(event),
            "place": place_text(event),
            "event_url": links.url("events.show", slug=event.slug),
            **details,
        },
    )
