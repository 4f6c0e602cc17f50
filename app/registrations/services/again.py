"""A form filled in again by somebody who is registered: nothing is done, nothing is lost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import func, select

from app.events.models import Event
from app.events.seats import PoolFill
from app.kernel import clock, links
from app.kernel.db import db
from app.outbox.models import OutboxMessage
from app.registrations import emails
from app.registrations.allocation import live_claims
from app.registrations.models import Registration
from app.registrations.services.standing import load_claims, session_lines
from app.registrations.services.wishes import mode_of
from app.registrations.tokens import token_of

# How many choices typed within one hour are each answered by a mail of their own.
MOST_CHOICES: Final = 3


def resend_link(registration: Registration, event: Event, wanted: Sequence[PoolFill] = ()) -> None:
    """Send the private link again, at most once an hour: a form is no mail cannon.

    `wanted` is what the form asked for this time. Nothing of it is done, since anybody may type a
    name and an address; the mail says how the person is registered, what was asked for, and its
    link offers it.
    """
    load_claims(registration)
    mine = {claim.pool_id for claim in live_claims(registration) if not claim.interim}
    differs = registration.withdrawn_at is None and {fill.pool_id for fill in wanted} - mine
    choice = wanted if differs else ()
    emails.link_again(
        registration,
        event,
        key=_key(registration, choice),
        mode=mode_of(registration),
        sessions=session_lines(registration),
        asked=[fill.label if fill.is_session else fill.kind.label.lower() for fill in choice],
        change_url=_change_url(registration, choice) if choice else None,
    )


def _key(registration: Registration, choice: Sequence[PoolFill]) -> str:
    hour = f"link:{clock.now():%Y%m%d%H}"
    if not choice:
        return hour
    written = db.session.scalar(
        select(func.count())
        .select_from(OutboxMessage)
        .where(OutboxMessage.key.startswith(f"registration:{registration.id}:{hour}:"))
    )
    own = f"{hour}:{'.'.join(str(fill.pool_id) for fill in choice)}"[:120]
    return own if (written or 0) < MOST_CHOICES else hour


def _change_url(registration: Registration, choice: Sequence[PoolFill]) -> str:
    """One's own page with this choice made, to be confirmed by its buttons."""
    mode = next(fill.kind.value for fill in choice if not fill.is_session)
    ids = ".".join(str(fill.pool_id) for fill in choice if fill.is_session)
    values = {"participation": mode, **({"ateliers": ids} if ids else {})}
    return links.url("registrations.own", token=token_of(registration), **values)
