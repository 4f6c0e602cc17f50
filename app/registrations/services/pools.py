"""What registrations do when the seats of their event change, in the same transaction."""

from __future__ import annotations

from sqlalchemy import String, cast, select
from sqlalchemy.orm import aliased, joinedload

from app.events.enums import EventMode, PoolKind
from app.events.facts import PoolsChanged, SessionCancelled
from app.events.models import Event, Pool
from app.events.seats import PoolFill
from app.kernel.db import db
from app.kernel.errors import Invalid
from app.kernel.text import counted
from app.registrations import emails
from app.registrations.allocation import (
    SEATED_OR_WAITING,
    end_claim,
    fills_of,
    give_back_interim,
)
from app.registrations.models import Claim
from app.registrations.services.alerts import tell_fill
from app.registrations.services.answers import settle_held
from app.registrations.services.promote import promote_next

CAPACITY_FIELDS = {
    PoolKind.ON_SITE: "on_site_capacity",
    PoolKind.REMOTE: "remote_capacity",
    PoolKind.SESSION: "capacity",
}
SESSION_GONE = "atelier annulé"


def look_after_pools(fact: PoolsChanged) -> None:
    """Refuse what would take a seat back, then seat who can be."""
    event = fact.event
    fills = fills_of(event)
    for fill in fills:
        _refuse_too_small(fill)
    stranded = db.session.scalar(
        select(Claim.id)
        .join(Pool)
        .where(Pool.event_id == event.id, Pool.retired, Claim.status.in_(SEATED_OR_WAITING))
        .limit(1)
    )
    if stranded is not None:
        raise Invalid({"mode": "Des personnes sont inscrites de cette façon : gardez-la."})
    _refuse_torn(event)
    _refuse_other_way(event)
    if not event.approval_required:
        settle_held(event)
    promote_next(event)
    tell_fill(event)


def end_session(fact: SessionCancelled) -> None:
    """Whoever holds or awaits a seat of a cancelled session is told, and keeps the rest."""
    claims = db.session.scalars(
        select(Claim)
        .options(joinedload(Claim.registration))
        .where(Claim.pool_id == fact.pool.id, Claim.status.in_(SEATED_OR_WAITING))
        .order_by(Claim.id)
    ).all()
    for claim in claims:
        end_claim(claim, SESSION_GONE)
        emails.session_cancelled(claim.registration, fact.event, fact.pool)
    db.session.flush()
    give_back_interim({claim.registration_id for claim in claims}, fills_of(fact.event))


def _refuse_too_small(fill: PoolFill) -> None:
    """Seats that the team added beyond the capacity are not held against it."""
    needed = fill.taken - fill.extra + fill.held
    if fill.capacity is None or needed <= fill.capacity:
        return
    people = counted(fill.taken, "place est prise", "places sont prises")
    aside = f" et {counted(fill.held, 'réservée')}" if fill.held else ""
    least = fill.taken + fill.held
    raise Invalid(
        {CAPACITY_FIELDS[fill.kind]: f"{people}{aside} : gardez au moins {least} places."}
    )


def _refuse_other_way(event: Event) -> None:
    """Nobody must find that a session they hold, or await, is not for the way they attend."""
    mine, other = aliased(Claim), aliased(Claim)
    session, way = aliased(Pool), aliased(Pool)
    title = db.session.scalar(
        select(session.title)
        .join(mine, mine.pool_id == session.id)
        .join(other, other.registration_id == mine.registration_id)
        .join(way, way.id == other.pool_id)
        .where(
            session.event_id == event.id,
            session.kind == PoolKind.SESSION,
            session.attendance != EventMode.HYBRID,
            way.kind != PoolKind.SESSION,
            cast(way.kind, String) != cast(session.attendance, String),
            mine.status.in_(SEATED_OR_WAITING),
            other.status.in_(SEATED_OR_WAITING),
            mine.interim.is_(False),
            other.interim.is_(False),
        )
        .limit(1)
    )
    if title is not None:
        raise Invalid(
            {
                "attendance": f"Des personnes qui participent autrement ont choisi « {title} » : "
                "gardez-le ouvert à ces personnes."
            }
        )


def _refuse_torn(event: Event) -> None:
    """Nobody must find that two sessions they hold, or both await, now take place at one time."""
    mine, other = aliased(Claim), aliased(Claim)
    one, two = aliased(Pool), aliased(Pool)
    torn = db.session.execute(
        select(one.title, two.title)
        .join(mine, mine.pool_id == one.id)
        .join(other, other.registration_id == mine.registration_id)
        .join(two, two.id == other.pool_id)
        .where(
            one.event_id == event.id,
            one.kind == PoolKind.SESSION,
            two.kind == PoolKind.SESSION,
            one.id < two.id,
            one.starts_at < two.ends_at,
            two.starts_at < one.ends_at,
            mine.status.in_(SEATED_OR_WAITING),
            other.status.in_(SEATED_OR_WAITING),
            # One that stands in for the other is no wish beside it.
            mine.interim.is_(False),
            other.interim.is_(False),
        )
        .limit(1)
    ).first()
    if torn is not None:
        both = f"« {torn[0]} » et « {torn[1]} »"
        raise Invalid({"starts_at": f"Des personnes sont inscrites à {both} : gardez-les séparés."})
