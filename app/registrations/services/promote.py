"""Promotion, inside the transaction that frees a seat."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from app.audit import services as audit
from app.events.models import Event
from app.kernel.access import SYSTEM
from app.registrations import emails
from app.registrations.allocation import promote_waiting
from app.registrations.enums import ClaimStatus
from app.registrations.services.alerts import tell_fill
from app.registrations.services.meals import forget_meals_of_remote

_held: ContextVar[bool] = ContextVar("promotions_held", default=False)


@contextmanager
def promotions_held() -> Iterator[None]:
    """Several acts follow one another under one lock: who is to leave is not seated meanwhile.

    Whoever holds promotions back calls `promote_next` at the end.
    """
    token = _held.set(True)
    try:
        yield
    finally:
        _held.reset(token)


def promote_next(event: Event, *, told: Collection[tuple[int, bool]] = ()) -> int:
    """Seat everyone who can be, in order of arrival, and tell each once; how many.

    The event must be locked. `told` are those whose own mail will say it: a registration, and
    whether it is about its sessions.
    """
    if _held.get():
        return 0
    promoted = promote_waiting(event)
    for claim, fill in promoted:
        audit.record(
            SYSTEM,
            "registration:promote",
            claim.registration,
            before={"status": ClaimStatus.WAITING},
            after={"status": claim.status, "mode": fill.kind},
        )
        if (claim.registration_id, fill.is_session) in told:
            continue
        emails.promoted(claim.registration, event, claim, fill)
    if promoted:
        forget_meals_of_remote({claim.registration_id for claim, _ in promoted})
        tell_fill(event)
    return len(promoted)
