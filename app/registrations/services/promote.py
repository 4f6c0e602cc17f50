"""Promotion, inside the transaction that frees a seat."""

from __future__ import annotations

from app.audit import services as audit
from app.events.models import Event
from app.kernel.access import SYSTEM
from app.registrations import emails
from app.registrations.allocation import promote_waiting
from app.registrations.enums import ClaimStatus
from app.registrations.services.alerts import tell_fill


def promote_next(event: Event) -> int:
    """Seat everyone who can be, in order of arrival, and tell each once; how many.

    The event must be locked.
    """
    promoted = promote_waiting(event)
    for claim, fill in promoted:
        audit.record(
            SYSTEM,
            "registration:promote",
            claim.registration,
            before={"status": ClaimStatus.WAITING},
            after={"status": claim.status, "mode": fill.kind},
        )
        emails.promoted(claim.registration, event, claim, fill)
    if promoted:
        tell_fill(event)
    return len(promoted)
