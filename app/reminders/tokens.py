"""The address by which a person has no more reminders: it does that and nothing else."""

from __future__ import annotations

import hmac

from app.kernel import links
from app.registrations.models import Registration

PURPOSE = "no-reminder"


def token_of(registration: Registration) -> str:
    return links.derive_token(PURPOSE, registration.public_id)


def opens(token: str, registration: Registration) -> bool:
    return hmac.compare_digest(token_of(registration).encode(), token.encode())


def refusal_url(registration: Registration) -> str:
    return links.url("reminders.refuse", number=registration.id, token=token_of(registration))
