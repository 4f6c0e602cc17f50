"""Polls of dates: asked, answered, decided or given up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from app.audit import services as audit
from app.events.enums import EventMode
from app.events.models import Event
from app.events.when import When
from app.groups.models import WorkingGroup
from app.groups.policies import convenes
from app.groups.queries import people_to_tell
from app.kernel import clock
from app.kernel.access import SYSTEM, Actor
from app.kernel.db import db, lock_row
from app.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from app.meetings import emails, queries
from app.meetings.enums import Choice, PollStatus
from app.meetings.models import DatePoll, PollChoice, PollDate, PollVoter
from app.meetings.tokens import POLL, fresh

FEWEST, MOST = 2, 10


def open_poll(
    actor: Actor,
    group: WorkingGroup,
    *,
    title: str,
    mode: EventMode,
    dates: Sequence[tuple[datetime, datetime]],
    message: str | None = None,
) -> DatePoll:
    """Ask the members which of these dates would do.

    The same poll again, by a second click, is there once. Raises `Invalid` beside `dates`.
    """
    _may_convene(actor, group)
    proposed = sorted(set(dates))
    if not FEWEST <= len(proposed) <= MOST:
        raise Invalid({"dates": f"Proposez de {FEWEST} à {MOST} dates différentes."})
    for starts_at, ends_at in proposed:
        When(starts_at, ends_at)
        if starts_at <= clock.now():
            raise Invalid({"dates": "Une de ces dates est passée."})
    again = _same(group.id, title, proposed)
    if again is not None:
        return again
    poll = DatePoll(
        group_id=group.id, title=title, mode=mode, message=message, created_by_id=actor.account_id
    )
    db.session.add(poll)
    db.session.flush()
    db.session.add_all(
        PollDate(poll_id=poll.id, starts_at=starts, ends_at=ends) for starts, ends in proposed
    )
    db.session.add_all(
        PollVoter(poll_id=poll.id, account_id=account.id, **fresh(POLL))
        for account in people_to_tell(group.id)
    )
    db.session.flush()
    db.session.refresh(poll, ["dates"])
    audit.record(actor, "poll:open", poll, after={"title": title, "dates": len(proposed)})
    emails.poll_opened(poll, queries.voters(poll.id))
    return poll


def vote(actor: Actor, voter: PollVoter, choices: Mapping[int, Choice]) -> bool:
    """Note what one person says of each date; False when nothing changed."""
    poll = lock_row(DatePoll, voter.poll_id)
    if poll is None:
        raise NotFound
    if poll.status is not PollStatus.OPEN:
        raise Conflict("Ce sondage est terminé : une date a été choisie, ou il est abandonné.")
    date_ids = set(db.session.scalars(select(PollDate.id).where(PollDate.poll_id == poll.id)))
    if set(choices) != date_ids:
        raise Invalid({"": "Répondez pour chaque date."})
    stored = {
        row.date_id: row
        for row in db.session.scalars(select(PollChoice).where(PollChoice.voter_id == voter.id))
    }
    if {key: row.choice for key, row in stored.items()} == dict(choices):
        return False
    for date_id, choice in choices.items():
        row = stored.get(date_id)
        if row is None:
            db.session.add(PollChoice(voter_id=voter.id, date_id=date_id, choice=choice))
        else:
            row.choice = choice
    voter.answered_at = clock.now()
    db.session.flush()
    audit.record(actor, "poll:vote", poll, after={"voter": voter.id})
    return True


def decide(actor: Actor, poll: DatePoll, event: Event) -> None:
    """This meeting is what came of the poll: the convocation tells it, nothing else does."""
    locked = lock_row(DatePoll, poll.id)
    if locked is None:
        raise NotFound
    if locked.status is not PollStatus.OPEN:
        raise Conflict("Ce sondage est déjà terminé.")
    locked.status, locked.event_id = PollStatus.DECIDED, event.id
    db.session.flush()
    audit.record(actor, "poll:decide", locked, after={"event": event.id})


def cancel_poll(actor: Actor, poll: DatePoll) -> bool:
    """No date comes of it; those asked are told. False when it was given up already."""
    group = db.session.get_one(WorkingGroup, poll.group_id)
    _may_convene(actor, group)
    locked = lock_row(DatePoll, poll.id)
    if locked is None:
        raise NotFound
    if locked.status is PollStatus.CANCELLED:
        return False
    if locked.status is not PollStatus.OPEN:
        raise Conflict("Une date a déjà été choisie : annulez plutôt la réunion.")
    locked.status = PollStatus.CANCELLED
    db.session.flush()
    audit.record(actor, "poll:cancel", locked)
    emails.poll_cancelled(locked, queries.voters(locked.id))
    return True


def _may_convene(actor: Actor, group: WorkingGroup) -> None:
    locked = lock_row(WorkingGroup, group.id)
    if locked is None:
        raise NotFound
    if actor is not SYSTEM and not convenes(actor, locked):
        raise NotAllowed


def _same(group_id: int, title: str, dates: Sequence[tuple[datetime, datetime]]) -> DatePoll | None:
    for poll in queries.open_polls(group_id):
        if poll.title != title:
            continue
        db.session.refresh(poll, ["dates"])
        if [(date.starts_at, date.ends_at) for date in poll.dates] == list(dates):
            return poll
    return None
