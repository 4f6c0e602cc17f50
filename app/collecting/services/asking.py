"""The team asks somebody for the figures of a dispositif, reminds, puts off, ends."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Final

from sqlalchemy import CursorResult, select, update
from sqlalchemy.exc import IntegrityError

from app.audit import services as audit
from app.collecting import emails, queries
from app.collecting.models import FigureRequest
from app.collecting.tokens import PURPOSE
from app.kernel import clock, links
from app.kernel.access import SYSTEM, Actor, can
from app.kernel.db import db, lock_row, unique_violation
from app.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from app.strategy.models import Dispositif

# How many days before the last one reminders leave, to whom nothing was heard of.
REMINDERS: Final = (7, 1)
LONGEST: Final = timedelta(days=366)


def ask(
    actor: Actor,
    dispositif: Dispositif,
    *,
    year: int,
    name: str,
    email: str,
    closes_on: date,
    message: str | None = None,
) -> FigureRequest:
    """Ask this person, by a private link that opens until a day. Raises `Invalid`."""
    check(actor)
    _check_day(closes_on)
    key = email.casefold()
    public_id = str(uuid.uuid4())
    # Those whose day is past make room: the index knows no day.
    _end_past(dispositif.id, year, key)
    made = FigureRequest(
        dispositif_id=dispositif.id,
        year=year,
        name=name,
        email=email,
        email_key=key,
        public_id=public_id,
        token_hash=links.token_hash(links.derive_token(PURPOSE, public_id)),
        closes_on=closes_on,
        message=message or None,
        asked_by_id=actor.account_id,
    )
    made.dispositif = dispositif
    db.session.add(made)
    try:
        db.session.flush()
    except IntegrityError as error:
        if unique_violation(error) == "uq_figure_request_open":
            raise Invalid(
                {"email": "Ces chiffres sont déjà demandés à cette adresse pour cette année."}
            ) from error
        raise
    # Neither name nor address in the journal.
    told = {"dispositif_id": dispositif.id, "year": year, "closes_on": closes_on}
    audit.record(actor, "collecting:ask", made, after=told)
    emails.asked(made)
    return made


def put_off(actor: Actor, request: FigureRequest, *, closes_on: date) -> None:
    """Let the link open until another day, and say so to the person."""
    check(actor)
    held = locked(request)
    if held.ended_at is not None or held.email is None:
        raise Conflict("Cette demande est close : demandez de nouveau.")
    _check_day(closes_on)
    if held.closes_on == closes_on:
        return
    before = {"closes_on": held.closes_on}
    held.closes_on, held.reminders, held.done_at = closes_on, 0, None
    db.session.flush()
    audit.record(actor, "collecting:put_off", held, before=before, after={"closes_on": closes_on})
    emails.asked(held)


def end(actor: Actor, request: FigureRequest) -> None:
    """Close the link before its day. What was proposed stays to be decided."""
    check(actor)
    held = locked(request)
    if held.ended_at is not None:
        return
    held.ended_at = clock.now()
    db.session.flush()
    audit.record(actor, "collecting:end", held)


def remind() -> int:
    """Remind those of whom nothing was heard, a week and a day before. A daily task."""
    today = clock.today()
    sent = 0
    for request in queries.silent(today):
        left = (request.closes_on - today).days
        due = sum(left <= days for days in REMINDERS)
        # Asked the day before, there is nothing to remind of yet.
        if due > request.reminders and clock.paris(request.created_at).date() < today:
            request.reminders = due
            emails.reminder(request)
            sent += 1
    db.session.flush()
    return sent


def forget_referents(before: date) -> int:
    """Clear names and addresses of requests that closed before this day; their links end."""
    result = db.session.execute(
        update(FigureRequest)
        .where(FigureRequest.closes_on < before, FigureRequest.email_key.is_not(None))
        .values(
            name=None,
            email=None,
            email_key=None,
            message=None,
            done_word=None,
            ended_at=clock.now(),
        )
        .execution_options(synchronize_session=False)
    )
    assert isinstance(result, CursorResult)  # noqa: S101  # what an UPDATE returns
    return result.rowcount


def check(actor: Actor) -> None:
    if not (actor.is_system or can(actor, "collecting:manage")):
        raise NotAllowed


def locked(request: FigureRequest) -> FigureRequest:
    """The request as it now is, with all that hangs on it, under its lock."""
    lock_row(FigureRequest, request.id)
    held = queries.request_of(SYSTEM, request_id=request.id)
    if held is None:
        raise NotFound
    return held


def _check_day(closes_on: date) -> None:
    today = clock.today()
    if closes_on <= today:
        raise Invalid({"closes_on": "Choisissez un jour à venir."})
    if closes_on > today + LONGEST:
        raise Invalid({"closes_on": "Un an au plus : choisissez un jour plus proche."})


def _end_past(dispositif_id: int, year: int, key: str) -> None:
    past = select(FigureRequest).where(
        FigureRequest.dispositif_id == dispositif_id,
        FigureRequest.year == year,
        FigureRequest.email_key == key,
        FigureRequest.ended_at.is_(None),
        FigureRequest.closes_on < clock.today(),
    )
    for one in db.session.scalars(past.order_by(FigureRequest.id)):
        one.ended_at = clock.now()
    db.session.flush()
