"""Reading registrations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from app.events.enums import PoolKind
from app.events.models import Event, Pool
from app.kernel import links
from app.kernel.access import Actor, can
from app.kernel.db import db
from app.questions.models import GivenAnswer
from app.registrations.allocation import SEATED_OR_WAITING, rank_of
from app.registrations.enums import ClaimStatus
from app.registrations.models import Claim, Registration


@dataclass(frozen=True)
class Standing:
    """Where one claim of a person stands: a seat, or a rank in the queue."""

    claim: Claim
    kind: PoolKind
    rank: int | None

    @property
    def is_seated(self) -> bool:
        return self.claim.status != ClaimStatus.WAITING


def own_by_token(_actor: Actor, *, token: str) -> Registration | None:
    """The registration of a private link, whoever opens it; None when there is none."""
    return db.session.scalar(
        select(Registration)
        .options(
            joinedload(Registration.event).joinedload(Event.department),
            joinedload(Registration.event).selectinload(Event.pools),
            selectinload(Registration.claims).joinedload(Claim.pool),
        )
        .where(
            Registration.token_hash == links.token_hash(token),
            Registration.anonymised_at.is_(None),
        )
    )


def standings(registration: Registration) -> list[Standing]:
    """The live claims of a registration, seats first; needs its claims and their pools loaded."""
    live = [claim for claim in registration.claims if claim.status in SEATED_OR_WAITING]
    found = [Standing(claim, claim.pool.kind, rank_of(claim)) for claim in live]
    return sorted(found, key=lambda standing: (not standing.is_seated, standing.claim.id))


@dataclass(frozen=True)
class Line:
    """One line of an event's list: a person, how they come, where they stand."""

    registration_id: int
    first_name: str
    last_name: str
    email: str | None
    organisation: str | None
    mode: PoolKind
    status: ClaimStatus
    rank: int | None
    registered_at: datetime


def lines(event: Event, *, withdrawn: bool = True) -> Sequence[Line]:
    """The registrations of an event: seated first, then the queue in order, then the withdrawn.

    A person who keeps a seat while waiting for another has two lines. One query.
    """
    # Ranks are counted over those who wait: the order of ids is the order of arrival.
    rank = func.row_number().over(partition_by=(Claim.pool_id, Claim.status), order_by=Claim.id)
    rows = db.session.execute(
        select(Registration, Claim.status, Pool.kind, rank)
        .join(Registration.claims)
        .join(Pool, Pool.id == Claim.pool_id)
        .where(Registration.event_id == event.id, Pool.kind != PoolKind.SESSION)
        .order_by(Claim.id)
    ).all()
    found: list[Line] = []
    told: set[int] = set()
    live = {registration.id for registration, status, _, _ in rows if status in SEATED_OR_WAITING}
    # Of somebody with nothing live, only the last word counts.
    for registration, status, kind, place in reversed(rows):
        if status not in SEATED_OR_WAITING and (
            not withdrawn or registration.id in live or registration.id in told
        ):
            continue
        told.add(registration.id)
        found.append(
            Line(
                registration_id=registration.id,
                first_name=registration.first_name,
                last_name=registration.last_name,
                email=registration.email,
                organisation=registration.organisation,
                mode=kind,
                status=status,
                rank=place if status == ClaimStatus.WAITING else None,
                registered_at=registration.created_at,
            )
        )
    found.reverse()
    return sorted(found, key=lambda line: (_order(line.status), line.mode, line.rank or 0))


def people_expected(event: Event) -> Sequence[Registration]:
    """Those registered and not cancelled, by name."""
    return db.session.scalars(
        select(Registration)
        .where(Registration.event_id == event.id, Registration.withdrawn_at.is_(None))
        .order_by(Registration.last_name, Registration.first_name, Registration.id)
    ).all()


def carries_document(actor: Actor, document_id: int) -> bool:
    """Whether the document is an answer given to an event that the actor runs."""
    event = db.session.scalar(
        select(Event)
        .join(Registration, Registration.event_id == Event.id)
        .join(GivenAnswer, GivenAnswer.registration_id == Registration.id)
        .where(GivenAnswer.document_id == document_id)
        .limit(1)
    )
    return event is not None and can(actor, "registration:list", event)


def _order(status: ClaimStatus) -> int:
    if status == ClaimStatus.WAITING:
        return 1
    return 0 if status in SEATED_OR_WAITING else 2


def registration_to_run(_actor: Actor, *, registration_id: int) -> Registration | None:
    """One registration with its event and claims, for those who run the event."""
    return db.session.scalar(
        select(Registration)
        .options(
            joinedload(Registration.event), selectinload(Registration.claims).joinedload(Claim.pool)
        )
        .where(Registration.id == registration_id)
    )
