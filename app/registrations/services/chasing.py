"""Asking for the answers that are still wanted: by hand, once a person a week."""

from __future__ import annotations

from app.audit import services as audit
from app.events.models import Event
from app.kernel.access import Actor
from app.kernel.db import lock_row
from app.kernel.errors import NotFound
from app.registrations import emails
from app.registrations.unanswered import unanswered


def ask_again(actor: Actor, event: Event) -> int:
    """Write to each person who has a required question open and was not written to lately; to how
    many. Done twice it is done once.
    """
    locked = lock_row(Event, event.id)
    if locked is None:
        raise NotFound
    due = [one for one in unanswered(locked) if one.is_due]
    for one in due:
        emails.open_questions(one.registration, locked, [each.label for each in one.questions])
    if due:
        audit.record(actor, "registration:ask_again", locked, after={"people": len(due)})
    return len(due)
