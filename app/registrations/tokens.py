"""Private addresses: of a registration, of an invitation."""

from __future__ import annotations

from app.events.models import Event
from app.kernel import links
from app.registrations.models import Invitation, Registration

PURPOSE = "registration"
INVITED = "invitation"


def token_of(registration: Registration) -> str:
    return links.derive_token(PURPOSE, registration.public_id)


def private_url(registration: Registration) -> str:
    """The absolute private link, as mails repeat it."""
    return links.url("registrations.own", token=token_of(registration))


def invitation_token(invited: Invitation) -> str:
    return links.derive_token(INVITED, invited.public_id)


def invitation_url(invited: Invitation, event: Event) -> str:
    """The absolute personal link of somebody invited: the form, opened by it."""
    return links.url(
        "registrations.register", slug=event.slug, invitation=invitation_token(invited)
    )
