"""What registrations answer to the page of an event."""

from __future__ import annotations

from app.events.models import Event
from app.events.related import RegistrationState
from app.kernel import clock, links
from app.registrations.opening import BY_INVITATION, closed_because, turning_points


def registration_state(event: Event) -> RegistrationState:
    """Whether the page offers to register, or says why it does not."""
    because = closed_because(event, clock.now_beside(turning_points(event)))
    if because is not None:
        return RegistrationState(is_open=False, because=because)
    if event.invitation_only:
        return RegistrationState(is_open=False, because=BY_INVITATION)
    return RegistrationState(
        is_open=True, url=links.path("registrations.register", slug=event.slug)
    )
