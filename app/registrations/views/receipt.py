"""What a browser is told once it has sent a registration.

A person who is registered already gets the same answer as a new one, to the byte: whoever types
somebody else's name and address learns nothing. The mail alone says which it was, to who reads that
address. The address may be corrected from here for a while, by the same browser and no other.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from flask import flash, session
from flask.typing import ResponseReturnValue

from app.events.enums import PoolKind
from app.events.models import Event
from app.events.queries import event_by_slug
from app.events.seats import PoolFill
from app.kernel import clock
from app.registrations import services
from app.registrations.allocation import fills_of, newcomer
from app.registrations.enums import ClaimStatus
from app.registrations.forms import AddressForm
from app.registrations.opening import has_started
from app.registrations.services.standing import state_words
from app.registrations.services.wishes import chosen
from app.registrations.views.section import registrations
from app.web import quotas
from app.web.responses import render_form, see_other
from app.web.routing import current_actor, restricted
from app.web.security import limiter

# In the browser's signed session: what was told for which event, and what was chosen. No name, no
# address; the number is that of a form, and opens nothing.
RECEIPT = "receipt"
# In a day, of one registration: each writes to another address.
MOST_CORRECTIONS = 3
CORRECTED = (
    "C’est noté. Si l’inscription vient d’être faite avec ce navigateur, un courriel part tout de "
    "suite à {}."
)


@dataclass(frozen=True)
class Receipt:
    """How one seat was told: the pool, the status, the rank in its queue; first the way to come."""

    slug: str = ""
    number: str = ""
    seats: Sequence[tuple[int, str, int | None]] = field(default_factory=tuple)
    # The first number: each correction gives another one.
    first: str = ""

    @classmethod
    def of(cls, event: Event) -> Receipt:
        """What this browser was told of the event; empty when it was told nothing."""
        stored = session.get(RECEIPT)
        if not isinstance(stored, dict) or stored.get("slug") != event.slug:
            return cls()
        return cls(**stored)

    def keep(self) -> None:
        session[RECEIPT] = {**asdict(self), "seats": list(self.seats)}


def give_receipt(
    event: Event,
    outcome: services.Registered,
    *,
    fills: Sequence[PoolFill],
    mode: PoolKind,
    session_ids: Sequence[int],
    email: str,
) -> ResponseReturnValue:
    """To the page that says what came of it. `fills` are those from before, the rest as typed."""
    if outcome.already:
        # What somebody new would have been told.
        wanted = chosen(fills, mode, session_ids)
        seats = [
            (fill.pool_id, status.value, rank)
            for fill in wanted
            for status, rank in [newcomer(event, fill)]
        ]
    else:
        held = [(outcome.claim, outcome.rank), *((c, rank) for c, _, rank in outcome.sessions)]
        seats = [(claim.pool_id, claim.status.value, rank) for claim, rank in held]
    former = Receipt.of(event).number
    # Sent again by who has just registered: it is still theirs to correct.
    same = outcome.already and former == outcome.registration.public_id
    Receipt(event.slug, former if same else outcome.number, seats).keep()
    flash(f"C’est noté. Un courriel part tout de suite à {email}.", "success")
    return see_other("registrations.sent", slug=event.slug)


@registrations.page(
    "/evenements/<slug>/inscription/courriel",
    access=restricted(event_by_slug),
    methods=["GET", "POST"],
)
@limiter.limit("30 per minute", methods=["POST"])
def sent(event: Event) -> ResponseReturnValue:
    """What was told, and the address to correct. The answer is the same whoever was registered."""
    receipt, form = Receipt.of(event), AddressForm()
    if receipt.number and form.validate_on_submit():
        email = form.email.data or ""
        with form.refusals():
            first = receipt.first or receipt.number
            quotas.use_link("address", first, MOST_CORRECTIONS, field="email")
            quotas.ask_for_mail(current_actor(), email, event_id=event.id)
            number = services.correct_own_address(event, receipt.number, email=email)
            Receipt(event.slug, number or str(uuid.uuid4()), receipt.seats, first).keep()
            flash(CORRECTED.format(email), "success")
            return see_other("registrations.sent", slug=event.slug)
    labels = {fill.pool_id: fill for fill in fills_of(event)}
    told = [
        (labels[pool_id], state_words(ClaimStatus(status), rank))
        for pool_id, status, rank in receipt.seats
        if pool_id in labels
    ]
    _, status, rank = receipt.seats[0] if receipt.seats else (0, None, None)
    return render_form(
        "registrations/sent.html",
        form,
        event=event,
        status=status,
        rank=rank,
        told=told,
        may_correct=bool(receipt.number) and not has_started(event, clock.now()),
    )
