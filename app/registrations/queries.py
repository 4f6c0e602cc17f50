"""Reading registrations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from app.events.enums import PoolKind
from app.events.models import Event, Pool
from app.events.seats import PoolFill
from app.kernel import links
from app.kernel.access import Actor, can
from app.kernel.db import db
from app.kernel.text import fold
from app.questions.models import GivenAnswer
from app.registrations.allocation import SEATED_OR_WAITING, live_claims, rank_of
from app.registrations.enums import ClaimStatus
from app.registrations.models import Claim, Invitation, Registration


@dataclass(frozen=True)
class Standing:
    """Where one claim of a person stands: a seat, or a rank in the queue of a full pool."""

    claim: Claim
    kind: PoolKind
    rank: int | None
    label: str
    fill: PoolFill | None = None

    @property
    def is_seated(self) -> bool:
        return self.claim.status != ClaimStatus.WAITING

    @property
    def is_session(self) -> bool:
        return self.kind is PoolKind.SESSION

    @property
    def words(self) -> str:
        """ "place confirmée", "20 places prises sur 20, rang 3": why somebody waits."""
        if self.rank is not None:
            why = f"{self.fill.why_full}, " if self.fill and self.fill.capacity is not None else ""
            return f"liste d’attente : {why}rang {self.rank}"
        if self.claim.status == ClaimStatus.REQUESTED:
            return "place gardée, à confirmer"
        return "place gardée en attendant l’autre" if self.claim.interim else "place confirmée"


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


def standings(registration: Registration, fills: Sequence[PoolFill] = ()) -> list[Standing]:
    """The live claims of a registration, seats first; needs its claims and their pools loaded.

    With the fills of the event, each says why it waits.
    """
    by_pool = {fill.pool_id: fill for fill in fills}
    found = [
        Standing(
            claim, claim.pool.kind, rank_of(claim), claim.pool.label, by_pool.get(claim.pool_id)
        )
        for claim in registration.claims
        if claim.status in SEATED_OR_WAITING
    ]
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
    """Those registered and not cancelled, by name as one looks it up: É beside E."""
    found = db.session.scalars(
        select(Registration).where(
            Registration.event_id == event.id, Registration.withdrawn_at.is_(None)
        )
    ).all()
    return sorted(found, key=lambda one: (fold(one.last_name), fold(one.first_name), one.id))


def room_or_not(registration: Registration) -> PoolKind:
    """Whether somebody has, or awaits, a seat in the room, even meanwhile; pools are loaded."""
    kinds = {claim.pool.kind for claim in live_claims(registration)}
    return PoolKind.ON_SITE if PoolKind.ON_SITE in kinds else PoolKind.REMOTE


def in_the_room(event: Event) -> dict[int, bool]:
    """Who comes, or awaits a seat, in the room, by registration: whether they have one."""
    rows = db.session.execute(
        select(Claim.registration_id, Claim.status)
        .join(Pool, Pool.id == Claim.pool_id)
        .where(
            Pool.event_id == event.id,
            Pool.kind == PoolKind.ON_SITE,
            Claim.status.in_(SEATED_OR_WAITING),
        )
    )
    return {number: status != ClaimStatus.WAITING for number, status in rows}


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


def session_words(event: Event) -> dict[int, str]:
    """By registration, each session that it holds or awaits, for scripts. One query."""
    rank = func.row_number().over(partition_by=(Claim.pool_id, Claim.status), order_by=Claim.id)
    rows = db.session.execute(
        select(Claim.registration_id, Pool.title, Claim.status, rank)
        .join(Pool, Pool.id == Claim.pool_id)
        .where(
            Pool.event_id == event.id,
            Pool.kind == PoolKind.SESSION,
            Claim.status.in_(SEATED_OR_WAITING),
        )
        .order_by(Pool.rank, Pool.id)
    )
    found: dict[int, list[str]] = {}
    for number, title, status, place in rows:
        queued = f" {place}" if status == ClaimStatus.WAITING else ""
        found.setdefault(number, []).append(f"{title}={status.value}{queued}")
    return {number: "; ".join(words) for number, words in found.items()}


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


def claim_to_run(_actor: Actor, *, registration_id: int, claim_id: int) -> Claim | None:
    """One live claim with its pool, registration and event, for those who run the event."""
    return db.session.scalar(
        select(Claim)
        .options(
            joinedload(Claim.pool), joinedload(Claim.registration).joinedload(Registration.event)
        )
        .where(
            Claim.id == claim_id,
            Claim.registration_id == registration_id,
            Claim.status.in_(SEATED_OR_WAITING),
        )
    )


def invitations_of(event: Event) -> Sequence[tuple[Invitation, str | None]]:
    """The invitations of an event, latest first, each with who else has used it, if somebody did:
    their name and address.
    """
    rows = db.session.execute(
        select(Invitation, Registration)
        .outerjoin(Registration, Registration.id == Invitation.registration_id)
        .where(Invitation.event_id == event.id)
        .order_by(Invitation.id.desc())
    ).all()
    return [(invited, _somebody_else(invited, used)) for invited, used in rows]


def _somebody_else(invited: Invitation, used: Registration | None) -> str | None:
    if used is None or not used.email or used.email_key == invited.email_key:
        return None
    return f"{used.name}, {used.email}"


def invitation_to_run(_actor: Actor, *, invitation_id: int) -> Invitation | None:
    """One invitation with its event; the permission is checked apart."""
    return db.session.scalar(
        select(Invitation)
        .options(joinedload(Invitation.event))
        .where(Invitation.id == invitation_id)
    )
