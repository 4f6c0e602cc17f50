"""Who may do what on the day. The desk is reached by its pass, not by a right."""

from __future__ import annotations

from app.attendance.models import DeskPass
from app.events.policies import runs
from app.kernel.access import Actor, Predicate


def runs_its_event(actor: Actor, given: DeskPass) -> bool:
    return runs(actor, given.event)


PERMISSIONS: dict[str, Predicate] = {
    # On an event.
    "attendance:run": runs,
    # On a pass, with its event loaded.
    "attendance:revoke_pass": runs_its_event,
}
