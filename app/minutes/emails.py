"""Mails about minutes: one function per message."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select

from app.accounts.models import Account
from app.events.models import Event
from app.follows.queries import told_at_once
from app.follows.tokens import stop_url
from app.groups.models import WorkingGroup
from app.groups.queries import people_to_tell
from app.kernel.access import Actor
from app.kernel.dates import spoken_day, spoken_span
from app.kernel.db import db
from app.kernel.links import url
from app.minutes.models import Action, Circulation, Comment, Minutes, MinutesEdition, Reader
from app.minutes.tokens import action_token, reader_token
from app.outbox.models import OutboxMessage
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


def members_of(event: Event) -> list[Account]:
    """Today's members of the group of the meeting."""
    return list(people_to_tell(event.group_id)) if event.group_id is not None else []


def _about(event: Event) -> dict[str, Any]:
    return {
        "event": event.title,
        "when": spoken_span(event.starts_at, event.ends_at) if event.starts_at else None,
    }


def circulated(
    actor: Actor,
    event: Event,
    minutes: Minutes,
    made: Circulation,
    readers: Sequence[tuple[Reader, str]],
) -> None:
    """To the members and those present: read it, say what is missing, until that day."""
    members = [(p.id, p.name, p.email) for p in readers_to_tell(actor, event)]
    address = url("minutes.show", minutes_id=minutes.id)
    people = [(f"{number}", name, email, address) for number, name, email in members]
    people += [
        (f"r{reader.id}", reader.name, reader.email_key or "", url("minutes.read", token=token))
        for reader, token in readers
    ]
    for key, name, email, link in people:
        enqueue(
            kind="minutes/circulated",
            to=email,
            subject=f"Compte rendu à relire : {event.title}",
            thread=f"event:{event.id}",
            payload={
                "name": name,
                **_about(event),
                "until": spoken_day(made.until),
                "minutes_url": link,
            },
            key=f"minutes/circulated:{made.id}:{key}",
        )


def _author_of(comment: Comment, minutes: Minutes) -> tuple[str, str] | None:
    """The address and the page of who wrote a remark; None where there is nobody to write to."""
    if comment.author_id is not None:
        author = db.session.get(Account, comment.author_id)
        if author is None or author.closed_at is not None:
            return None
        page = url("minutes.comments", minutes_id=minutes.id)
        return author.email, f"{page}#r{comment.id}"
    reader = db.session.get(Reader, comment.reader_id) if comment.reader_id else None
    if reader is None or not reader.email_key:
        return None
    token = reader_token(reader.circulation_id, reader.email_key)
    return reader.email_key, url("minutes.read", token=token)


def comment_written(
    event: Event, minutes: Minutes, comment: Comment, people: Iterable[Account]
) -> None:
    """To those who write the minutes: somebody wrote a remark, and it awaits an answer."""
    page = url("minutes.comments", minutes_id=minutes.id)
    for person in people:
        if person.id == comment.author_id:
            continue
        enqueue(
            kind="minutes/comment_written",
            to=person.email,
            subject=f"Remarque sur un compte rendu : {event.title}",
            thread=f"event:{event.id}",
            payload={
                "name": person.name,
                **_about(event),
                "author": comment.author_name,
                "passage": comment.passage,
                "text": comment.text,
                "minutes_url": f"{page}#r{comment.id}",
            },
            key=f"minutes/comment_written:{comment.id}:{person.id}",
        )


def comment_answered(actor: Actor, event: Event, minutes: Minutes, comment: Comment) -> None:
    """To who wrote the remark: taken up, or not and why. An answer that changes is told anew."""
    own = comment.author_id is not None and comment.author_id == actor.account_id
    found = _author_of(comment, minutes)
    if found is None or own or comment.answered_at is None:
        return
    email, link = found
    enqueue(
        kind="minutes/comment_answered",
        to=email,
        subject=f"Réponse à votre remarque : {event.title}",
        thread=f"event:{event.id}",
        payload={
            "name": comment.author_name,
            **_about(event),
            "text": comment.text,
            "taken_up": bool(comment.taken_up),
            "answer": comment.answer,
            "minutes_url": link,
        },
        key=f"minutes/comment_answered:{comment.id}:{comment.answered_at.isoformat()}",
    )


def awaited(event: Event, minutes: Minutes, day: int, people: Iterable[Account]) -> int:
    """To those who write them: these minutes are awaited. How many were newly told."""
    told = 0
    for person in {p.id: p for p in people}.values():
        key = f"minutes/awaited:{minutes.id}:{day}:{person.id}"
        told += newly(key)
        enqueue(
            kind="minutes/awaited",
            to=person.email,
            subject=f"Compte rendu attendu : {event.title}",
            thread=f"event:{event.id}",
            payload={
                "name": person.name,
                **_about(event),
                "days": day,
                "write_url": url("minutes.write", slug=event.slug),
            },
            key=key,
        )
    return told


def newly(key: str) -> int:
    """1 when no mail bears this key yet."""
    known = db.session.scalar(select(OutboxMessage.id).where(OutboxMessage.key == key))
    return int(known is None)


def _action_payload(event: Event, action: Action) -> dict[str, Any]:
    return {
        "name": action.owner or "",
        **_about(event),
        "what": action.what,
        "due": spoken_day(action.due_on) if action.due_on else None,
        "action_url": url("minutes.own_action", token=action_token(action.public_id)),
    }


def actions_given(event: Event, actions: Iterable[Action]) -> None:
    """To each owner with an address: this is yours, by when, and how to say it is done."""
    for action in actions:
        enqueue(
            kind="minutes/action_given",
            to=action.owner_email,
            subject=f"Une action vous est confiée : {event.title}",
            thread=f"action:{action.id}",
            payload=_action_payload(event, action),
            key=f"minutes/action_given:{action.id}",
        )


def action_due(event: Event, action: Action, day: int) -> int:
    """To the owner: its date comes, is today, or is past. 1 when newly told."""
    due_on = action.due_on.isoformat() if action.due_on else ""
    key = f"minutes/action_due:{action.id}:{due_on}:{day}"
    if not action.owner_email or not newly(key):
        return 0
    opening = {-7: "Dans une semaine", 0: "Aujourd’hui"}.get(day, "Date passée")
    enqueue(
        kind="minutes/action_due",
        to=action.owner_email,
        subject=f"{opening} : une action à terminer",
        thread=f"action:{action.id}",
        payload={**_action_payload(event, action), "day": day},
        key=key,
    )
    return 1
