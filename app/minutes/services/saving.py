"""Keeping what people write, version by version; nothing of it is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from app.audit import services as audit
from app.documents.services import Upload
from app.events.models import Event
from app.kernel import clock
from app.kernel.access import SYSTEM, Actor
from app.kernel.db import db, lock_row
from app.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from app.minutes.content import Content, data_of, text_of
from app.minutes.enums import Audience, MinutesAction, MinutesStatus
from app.minutes.models import Minutes, MinutesRevision
from app.minutes.policies import has_begun, writes
from app.minutes.queries import minutes_of, stored_content
from app.minutes.services.rows import (
    write_actions,
    write_decisions,
    write_files,
    write_people,
)
from app.minutes.states import MINUTES, WRITABLE

# Saves of one page within this time are one line of the history.
ONE_SITTING = timedelta(minutes=10)
LONGEST = 400_000


def save_draft(
    actor: Actor,
    event: Event,
    content: Content,
    *,
    version: int,
    uploads: Sequence[Upload] = (),
    writer: str | None = None,
) -> Minutes:
    """Keep the minutes of an event as somebody writes them, made at the first save (`version` 0).

    A save without change writes nothing. `writer` names the open page: its saves follow each other,
    even when an answer was lost on the way. Raises `Stale` when somebody else saved after `version`
    was read, `Conflict` when there is nothing to write yet or nothing may be written any more.
    """
    event = lock(actor, event)
    if not has_begun(event):
        raise Conflict("Le compte rendu s’écrit une fois la rencontre commencée.")
    minutes = minutes_of(event.id)
    refuse_stale(minutes, version, content, writer)
    if minutes is not None and minutes.status not in WRITABLE:
        raise Conflict("Ce compte rendu est approuvé : il se modifie avec un motif.")
    if minutes is None or minutes.status is MinutesStatus.TO_WRITE:
        if not (says_something(content) or uploads):
            raise Invalid({"body": "Écrivez au moins une ligne, ou joignez un fichier."})
        minutes = minutes or _begin(actor, event)
        minutes.status = MINUTES.next(MinutesStatus.TO_WRITE, MinutesAction.WRITE)
        minutes.created_by_id = minutes.created_by_id or actor.account_id
    changed = write(actor, minutes, event, content, uploads, writer)
    if changed:
        audit.record(actor, "minutes:save", minutes, after={"version": minutes.version, **changed})
    return minutes


def keep_aside(actor: Actor, minutes: Minutes, content: Content) -> None:
    """Keep a text that its writer gives up in favour of what is stored: it stays in the history."""
    _, minutes = lock_both(actor, minutes)
    kept = MinutesRevision(
        minutes_id=minutes.id,
        number=minutes.version,
        author_id=actor.account_id,
        writer=None,
        content=data_of(content),
        set_aside=True,
    )
    db.session.add(kept)
    db.session.flush()
    audit.record(actor, "minutes:set_text_aside", minutes, after={"version": minutes.version})


def lock(actor: Actor, event: Event) -> Event:
    # The event's row guards its minutes: two first saves cannot both make them.
    locked = lock_row(Event, event.id)
    if locked is None:
        raise NotFound
    if actor is not SYSTEM and not writes(actor, locked):
        raise NotAllowed
    return locked


def lock_both(actor: Actor, minutes: Minutes) -> tuple[Event, Minutes]:
    event = lock_row(Event, minutes.event_id)
    fresh = minutes_of(minutes.event_id)
    if event is None or fresh is None:
        raise NotFound
    if actor is not SYSTEM and not writes(actor, event):
        raise NotAllowed
    return event, fresh


def refuse_stale(
    minutes: Minutes | None,
    version: int,
    content: Content | None = None,
    writer: str | None = None,
) -> None:
    """Raise `Stale`, with what is stored, unless `version` is the last or nothing differs."""
    if minutes is None or version == minutes.version:
        return
    if content is not None and (_follows(minutes, version, writer) or _same(minutes, content)):
        return
    theirs = data_of(stored_content(minutes))
    raise Stale(
        "Quelqu’un a enregistré ce compte rendu pendant que vous écriviez.",
        {
            "plain_summary": theirs["plain_summary"],
            "items": text_of({"items": theirs["items"]}),
            "body": theirs["body"],
            "decisions": text_of({"decisions": theirs["decisions"]}),
            "actions": text_of({"actions": theirs["actions"]}),
            "people": text_of({"people": theirs["people"], "counts": theirs["counts"]}),
            "next_meeting": theirs["next_meeting"],
            "whole": text_of(theirs),
        },
    )


def _follows(minutes: Minutes, version: int, writer: str | None) -> bool:
    """Whether all that was saved since `version` came from this same open page."""
    if writer is None or not 0 <= version < minutes.version:
        return False
    since = db.session.execute(
        select(MinutesRevision.number, MinutesRevision.writer)
        .where(MinutesRevision.minutes_id == minutes.id, MinutesRevision.number > version)
        .where(MinutesRevision.set_aside.is_(False))
    ).all()
    return bool(since) and all(one.writer == writer for one in since)


def _same(minutes: Minutes, content: Content) -> bool:
    """The very text that is stored: a save sent twice, its first answer lost."""
    stored = stored_content(minutes)
    return replace(content, removed=frozenset()) == stored


def refuse_empty(minutes: Minutes) -> None:
    said = any(item["text"] for item in minutes.items)
    if not (minutes.body or said or minutes.decisions or minutes.actions or minutes.documents):
        raise Invalid({"body": "Ce compte rendu est vide : il n’y a rien à montrer."})


def says_something(content: Content) -> bool:
    return bool(
        content.body
        or content.decisions
        or content.plain_summary
        or content.actions
        or any(item.text for item in content.items)
    )


def _begin(actor: Actor, event: Event) -> Minutes:
    made = Minutes(event_id=event.id, created_by_id=actor.account_id, version=0)
    db.session.add(made)
    db.session.flush()
    found = minutes_of(event.id)
    if found is None:
        raise NotFound
    return found


def write(
    actor: Actor,
    minutes: Minutes,
    event: Event,
    content: Content,
    uploads: Sequence[Upload],
    writer: str | None = None,
) -> dict[str, object]:
    """Write what differs; what changed, as words of the journal (never the text itself)."""
    _check(event, content)
    changed: dict[str, object] = {}
    for name in ("plain_summary", "next_meeting", "audience", "counting"):
        if getattr(minutes, name) != getattr(content, name):
            setattr(minutes, name, getattr(content, name))
            changed[name] = getattr(content, name) if name in {"audience", "counting"} else True
    if minutes.body != content.body:
        minutes.body = content.body
        changed["body"] = len(content.body)
    items = [{"title": item.title, "text": item.text} for item in content.items]
    if minutes.items != items:
        minutes.items = items
        changed["items"] = len(items)
    if write_decisions(minutes, content.decisions):
        changed["decisions"] = len(content.decisions)
    if write_actions(minutes, content.actions):
        changed["actions"] = len(content.actions)
    if write_people(minutes, content):
        changed["people"] = len(content.people) + len(content.counts)
    if write_files(actor, minutes, content.removed, uploads):
        changed["files"] = len(minutes.documents)
    if changed:
        minutes.version += 1
        minutes.updated_at = max(clock.now(), minutes.updated_at + timedelta(seconds=1))
        _keep_revision(actor, minutes, writer)
        db.session.flush()
    return changed


def _keep_revision(actor: Actor, minutes: Minutes, writer: str | None) -> None:
    """Saves of one open page within a few minutes are one line of the history."""
    now = clock.now()
    last = db.session.scalar(
        select(MinutesRevision)
        .where(MinutesRevision.minutes_id == minutes.id)
        .order_by(MinutesRevision.id.desc())
        .limit(1)
    )
    content = data_of(stored_content(minutes))
    if (
        last is not None
        and writer is not None
        and last.writer == writer
        and not last.set_aside
        and now - last.began_at < ONE_SITTING
    ):
        last.number, last.content, last.saved_at = minutes.version, content, now
        return
    db.session.add(
        MinutesRevision(
            minutes_id=minutes.id,
            number=minutes.version,
            author_id=actor.account_id,
            writer=writer,
            content=content,
        )
    )


def _check(event: Event, content: Content) -> None:
    length = len(content.body) + sum(len(item.text) for item in content.items)
    if length > LONGEST:
        raise Invalid({"body": "Ce texte est trop long : joignez-le plutôt en fichier."})
    if content.audience is Audience.MEMBERS and event.group_id is None:
        raise Invalid(
            {"audience": "Cet événement n’a pas de groupe : choisissez d’autres lecteurs."}
        )
