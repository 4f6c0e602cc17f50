"""The list of an event's registrations as the team works with it: one row a person.

Two queries whatever the number of people; filters, search and order are made on the rows, which an
event never has more of than a house can hold.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.events.models import Event, Pool
from app.kernel.db import db
from app.kernel.paging import Page
from app.kernel.text import fold
from app.outbox.enums import MessageStatus
from app.outbox.models import OutboxMessage
from app.registrations.allocation import SEATED_OR_WAITING
from app.registrations.enums import LIVE, ClaimStatus
from app.registrations.families import family_of, known_partners
from app.registrations.filters import Order, RosterFilters
from app.registrations.models import Claim, Registration

PAGE_SIZE = 50
_KEY = re.compile(r"registration:(\d+):")
_ORDER = {status: rank for rank, status in enumerate(ClaimStatus)}


@dataclass(frozen=True)
class Seat:
    """One claim as the list tells it; `rank` is the place of a waiting one in its queue."""

    pool_id: int
    label: str
    is_session: bool
    status: ClaimStatus
    rank: int | None
    interim: bool


@dataclass(frozen=True)
class Person:
    """One registration: who, what they hold or await, or how it ended."""

    registration_id: int
    first_name: str
    last_name: str
    email: str | None
    organisation: str | None
    organisation_key: str | None
    status: ClaimStatus
    seats: tuple[Seat, ...]
    registered_at: datetime
    mail_failed: bool = False

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def is_live(self) -> bool:
        return self.status in LIVE

    @property
    def mode(self) -> Seat:
        """The way to attend that counts: the one wished for, not the one kept meanwhile."""
        modes = [seat for seat in self.seats if not seat.is_session]
        return next((seat for seat in reversed(modes) if not seat.interim), modes[-1])

    @property
    def sessions(self) -> list[Seat]:
        return [seat for seat in self.seats if seat.is_session]


def everyone(event: Event) -> list[Person]:
    """All registrations of the event, in order of arrival."""
    rank = func.row_number().over(partition_by=(Claim.pool_id, Claim.status), order_by=Claim.id)
    columns = (
        *(Registration.id, Registration.first_name, Registration.last_name, Registration.email),
        *(Registration.organisation, Registration.organisation_key, Registration.created_at),
        *(Pool.id, Pool.kind, Pool.title, Claim.status, Claim.interim, rank),
    )
    rows = db.session.execute(
        select(*columns)
        .join(Registration.claims)
        .join(Pool, Pool.id == Claim.pool_id)
        .where(Registration.event_id == event.id)
        .order_by(Registration.id, Claim.id)
    )
    people: dict[int, tuple[tuple[object, ...], list[Seat]]] = {}
    for (
        number,
        first,
        last,
        email,
        name,
        key,
        at,
        pool_id,
        kind,
        title,
        status,
        kept,
        place,
    ) in rows:
        seat = Seat(
            pool_id,
            title or kind.label,
            title is not None,
            status,
            place if status == ClaimStatus.WAITING else None,
            kept,
        )
        people.setdefault(number, ((first, last, email, name, key, at), []))[1].append(seat)
    failed = mail_failed(event)
    found = [_person(number, *row, failed=number in failed) for number, row in people.items()]
    return [person for person in found if person is not None]


def _person(
    number: int, who: Sequence[object], seats: Sequence[Seat], *, failed: bool
) -> Person | None:
    first, last, email, organisation, key, at = who
    live = [seat for seat in seats if seat.status in SEATED_OR_WAITING]
    modes = [seat for seat in live or seats if not seat.is_session]
    if not modes:
        return None
    # Of somebody with nothing live, only the last word counts.
    kept = tuple(live) if live else (modes[-1],)
    wished = next((seat for seat in reversed(modes) if not seat.interim), modes[-1])
    return Person(
        registration_id=number,
        first_name=str(first),
        last_name=str(last),
        email=email if isinstance(email, str) else None,
        organisation=organisation if isinstance(organisation, str) else None,
        organisation_key=key if isinstance(key, str) else None,
        status=wished.status,
        seats=kept,
        registered_at=at,  # type: ignore[arg-type]  # the column's own type
        mail_failed=failed,
    )


def mail_failed(event: Event) -> set[int]:
    """Whose address did not take a mail of ours: the one they have now, not one since corrected.

    It is to be looked at, and frees nothing: the person may come all the same.
    """
    rows = db.session.execute(
        select(OutboxMessage.key, OutboxMessage.recipient).where(
            OutboxMessage.thread == f"event:{event.id}",
            OutboxMessage.status.in_({MessageStatus.FAILED, MessageStatus.BOUNCED}),
        )
    ).all()
    failed = [(int(match[1]), to) for key, to in rows if (match := _KEY.match(key))]
    if not failed:
        return set()
    rows_of = db.session.execute(
        select(Registration.id, Registration.email_key).where(
            Registration.id.in_([number for number, _ in failed])
        )
    )
    addresses = {row.id: row.email_key for row in rows_of}
    return {
        number
        for number, to in failed
        # A recipient that was forgotten since stays as it was.
        if not to or (addresses.get(number) or to.casefold()) == to.casefold()
    }


def matching(people: Sequence[Person], filters: RosterFilters) -> list[Person]:
    """Those whom the filters keep, in the order asked for, ids last."""
    words = fold(filters.q).split()
    kept = [person for person in people if _keeps(filters, words, person)]
    if filters.famille:
        partners = known_partners()
        kept = [p for p in kept if family_of(p.organisation_key, partners) == filters.famille]
    if filters.tri is Order.LATEST:
        return sorted(kept, key=lambda p: p.registration_id, reverse=True)
    if filters.tri is Order.NAME:
        return sorted(kept, key=_by_name)
    if filters.tri is Order.ORGANISATION:
        return sorted(
            kept, key=lambda p: (not p.organisation, fold(p.organisation or ""), *_by_name(p))
        )
    return sorted(kept, key=_by_standing)


def _keeps(filters: RosterFilters, words: Sequence[str], person: Person) -> bool:
    if filters.courriel and not (person.mail_failed and person.is_live):
        return False
    if filters.organisation and person.organisation_key != filters.organisation:
        return False
    seats = [s for s in person.seats if filters.lieu is None or s.pool_id == filters.lieu]
    if not seats:
        return False
    # Of a pool, the status there; of the whole, any seat that stands so.
    if filters.statut is not None and all(seat.status != filters.statut for seat in seats):
        return False
    if not words:
        return True
    said = fold(
        f"{person.name} {person.last_name} {person.email or ''} {person.organisation or ''}"
    )
    return all(word in said for word in words)


def _by_name(person: Person) -> tuple[str, str, int]:
    return fold(person.last_name), fold(person.first_name), person.registration_id


def _by_standing(person: Person) -> tuple[int, int, int]:
    return _ORDER[person.status], person.mode.rank or 0, person.registration_id


def page_of(people: Sequence[Person], number: int) -> Page[Person]:
    """The `number`-th page; a number past the end gives the last."""
    last = max(1, -(-len(people) // PAGE_SIZE))
    number = min(max(1, number), last)
    items = people[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    return Page(items=items, number=number, total=len(people), size=PAGE_SIZE)


def organisations_of(people: Sequence[Person]) -> Mapping[str, str]:
    """Key → name of the organisations in the list, by name."""
    names = {p.organisation_key: p.organisation for p in people if p.organisation_key}
    pairs = [(key, name) for key, name in names.items() if key and name]
    return dict(sorted(pairs, key=lambda pair: (fold(pair[1]), pair[0])))
