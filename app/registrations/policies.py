"""Who may do what with registrations. One's own is reached by its private link, not by a right."""

from __future__ import annotations

from app.events.policies import runs
from app.kernel.access import Actor, Predicate
from app.registrations.models import Claim, Invitation, Registration


def runs_its_event(actor: Actor, registration: Registration) -> bool:
    return runs(actor, registration.event)


def runs_event_of_claim(actor: Actor, claim: Claim) -> bool:
    return runs(actor, claim.registration.event)


def runs_event_of_invitation(actor: Actor, invitation: Invitation) -> bool:
    return runs(actor, invitation.event)


PERMISSIONS: dict[str, Predicate] = {
    # On an event.
    "registration:list": runs,
    "registration:export": runs,
    # Access needs and meals in the file: only who organises the event.
    "registration:export_needs": runs,
    "registration:invite": runs,
    "registration:act_on": runs,
    # On a registration, with its event loaded.
    "registration:withdraw_any": runs_its_event,
    "registration:answer": runs_its_event,
    "registration:correct": runs_its_event,
    # On a claim, on an invitation.
    "registration:give_seat": runs_event_of_claim,
    "registration:revoke_invitation": runs_event_of_invitation,
}
