"""Who may register others on behalf of the event: those who run it."""

from __future__ import annotations

from app.enrolment.models import SheetImport
from app.events.policies import runs
from app.kernel.access import Actor, Predicate


def runs_its_event(actor: Actor, sheet: SheetImport) -> bool:
    return runs(actor, sheet.event)


PERMISSIONS: dict[str, Predicate] = {
    "enrolment:add": runs,
    "enrolment:import": runs_its_event,
}
