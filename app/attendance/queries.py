"""Reading who is expected and who was there. Scoped by the event, which its loader has scoped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.attendance.models import DeskPass, HalfDay, Headcount, Presence
from app.attendance.slots import Slot, atelier_key, half_days
from app.events.enums import EventMode, EventStatus, PoolKind
from app.events.models import Event, Pool
from app.kernel import clock, links
from app.kernel.access import Actor
from app.kernel.clock import from_paris, paris
from app.kernel.db import db
from app.kernel.text import fold
from app.registrations.enums import ClaimStatus
from app.registrations.models import Claim, Registration

PLACES = frozenset({PoolKind.ON_SITE, PoolKind.REMOTE})
# Told to come: their name stands on the sheet.
EXPECTED = frozenset({ClaimStatus.CONFIRMED, ClaimStatus.ATTENDED, ClaimStatus.ABSENT})
QUEUED = frozenset({ClaimStatus.WAITING, ClaimStatus.REQUESTED})
# A phone that comes back into the network after the day still hands over what it noted.
HAND_OVER = timedelta(days=3)


@dataclass(frozen=True)
class Person:
    """One registration as the desk knows it."""

    id: int
    public_id: str
    first_name: str
    last_name: str
    organisation: str | None
    email: str | None
    withdrawn_at: datetime | None
    mode: PoolKind | None
    status: ClaimStatus
    ateliers: frozenset[int] = frozenset()
    present: Mapping[str, datetime] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def is_expected(self) -> bool:
        return self.withdrawn_at is None and self.status in EXPECTED

    @property
    def is_queued(self) -> bool:
        return self.withdrawn_at is None and self.status in QUEUED


def people(event_id: int) -> list[Person]:
    """Everybody who registered, by last name as one looks it up; two queries."""
    present: dict[int, dict[str, datetime]] = {}
    for number, slot, since in db.session.execute(
        select(Presence.registration_id, Presence.slot, Presence.since)
        .join(Registration, Registration.id == Presence.registration_id)
        .where(Registration.event_id == event_id)
    ):
        present.setdefault(number, {})[slot] = since
    rows = db.session.execute(
        select(Registration, Claim.status, Pool.kind, Pool.id)
        .join(Claim, Claim.registration_id == Registration.id)
        .join(Pool, Pool.id == Claim.pool_id)
        .where(Registration.event_id == event_id, Registration.anonymised_at.is_(None))
        .order_by(Registration.id, Claim.id)
    ).all()
    claims: dict[Registration, list[tuple[ClaimStatus, PoolKind, int]]] = {}
    for registration, status, kind, pool_id in rows:
        claims.setdefault(registration, []).append((status, kind, pool_id))
    found = [_person(one, held, present.get(one.id, {})) for one, held in claims.items()]
    return sorted(found, key=lambda one: (fold(one.last_name), fold(one.first_name), one.id))


def _person(
    registration: Registration,
    claims: Sequence[tuple[ClaimStatus, PoolKind, int]],
    present: Mapping[str, datetime],
) -> Person:
    places = [(status, kind) for status, kind, _ in claims if kind in PLACES]
    # The seat that is held, else the wait, else how the last wish ended.
    best = min(reversed(places), key=lambda one: _rank(one[0]), default=None)
    status, mode = best if best is not None else (ClaimStatus.WITHDRAWN, None)
    return Person(
        id=registration.id,
        public_id=registration.public_id,
        first_name=registration.first_name,
        last_name=registration.last_name,
        organisation=registration.organisation,
        email=registration.email,
        withdrawn_at=registration.withdrawn_at,
        mode=mode,
        status=status,
        ateliers=frozenset(
            pool_id for state, kind, pool_id in claims if kind not in PLACES and state in EXPECTED
        ),
        present=present,
    )


def _rank(status: ClaimStatus) -> int:
    return 0 if status in EXPECTED else 1 if status in QUEUED else 2


def slots_of(event: Event) -> list[Slot]:
    """The half-days of an event, then its ateliers in order."""
    hours = db.session.execute(
        select(HalfDay.day, HalfDay.part, HalfDay.starts_at, HalfDay.ends_at)
        .where(HalfDay.event_id == event.id)
        .order_by(HalfDay.starts_at, HalfDay.id)
    ).all()
    found = half_days(
        event.starts_at,
        event.ends_at,
        [(day, part, starts, ends) for day, part, starts, ends in hours],
    )
    return found + _ateliers(event)


def _ateliers(event: Event) -> list[Slot]:
    """One without a time of its own lasts as long as the event."""
    if event.starts_at is None or event.ends_at is None:
        return []
    rows = db.session.execute(
        select(Pool.id, Pool.title, Pool.starts_at, Pool.ends_at, Pool.attendance)
        .where(
            Pool.event_id == event.id,
            Pool.kind == PoolKind.SESSION,
            Pool.retired.is_(False),
        )
        .order_by(Pool.starts_at, Pool.rank, Pool.id)
    ).all()
    found = []
    for number, title, starts, ends, attendance in rows:
        remote = attendance is EventMode.REMOTE
        label = title or "Atelier"
        if remote and event.mode is EventMode.HYBRID:
            label = f"{label} (à distance)"
        begins, finishes = starts or event.starts_at, ends or event.ends_at
        found.append(Slot(atelier_key(number), label, begins, finishes, number, remote=remote))
    return found


@dataclass(frozen=True)
class Counts:
    """How many are expected, and how many came, in all and per slot."""

    expected: int
    present: int
    by_slot: Mapping[str, int]


def counts(everybody: Sequence[Person]) -> Counts:
    by_slot: Counter[str] = Counter()
    for person in everybody:
        by_slot.update(person.present.keys())
    return Counts(
        expected=sum(person.is_expected for person in everybody),
        present=sum(bool(person.present) for person in everybody),
        by_slot=by_slot,
    )


def expected_in(everybody: Sequence[Person], slot: Slot, mode: PoolKind | None) -> list[Person]:
    """Who should be in a slot: those of the atelier, or all who come (this way, if given)."""
    return [
        person
        for person in everybody
        if person.is_expected
        and (mode is None or person.mode == mode)
        and (slot.pool_id is None or slot.pool_id in person.ateliers)
    ]


def headcount(event: Event) -> int | None:
    """The persons concerned who were there, as the team counted them."""
    return db.session.scalar(
        select(Headcount.persons_concerned).where(Headcount.event_id == event.id)
    )


def passes(event: Event) -> Sequence[DeskPass]:
    """The passes of an event's desk that still open, oldest first."""
    return db.session.scalars(
        select(DeskPass)
        .where(DeskPass.event_id == event.id, DeskPass.revoked_at.is_(None))
        .order_by(DeskPass.id)
    ).all()


def window(event: Event) -> tuple[datetime, datetime] | None:
    """From when to when a pass opens: the days of the event, from midnight to midnight in Paris."""
    if event.starts_at is None or event.ends_at is None:
        return None
    last = paris(event.ends_at).date() + timedelta(days=1)
    return from_paris(paris(event.starts_at).date(), time(0)), from_paris(last, time(0))


def desk(actor: Actor, *, token: str) -> DeskPass | None:
    """The pass of a link, whatever the hour: its page says when it opens. None once it is over."""
    found = _pass(actor, token)
    if found is None:
        return None
    span = window(found.event)
    return found if span is not None and clock.now() < span[1] else None


def open_desk(actor: Actor, *, token: str) -> DeskPass | None:
    """The pass of a link, while it opens the list: on the days of the event."""
    found = desk(actor, token=token)
    span = window(found.event) if found is not None else None
    return found if span is not None and span[0] <= clock.now() else None


def desk_handing_over(actor: Actor, *, token: str) -> DeskPass | None:
    """The same for handing over what was noted, which a late network may delay by some days."""
    found = _pass(actor, token)
    span = window(found.event) if found is not None else None
    if span is None or not span[0] <= clock.now() < span[1] + HAND_OVER:
        return None
    return found


def _pass(actor: Actor, token: str) -> DeskPass | None:
    found = db.session.scalar(
        select(DeskPass)
        .options(joinedload(DeskPass.event).joinedload(Event.department))
        .where(DeskPass.token_hash == links.token_hash(token), DeskPass.revoked_at.is_(None))
    )
    if found is None or found.event.status in {EventStatus.DRAFT, EventStatus.CANCELLED}:
        return None
    if found.account_id is not None and found.account_id != actor.account_id:
        return None
    return found


def at_the_door(event: Event) -> frozenset[PoolKind]:
    """The ways to attend of those who come to the door: in the room, where there is one."""
    return PLACES if event.mode is EventMode.REMOTE else frozenset({PoolKind.ON_SITE})


def expected_and_known(event: Event) -> tuple[int, int]:
    """How many are expected at the door, and the last to have registered: asked for often."""
    event_id = event.id
    expected = db.session.scalar(
        select(func.count(Claim.registration_id.distinct()))
        .join(Registration, Registration.id == Claim.registration_id)
        .join(Pool, Pool.id == Claim.pool_id)
        .where(
            Registration.event_id == event_id,
            Registration.withdrawn_at.is_(None),
            Registration.anonymised_at.is_(None),
            Pool.kind.in_(at_the_door(event)),
            Claim.status.in_(EXPECTED),
        )
    )
    known = db.session.scalar(
        select(func.max(Registration.id)).where(Registration.event_id == event_id)
    )
    return expected or 0, known or 0


def presences_of(registration_ids: Sequence[int]) -> dict[int, list[tuple[str, datetime]]]:
    """When these people were there, by registration."""
    found: dict[int, list[tuple[str, datetime]]] = {}
    for number, slot, since in db.session.execute(
        select(Presence.registration_id, Presence.slot, Presence.since)
        .where(Presence.registration_id.in_(registration_ids))
        .order_by(Presence.registration_id, Presence.slot)
    ):
        found.setdefault(number, []).append((slot, since))
    return found


def present_pairs(event_id: int) -> Sequence[tuple[int, str, datetime]]:
    """(registration, slot, since) of all who are noted: what a device asks for again and again."""
    rows = db.session.execute(
        select(Presence.registration_id, Presence.slot, Presence.since)
        .join(Registration, Registration.id == Presence.registration_id)
        .where(Registration.event_id == event_id)
        .order_by(Presence.id)
    ).all()
    return [(number, slot, since) for number, slot, since in rows]
