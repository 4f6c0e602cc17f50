"""The private address of a registration."""

from __future__ import annotations

from app.kernel import links
from app.registrations.models import Registration

PURPOSE = "registration"


def token_of(registration: Registration) -> str:
    return links.derive_token(PURPOSE, registration.public_id)


def private_url(registration: Registration) -> str:
    """The absolute private link, as mails repeat it."""
    return links.url("registrations.own", token=token_of(registration))
