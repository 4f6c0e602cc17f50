"""Who is convoked to a meeting, and what they are told of it.

Convoked means a row: it is written once, when the meeting is announced, and whoever has one is told
of each change, whatever became of their mandate since: the meeting stands in their calendar.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from app.accounts.models import Account
from app.accounts.queries import by_email, key_of
from app.audit import services as audit
from app.documents import services as documents
from app.documents.services import Upload
from app.events.enums import EventKind, EventStatus
from app.events.facts import EventCancelled, EventChanged, EventPostponed, EventPublished
from app.events.models import Event
from app.events.policies import runs
from app.groups.facts import MandateBegan
from app.groups.queries import people_to_tell
from app.kernel import clock
from app.kernel.access import SYSTEM, Actor
from app.kernel.db import db, lock_row
from app.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from app.meetings import emails, queries
from app.meetings.models import Convocation, meeting_document
from app.meetings.tokens import CONVOCATION, fresh

# Days before a meeting on which those who have said nothing are asked again, once.
REMIND_BEFORE: Final = 3
MOST_INVITED: Final = 50


@dataclass(frozen=True)
class Invitee:
    """Somebody invited beyond the members."""

    name: str
    email: str


def convoke(fact: EventPublished) -> None:
    """A meeting is announced: its members, and those invited while it was a draft, are told."""
    if is_convoked_meeting(fact.event):
        _add_members(fact.event)
        _tell(fact.event, queries.convoked(fact.event.id))


def convoke_newcomer(fact: MandateBegan) -> None:
    """Who joins a group is convoked to its coming meetings, once."""
    for event in queries.coming_meetings(fact.group.id):
        added = _add(event, [fact.account])
        _tell(event, added)


def invite(actor: Actor, event: Event, people: Collection[Invitee]) -> list[Convocation]:
    """Invite people who are not members. Whoever is convoked already is not told twice.

    Raises `Invalid` beside `invitees`. A meeting already announced tells them at once.
    """
    event = _lock_to_run(actor, event)
    if event.kind != EventKind.GROUP_MEETING or event.status not in {
        EventStatus.DRAFT,
        EventStatus.PUBLISHED,
    }:
        raise Conflict("Cette réunion n’a plus lieu d’inviter : elle est passée ou annulée.")
    known = {one.address.casefold() for one in queries.convoked(event.id) if one.address}
    fresh_ones = {key_of(p.email): p for p in people if key_of(p.email) not in known}
    if len(fresh_ones) > MOST_INVITED:
        raise Invalid({"invitees": f"Invitez au plus {MOST_INVITED} personnes à la fois."})
    added: list[Convocation] = []
    for key, person in fresh_ones.items():
        account = by_email(person.email)
        if account is not None and account.closed_at is None:
            added += _add(event, [account])
            continue
        row = Convocation(
            event_id=event.id,
            name=person.name,
            email=person.email,
            email_key=key,
            **fresh(CONVOCATION),
        )
        db.session.add(row)
        added.append(row)
    if not added:
        return []
    db.session.flush()
    # The journal forgets nothing: it says how many, not whom.
    audit.record(actor, "meeting:invite", event, after={"people": len(added)})
    ids = {row.id for row in added}
    added = [row for row in queries.convoked(event.id) if row.id in ids]
    if event.status == EventStatus.PUBLISHED:
        _tell(event, added)
    return added


def attach(actor: Actor, event: Event, uploads: Iterable[Upload]) -> int:
    """Send files with the convocation; how many. Raises `Invalid` beside `documents`."""
    event = _lock_to_run(actor, event)
    stored = documents.store_all(actor, uploads)
    for document in stored:
        db.session.execute(
            meeting_document.insert().values(event_id=event.id, document_id=document.id)
        )
    if stored:
        audit.record(actor, "meeting:attach", event, after={"documents": len(stored)})
    return len(stored)


def remind_silent(days: int = REMIND_BEFORE) -> int:
    """Ask once more those who have not answered, so many days before. A daily task."""
    silent = queries.silent_before(days)
    for row in silent:
        row.reminded_at = clock.now()
        emails.reminder(row.event, row)
    db.session.flush()
    return len(silent)


def tell_changed(
    fact: EventChanged | EventPostponed | EventCancelled, told_otherwise: Collection[str] = ()
) -> None:
    """Tell those convoked of a change, but for those (address keys) told as registered.

    An answer given for another date says nothing of the new one: it is asked again.
    """
    event = fact.event
    if not is_meeting(event):
        return
    # Announced before convocations were kept: those who got one then are its members.
    _add_members(event)
    rows = queries.convoked(event.id)
    if isinstance(fact, EventPostponed) or (
        isinstance(fact, EventChanged) and "la date" in fact.what
    ):
        for row in rows:
            row.answer = row.answered_at = row.delegate_name = row.reminded_at = None
        db.session.flush()
    for row in rows:
        if (row.address or "").casefold() in told_otherwise:
            continue
        if isinstance(fact, EventChanged):
            emails.meeting_changed(event, row, fact.what, fact.moved)
        elif isinstance(fact, EventPostponed):
            emails.meeting_postponed(event, row)
        else:
            emails.meeting_cancelled(event, row)


def recipients(group_id: int) -> Sequence[Account]:
    """Whom a meeting of this group convokes, beyond those invited by name."""
    return people_to_tell(group_id)


def is_meeting(event: Event) -> bool:
    return event.kind == EventKind.GROUP_MEETING and event.group_id is not None


def is_convoked_meeting(event: Event) -> bool:
    """Whether its announcement convokes: a meeting without a date is only told of."""
    return is_meeting(event) and event.starts_at is not None


def _add_members(event: Event) -> list[Convocation]:
    return _add(event, recipients(event.group_id) if event.group_id else ())


def _add(event: Event, accounts: Iterable[Account]) -> list[Convocation]:
    """A row for each of these people who has none yet."""
    there = set(
        db.session.scalars(select(Convocation.account_id).where(Convocation.event_id == event.id))
    )
    added = [
        Convocation(event_id=event.id, account_id=account.id, **fresh(CONVOCATION))
        for account in accounts
        if account.id not in there
    ]
    db.session.add_all(added)
    db.session.flush()
    for row in added:
        db.session.refresh(row, ["account"])
    return added


def _tell(event: Event, rows: Sequence[Convocation]) -> None:
    if not rows:
        return
    # Locking the row has unloaded what hung on it.
    db.session.refresh(event, ["programme"])
    files = len(queries.documents_of(event.id))
    for row in rows:
        emails.convocation(event, row, files=files)


def _lock_to_run(actor: Actor, event: Event) -> Event:
    locked = lock_row(Event, event.id)
    if locked is None:
        raise NotFound
    if actor is not SYSTEM and not runs(actor, locked):
        raise NotAllowed
    return locked
