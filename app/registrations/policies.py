"""Who may do what with registrations. One's own is reached by its private link, not by a right."""

from __future__ import annotations

from app.events.policies import runs
from app.kernel.access import Actor, Predicate
from app.registrations.models import Registration


def runs_its_event(actor: Actor, registration: Registration) -> bool:
    return runs(actor, registration.event)


PERMISSIONS: dict[str, Predicate] = {
    # On an event.
    "registration:list": runs,
    "registration:export": runs,
    # On a registration, with its event loaded.
    "registration:withdraw_any": runs_its_event,
}
