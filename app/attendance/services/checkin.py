"""Noting who is there: one code path for phones, the desk's page and the tick list."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.attendance.enums import ActKind, Came
from app.attendance.models import DeskAct, DeskPass, Presence
from app.attendance.queries import PLACES, slots_of, window
from app.attendance.slots import atelier_key
from app.attendance.states import CLAIM, ClaimAct, since
from app.attendance.tickets import by_ticket
from app.audit import services as audit
from app.events.enums import PoolKind
from app.events.models import Event
from app.kernel import clock, links
from app.kernel.access import Actor
from app.kernel.dates import spoken_day, spoken_time
from app.kernel.db import db, lock_row
from app.kernel.errors import NotFound
from app.registrations.allocation import end_claim, fills_of
from app.registrations.enums import ClaimStatus
from app.registrations.models import Claim, Registration
from app.registrations.tokens import PURPOSE

NOBODY = "Ce code n’est pas celui d’un billet de cette rencontre."
WAITS = "Cette personne n’a pas de place : elle est en liste d’attente."
FULL = "Toutes les places sont prises."
ON_SPOT = "inscription sur place"
BY_MISTAKE = "inscription sur place annulée"
NAME_LENGTH, LINE_LENGTH = 80, 160


@dataclass(frozen=True)
class WalkIn:
    """Somebody who comes without having registered."""

    first_name: str
    last_name: str
    organisation: str | None = None


@dataclass(frozen=True)
class Act:
    """One act, as a device tells it: about a ticket, a known person, or somebody new.

    `anyway`: the desk lets the person in although no seat is theirs, and says so.
    """

    act_id: str
    kind: ActKind
    at: datetime
    slot: str
    ticket: str | None = None
    person: int | None = None
    walk_in: WalkIn | None = None
    anyway: bool = False


@dataclass(frozen=True)
class Outcome:
    """What came of an act: `since` is when the person first came, `why` says a refusal."""

    act_id: str
    came: Came
    person: int | None = None
    since: datetime | None = None
    why: str | None = None
    # Whether the desk may say `anyway`.
    can_insist: bool = False


def note(
    actor: Actor, event: Event, acts: Sequence[Act], *, desk: DeskPass | None = None
) -> list[Outcome]:
    """Take down acts, each once whatever the number of times it is sent; one outcome per act.

    A refused act leaves nothing behind: the device keeps it and tells its person.
    """
    locked = lock_row(Event, event.id)
    if locked is None:
        raise NotFound
    keys = {slot.key for slot in slots_of(locked)}
    tickets = _tickets(locked) if any(act.ticket for act in acts) else {}
    return [_note(actor, locked, act, keys, tickets, desk) for act in acts]


def _tickets(event: Event) -> dict[str, int]:
    rows = db.session.execute(
        select(Registration.id, Registration.public_id)
        .where(Registration.event_id == event.id, Registration.anonymised_at.is_(None))
        .order_by(Registration.id)
    ).all()
    return by_ticket((number, public_id) for number, public_id in rows)


def _note(
    actor: Actor,
    event: Event,
    act: Act,
    keys: set[str],
    tickets: dict[str, int],
    desk: DeskPass | None,
) -> Outcome:
    known = db.session.scalar(select(DeskAct).where(DeskAct.act_id == act.act_id))
    if known is not None:
        return _again(known, act)
    if act.slot not in keys:
        return Outcome(act.act_id, Came.REFUSED, why="Cette demi-journée n’existe pas.")
    if act.kind is ActKind.WALK_IN:
        return _walk_in(actor, event, act, desk)
    number = tickets.get(act.ticket) if act.ticket else act.person
    registration = _registration(event, number)
    if registration is None:
        return Outcome(act.act_id, Came.REFUSED, why=NOBODY)
    why = _refusal(registration) if act.kind is ActKind.ARRIVE else None
    if why is not None and not (act.anyway and why == WAITS):
        return Outcome(act.act_id, Came.REFUSED, registration.id, why=why, can_insist=why == WAITS)
    return _write(actor, event, registration, act, desk)


def _again(known: DeskAct, act: Act) -> Outcome:
    """The act was told before: say what stands now, change nothing."""
    presence = _presence(known.registration_id, known.slot)
    came = Came.UNDONE if presence is None else Came.ALREADY
    moment = presence.since if presence else None
    if presence is not None and known.at == moment:
        came = Came.ARRIVED
    return Outcome(act.act_id, came, known.registration_id, moment)


def _registration(event: Event, number: int | None) -> Registration | None:
    if number is None:
        return None
    return db.session.scalar(
        select(Registration)
        .options(selectinload(Registration.claims).joinedload(Claim.pool))
        .where(
            Registration.id == number,
            Registration.event_id == event.id,
            Registration.anonymised_at.is_(None),
        )
        .execution_options(populate_existing=True)
    )


def _refusal(registration: Registration) -> str | None:
    """Why this person cannot be noted; None when they have a seat."""
    if registration.withdrawn_at is not None:
        day = spoken_day(registration.withdrawn_at, weekday=False, year=False)
        hour = spoken_time(registration.withdrawn_at)
        return f"Inscription annulée le {day} à {hour}."
    states = {claim.status for claim in registration.claims if claim.pool.kind in PLACES}
    if states & {ClaimStatus.CONFIRMED, ClaimStatus.ATTENDED, ClaimStatus.ABSENT}:
        return None
    if states & {ClaimStatus.WAITING, ClaimStatus.REQUESTED}:
        return WAITS
    return "Cette inscription a été refusée."


def _write(
    actor: Actor, event: Event, registration: Registration, act: Act, desk: DeskPass | None
) -> Outcome:
    presence = _presence(registration.id, act.slot)
    before = presence.since if presence else None
    db.session.add(
        DeskAct(
            act_id=act.act_id,
            registration_id=registration.id,
            slot=act.slot,
            kind=act.kind,
            at=_clamped(act.at, event),
            pass_id=desk.id if desk else None,
        )
    )
    db.session.flush()
    moment = _fold(registration.id, act.slot)
    if moment != before:
        _keep(registration, act.slot, presence, moment)
    if (moment is None) != (before is None):
        # Only then did anything change; a second arrival is no act.
        _settle(event, registration, anyway=act.anyway)
        audit.record(
            actor,
            "attendance:arrive" if moment else "attendance:undo",
            registration,
            after={"event": event.id, "slot": act.slot, "anyway": act.anyway},
        )
    if moment is None:
        return Outcome(act.act_id, Came.UNDONE, registration.id)
    came = Came.ARRIVED if before is None else Came.ALREADY
    return Outcome(act.act_id, came, registration.id, moment)


def _clamped(at: datetime, event: Event) -> datetime:
    """The moment told, between the morning of the event and now: clocks of phones go astray."""
    now = clock.now()
    at = min(at.replace(microsecond=0), now)
    span = window(event)
    return at if span is None else max(at, min(span[0], now))


def _fold(registration_id: int, slot: str) -> datetime | None:
    return since(
        db.session.scalars(
            select(DeskAct)
            .where(DeskAct.registration_id == registration_id, DeskAct.slot == slot)
            .order_by(DeskAct.id)
        ).all()
    )


def _presence(registration_id: int, slot: str) -> Presence | None:
    return db.session.scalar(
        select(Presence).where(Presence.registration_id == registration_id, Presence.slot == slot)
    )


def _keep(
    registration: Registration, slot: str, presence: Presence | None, moment: datetime | None
) -> None:
    if moment is None:
        db.session.delete(presence)
    elif presence is None:
        db.session.add(Presence(registration_id=registration.id, slot=slot, since=moment))
    else:
        presence.since = moment
    db.session.flush()


def _settle(event: Event, registration: Registration, *, anyway: bool) -> None:
    """Give each claim the state that presence says: the seat follows the whole event, an atelier
    its own slot. Somebody who came on the spot by mistake leaves as if they had never come.
    """
    here = set(
        db.session.scalars(select(Presence.slot).where(Presence.registration_id == registration.id))
    )
    for claim in registration.claims:
        came = bool(here) if claim.pool.kind in PLACES else atelier_key(claim.pool_id) in here
        if came and claim.status in {ClaimStatus.CONFIRMED, ClaimStatus.ABSENT}:
            claim.status = CLAIM.next(claim.status, ClaimAct.COME)
        elif came and anyway and claim.status in {ClaimStatus.WAITING, ClaimStatus.REQUESTED}:
            _admit(event, claim)
        elif not came and claim.status == ClaimStatus.ATTENDED:
            claim.status = CLAIM.next(claim.status, ClaimAct.UNDO)
    if not here and _came_on_the_spot(registration):
        for claim in registration.claims:
            end_claim(claim, BY_MISTAKE)
        registration.withdrawn_at = clock.now()
        registration.withdrawal_reason = BY_MISTAKE
    db.session.flush()


def _admit(event: Event, claim: Claim) -> None:
    """A seat for somebody who had none, beyond the capacity where there is none left."""
    if claim.status == ClaimStatus.WAITING:
        fill = next((one for one in fills_of(event) if one.pool_id == claim.pool_id), None)
        left = fill.room_left if fill else None
        claim.over_capacity = left is not None and left <= 0
    claim.status = CLAIM.next(claim.status, ClaimAct.ADMIT)
    claim.confirmed_at = clock.now()


def _came_on_the_spot(registration: Registration) -> bool:
    statement = select(DeskAct.id).where(
        DeskAct.registration_id == registration.id, DeskAct.kind == ActKind.WALK_IN
    )
    return db.session.scalar(statement.limit(1)) is not None


def _walk_in(actor: Actor, event: Event, act: Act, desk: DeskPass | None) -> Outcome:
    """Register somebody on the spot, and note that they are there."""
    new = act.walk_in
    if new is None or not new.last_name.strip():
        return Outcome(act.act_id, Came.REFUSED, why="Indiquez au moins le nom.")
    pool = next((fill for fill in fills_of(event) if fill.kind == PoolKind.ON_SITE), None)
    if pool is None:
        return Outcome(act.act_id, Came.REFUSED, why="Cette rencontre n’a pas lieu sur place.")
    full = pool.room_left is not None and pool.room_left <= 0
    if full and not act.anyway:
        return Outcome(act.act_id, Came.REFUSED, why=FULL, can_insist=True)
    public_id = str(uuid.uuid4())
    registration = Registration(
        event_id=event.id,
        public_id=public_id,
        token_hash=links.token_hash(links.derive_token(PURPOSE, public_id)),
        first_name=new.first_name.strip()[:NAME_LENGTH],
        last_name=new.last_name.strip()[:NAME_LENGTH],
        email=None,
        email_key=None,
        organisation=(new.organisation or "").strip()[:LINE_LENGTH] or None,
    )
    db.session.add(registration)
    db.session.flush()
    db.session.add(
        Claim(
            registration_id=registration.id,
            pool_id=pool.pool_id,
            status=ClaimStatus.CONFIRMED,
            confirmed_at=clock.now(),
            over_capacity=full,
            reason=ON_SPOT,
        )
    )
    db.session.flush()
    audit.record(
        actor,
        "attendance:walk_in",
        registration,
        after={"event": event.id, "slot": act.slot, "over_capacity": full},
    )
    whole = _registration(event, registration.id)
    return _write(actor, event, whole or registration, act, desk)
