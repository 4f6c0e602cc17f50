"""Who has not answered a question that wants an answer: registered by others, most often."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from app.events.models import Event
from app.kernel import clock
from app.kernel.db import db
from app.outbox.models import OutboxMessage
from app.questions.models import EventQuestion
from app.questions.queries import asked_of, values_of
from app.questions.rules import applies
from app.registrations.models import Registration
from app.registrations.opening import has_started
from app.registrations.queries import people_expected
from app.registrations.related import correspondent

# How long a person is left in peace after each mail.
PEACE: Final = timedelta(days=7)
KIND: Final = "registrations/open_questions"


@dataclass(frozen=True)
class Unanswered:
    """One person, what is still open, where a mail would go, and when the last one left."""

    registration: Registration
    questions: Sequence[EventQuestion]
    address: str | None = None
    written_at: datetime | None = None

    @property
    def is_due(self) -> bool:
        return self.address is not None and self.written_at is None


def open_for(event: Event) -> list[tuple[Registration, list[EventQuestion]]]:
    """Those who are expected and have a required question open, by name; nobody once it began."""
    if event.starts_at is None or has_started(event, clock.now()):
        return []
    asked, today = asked_of(event), clock.today()
    required = [one for one in asked.questions if one.required and one.erase_on > today]
    if not required:
        return []
    people = [one for one in people_expected(event) if one.anonymised_at is None]
    answers = values_of([one.id for one in people])
    found = []
    for person in people:
        said = answers.get(person.id, {})
        left = [one for one in required if one.id not in said and applies(one, said)]
        if left:
            found.append((person, left))
    return found


def unanswered(event: Event) -> list[Unanswered]:
    """The same, with where a mail would go and whom it reached lately."""
    opened = open_for(event)
    lately = _written_lately(event) if opened else {}
    return [
        Unanswered(
            person,
            left,
            # Who has no address is written to through who registered them.
            person.email or correspondent(person),
            lately.get(person.id),
        )
        for person, left in opened
    ]


def _written_lately(event: Event) -> dict[int, datetime]:
    rows = db.session.execute(
        select(OutboxMessage.key, OutboxMessage.created_at)
        .where(
            OutboxMessage.thread == f"event:{event.id}",
            OutboxMessage.kind == KIND,
            OutboxMessage.created_at > clock.now() - PEACE,
        )
        .order_by(OutboxMessage.id)
    )
    return {int(key.split(":")[1]): at for key, at in rows}
