"""Rows of feeds, as plain tuples, in the order they are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Executable, Select, bindparam, or_, select

from app.accounts.models import Account
from app.events.calendar import EventRow, select_rows
from app.events.enums import PoolKind
from app.events.filters import COMING, PAST, AgendaFilters
from app.events.models import Event, Pool
from app.events.queries import matching, visible_to
from app.events.queries.events import announced, in_period, period_values
from app.feeds.models import CalendarFeed
from app.feeds.window import dated, in_window, window_values
from app.groups.models import Mandate, WorkingGroup
from app.kernel import clock
from app.kernel.access import ANONYMOUS, Actor
from app.kernel.db import db
from app.reference.models import Department
from app.registrations.enums import ClaimStatus
from app.registrations.models import Claim, Registration
from app.strategy.models import Axis, Framework

# From the best to have to the least: somebody may hold one seat and wait for another.
RANKS = {
    ClaimStatus.CONFIRMED: 0,
    ClaimStatus.ATTENDED: 0,
    ClaimStatus.ABSENT: 0,
    ClaimStatus.REQUESTED: 1,
    ClaimStatus.WAITING: 2,
}


@dataclass(frozen=True)
class Seat:
    """How somebody stands with an event; the address is there for a confirmed remote seat only."""

    status: ClaimStatus
    remote_url: str | None


@dataclass(frozen=True)
class FeedOwner:
    """Whose private feed it is."""

    account_id: int
    email_key: str
    feed_id: int
    last_used_on: date | None


def _dated(*conditions: ColumnElement[bool]) -> Select[Any]:
    return select_rows().where(dated(), *conditions).order_by(Event.starts_at, Event.id)


def _rows(statement: Select[Any], **values: Any) -> list[EventRow]:
    return [EventRow._make(row) for row in _fetch(statement, **values)]


def _fetch(statement: Executable, **values: Any) -> Sequence[Any]:
    # Past the session, which would wrap each row for mapped objects that are not there.
    return db.session.connection().execute(statement, values).all()


def agenda_rows(filters: AgendaFilters, today: date) -> list[EventRow]:
    """The public events that the filters ask for; a year or a month replaces the usual window."""
    period = [] if filters.periode == COMING else in_period(filters)
    if filters.periode in {COMING, PAST}:
        period.append(in_window())
    statement = _dated(visible_to(ANONYMOUS), *matching(filters), *period)
    return _rows(statement, **window_values(today), **period_values(clock.now()))


_OF_GROUP: Final = _dated(
    visible_to(ANONYMOUS), Event.group_id == bindparam("group_id"), in_window()
)


def group_rows(group_id: int, today: date) -> list[EventRow]:
    """The public events of a group."""
    return _rows(_OF_GROUP, group_id=group_id, **window_values(today))


def file_row(actor: Actor, slug: str) -> EventRow | None:
    """One dated event that has been published and that the actor sees."""
    statement = _dated(visible_to(actor), announced(), Event.slug == slug)
    rows = _rows(statement)
    return rows[0] if rows else None


_MANDATES: Final = select(Mandate.group_id).where(
    Mandate.account_id == bindparam("account_id"),
    Mandate.since <= bindparam("today"),
    or_(Mandate.until.is_(None), Mandate.until > bindparam("today")),
)
_FOLLOWED: Final = _dated(
    announced(),
    or_(Event.id.in_(bindparam("event_ids", expanding=True)), Event.group_id.in_(_MANDATES)),
    in_window(),
)


def personal_rows(owner: FeedOwner, event_ids: Sequence[int], today: date) -> list[EventRow]:
    """The events of these ids and of the groups that the person belongs to today."""
    return _rows(
        _FOLLOWED,
        event_ids=list(event_ids),
        account_id=owner.account_id,
        today=today,
        **window_values(today),
    )


_SEATS: Final = (
    select(Registration.event_id, Claim.status, Pool.kind, Event.remote_url)
    .join(Claim, Claim.registration_id == Registration.id)
    .join(Pool, Pool.id == Claim.pool_id)
    .join(Event, Event.id == Registration.event_id)
    .where(
        Registration.email_key == bindparam("email_key"),
        Registration.withdrawn_at.is_(None),
        Pool.kind != PoolKind.SESSION,
        Claim.status.in_(RANKS),
    )
    .order_by(Claim.id)
)


def seats(owner: FeedOwner) -> dict[int, Seat]:
    """Where the person has or awaits a seat, by event id: registrations under their own address.

    The address is theirs: it is the one they sign in with.
    """
    found: dict[int, Seat] = {}
    for event_id, status, kind, url in _fetch(_SEATS, email_key=owner.email_key):
        remote = url if kind is PoolKind.REMOTE and RANKS[status] == 0 else None
        known = found.get(event_id)
        if known is None or RANKS[status] < RANKS[known.status]:
            found[event_id] = Seat(status, remote)
    return found


_OWNER: Final = (
    select(CalendarFeed.account_id, Account.email_key, CalendarFeed.id, CalendarFeed.last_used_on)
    .join(Account, Account.id == CalendarFeed.account_id)
    .where(
        CalendarFeed.token_hash == bindparam("token_hash"),
        CalendarFeed.revoked_at.is_(None),
        Account.closed_at.is_(None),
    )
)


def owner_of(token_hash: str) -> FeedOwner | None:
    """Whose feed a token opens; None when it is unknown, revoked, or the account is closed."""
    rows = _fetch(_OWNER, token_hash=token_hash)
    return FeedOwner(*rows[0]) if rows else None


def feeds_of(account_id: int | None) -> Sequence[CalendarFeed]:
    """The private feeds of an account that still answer, oldest first."""
    return db.session.scalars(
        select(CalendarFeed)
        .where(CalendarFeed.account_id == account_id, CalendarFeed.revoked_at.is_(None))
        .order_by(CalendarFeed.created_at, CalendarFeed.id)
    ).all()


def feed_of(actor: Actor, feed_id: int) -> CalendarFeed | None:
    """One private feed of the person who asks."""
    feed: CalendarFeed | None = db.session.scalar(
        select(CalendarFeed).where(
            CalendarFeed.id == feed_id, CalendarFeed.account_id == actor.account_id
        )
    )
    return feed


def group_name(slug: str) -> tuple[int, str] | None:
    """Id and name of a group."""
    row = db.session.execute(
        select(WorkingGroup.id, WorkingGroup.name).where(WorkingGroup.slug == slug)
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def department_name(code: str) -> str | None:
    return db.session.scalar(select(Department.name).where(Department.code == code))


def axis_exists(framework: str, number: int) -> bool:
    found = db.session.scalar(
        select(Axis.id)
        .join(Framework, Framework.id == Axis.framework_id)
        .where(Framework.code == framework, Axis.number == number)
    )
    return found is not None
