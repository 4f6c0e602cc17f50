"""Answering a convocation: by the link of the mail, on the site, or by one's calendar."""

from __future__ import annotations

from app.audit import services as audit
from app.events.enums import EventMode, EventStatus
from app.events.models import Event
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db, lock_row
from app.kernel.errors import Conflict, Invalid, NotFound
from app.meetings.enums import Answer
from app.meetings.models import Convocation

NAME_LENGTH = 120


def offered(event: Event) -> tuple[Answer, ...]:
    """The answers that make sense for the way in which people meet."""
    if event.mode == EventMode.REMOTE:
        return (Answer.REMOTE, Answer.DELEGATE, Answer.EXCUSED)
    if event.mode == EventMode.ON_SITE:
        return (Answer.PRESENT, Answer.DELEGATE, Answer.EXCUSED)
    return tuple(Answer)


def answer(
    actor: Actor, convocation: Convocation, *, answer: Answer, delegate_name: str | None = None
) -> bool:
    """Note what the person answers, as long as the meeting has not begun. False: no change.

    Raises `Conflict` once it is too late, `Invalid` for an answer that the meeting does not offer
    or a replacement without a name.
    """
    event = lock_row(Event, convocation.event_id)
    row = lock_row(Convocation, convocation.id)
    if event is None or row is None:
        raise NotFound
    if event.status != EventStatus.PUBLISHED or (event.starts_at or clock.now()) <= clock.now():
        raise Conflict("La réunion a commencé, est passée, reportée ou annulée.")
    if answer not in offered(event):
        raise Invalid({"answer": "Cette réunion ne propose pas cette façon de participer."})
    delegate_name = (delegate_name or "").strip() or None
    if answer is not Answer.DELEGATE:
        delegate_name = None
    elif delegate_name is None:
        raise Invalid({"delegate_name": "Indiquez le nom de la personne qui vous remplace."})
    elif len(delegate_name) > NAME_LENGTH:
        raise Invalid({"delegate_name": f"Ce nom est trop long ({NAME_LENGTH} signes au plus)."})
    if (row.answer, row.delegate_name) == (answer, delegate_name):
        return False
    before = row.answer
    row.answer, row.delegate_name, row.answered_at = answer, delegate_name, clock.now()
    db.session.flush()
    audit.record(
        actor,
        "meeting:answer",
        row,
        before={"answer": before},
        after={"answer": answer},
    )
    return True
