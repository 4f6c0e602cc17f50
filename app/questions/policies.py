"""Who may set what an event asks: those who run it. Answers are seen by the same people."""

from __future__ import annotations

from app.events.models import Event
from app.events.policies import runs
from app.kernel.access import Actor, Predicate
from app.questions.models import EventQuestion


def runs_its_event(actor: Actor, found: tuple[Event, EventQuestion]) -> bool:
    return runs(actor, found[0])


PERMISSIONS: dict[str, Predicate] = {
    "question:edit": runs,
    "question:edit_one": runs_its_event,
}
