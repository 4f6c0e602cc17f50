"""How a registration stands, in words, for mails: its way to attend apart from its sessions."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.attributes import set_committed_value

from app.events.models import Event
from app.events.seats import PoolFill
from app.kernel.db import db
from app.kernel.text import typographic
from app.registrations.allocation import live_claims, rank_of
from app.registrations.enums import ClaimStatus
from app.registrations.models import Claim, Registration


def load_claims(registration: Registration) -> None:
    """Read again, under the lock, what the person holds, with the pools."""
    claims = db.session.scalars(
        select(Claim)
        .options(joinedload(Claim.pool))
        .where(Claim.registration_id == registration.id)
        .order_by(Claim.id)
        .execution_options(populate_existing=True)
    ).all()
    set_committed_value(registration, "claims", list(claims))
    for claim in claims:
        set_committed_value(claim, "registration", registration)


def main_claim(registration: Registration) -> Claim:
    """The claim on a way to attend that the person wishes for; pools are loaded."""
    claims = [c for c in live_claims(registration) if c.pool.title is None]
    return next((c for c in claims if not c.interim), claims[-1])


def session_lines(registration: Registration) -> list[tuple[str, str]]:
    """Each session that the person holds or awaits, and how; pools are loaded."""
    return [
        (typographic(claim.pool.label), state_words(claim.status, rank_of(claim)))
        for claim in live_claims(registration)
        if claim.pool.title is not None
    ]


def lines_of(placed: Sequence[tuple[Claim, PoolFill, int | None]]) -> list[tuple[str, str]]:
    """The same from claims that were just made, without asking anything."""
    return [(typographic(fill.label), state_words(c.status, rank)) for c, fill, rank in placed]


def state_words(status: ClaimStatus, rank: int | None) -> str:
    if status == ClaimStatus.WAITING:
        return f"liste d’attente, rang {rank}"
    if status == ClaimStatus.REQUESTED:
        return "place gardée, à confirmer"
    return "place confirmée"


def needs_yes(event: Event, registration: Registration) -> bool:
    """Whether a seat of this registration is only held: the team or the person must say yes."""
    return registration.confirm_by is not None or (
        event.approval_required and registration.approved_at is None
    )
