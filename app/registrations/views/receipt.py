"""What a browser is told once it has sent a registration.

An address that is registered already gets the same answer as a new one, to the byte: whoever types
somebody else's address learns nothing. The mail alone says which it was, to who reads that address.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, session
from flask.typing import ResponseReturnValue

from app.events.enums import PoolKind
from app.events.models import Event
from app.events.queries import event_by_slug
from app.events.seats import PoolFill
from app.registrations import services
from app.registrations.allocation import has_free_seat
from app.registrations.enums import ClaimStatus
from app.registrations.views.section import registrations
from app.web.responses import render, see_other
from app.web.routing import restricted

# In the browser's signed session: what was told for which event. No name, no address.
RECEIPT = "receipt"


def give_receipt(
    event: Event,
    outcome: services.Registered,
    *,
    fills: Sequence[PoolFill],
    mode: PoolKind,
    email: str,
) -> ResponseReturnValue:
    """To the page that says what came of it. `fills` are those from before, the rest as typed."""
    status, rank = outcome.claim.status, outcome.rank
    if outcome.already:
        status, rank = _of_newcomer(event, fills, mode)
    session[RECEIPT] = [event.slug, status.value, rank]
    flash(f"C’est noté. Un courriel part tout de suite à {email}.", "success")
    return see_other("registrations.sent", slug=event.slug)


def _of_newcomer(
    event: Event, fills: Sequence[PoolFill], mode: PoolKind
) -> tuple[ClaimStatus, int | None]:
    """What somebody new would have been told: the state of the seat, the rank in the queue."""
    fill = next(fill for fill in fills if fill.kind == mode)
    if not has_free_seat(fill):
        return ClaimStatus.WAITING, fill.waiting + 1
    if event.approval_required or event.confirmation_hours is not None:
        return ClaimStatus.REQUESTED, None
    return ClaimStatus.CONFIRMED, None


@registrations.page("/evenements/<slug>/inscription/courriel", access=restricted(event_by_slug))
def sent(event: Event) -> ResponseReturnValue:
    slug, told, rank = session.get(RECEIPT, ["", "", None])
    status = ClaimStatus(told) if slug == event.slug else None
    return render("registrations/sent.html", event=event, status=status, rank=rank)
