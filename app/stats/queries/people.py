"""Registrations, presence and absence; who came, from where, for the first time.

Read anew under a remembered page: nobody watches registrations, which move all the time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import String, and_, case, exists, func, literal, null, select, union_all
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import aliased

from app.attendance.models import Headcount
from app.events.models import Event
from app.kernel.db import db
from app.kernel.memory import live
from app.registrations.enums import ClaimStatus
from app.registrations.models import Claim, Registration
from app.reviews.scope import COUNTED
from app.stats.filters import StatsFilters


@dataclass
class Tally:
    """Numbers of people: registered and not withdrawn, of whom came, of whom were noted absent."""

    registered: int = 0
    attended: int = 0
    absent: int = 0

    def add(self, other: Tally) -> None:
        self.registered += other.registered
        self.attended += other.attended
        self.absent += other.absent

    @property
    def unknown(self) -> int:
        """Those of whom nothing was noted."""
        return self.registered - self.attended - self.absent


@dataclass(frozen=True)
class People:
    """Everything counted of people: by event id, and by the key of the organisation they named."""

    by_event: Mapping[int, Tally] = field(default_factory=dict)
    by_organisation: Mapping[str | None, Tally] = field(default_factory=dict)
    first_timers: int = 0
    came_before: int = 0
    without_address: int = 0
    persons_concerned: int = 0
    # Events of which the team gave that number.
    counted_events: int = 0

    @property
    def total(self) -> Tally:
        whole = Tally()
        for one in self.by_event.values():
            whole.add(one)
        return whole


def _noted(status: ClaimStatus, registration: Any = Registration) -> Any:
    return exists().where(Claim.registration_id == registration.id, Claim.status == status)


def _sums() -> tuple[Any, Any, Any]:
    """Registered, attended, absent, over a group of registrations that are not withdrawn."""
    attended = case((_noted(ClaimStatus.ATTENDED), 1), else_=0)
    absent = case(
        (and_(_noted(ClaimStatus.ABSENT), ~_noted(ClaimStatus.ATTENDED)), 1),
        else_=0,
    )
    return func.count(), func.sum(attended), func.sum(absent)


@live
def people(filters: StatsFilters) -> People:
    """Three queries."""
    chosen = filters.counted_events()
    first, again, unknown = _first_timers(chosen)
    concerned, counted = db.session.execute(
        select(func.coalesce(func.sum(Headcount.persons_concerned), 0), func.count())
        .select_from(Headcount)
        .join(Event, Event.id == Headcount.event_id)
        .where(*chosen)
    ).one()
    by_event, by_organisation = _tallies(chosen)
    return People(
        by_event,
        by_organisation,
        first,
        again,
        unknown,
        int(concerned),
        counted,
    )


def _tallies(chosen: Sequence[Any]) -> tuple[dict[int, Tally], dict[str | None, Tally]]:
    """By event and by organisation, each person looked at once."""
    person = (
        select(
            Registration.event_id.label("event"),
            Registration.organisation_key.label("organisation"),
            func.max(_is(ClaimStatus.ATTENDED)).label("attended"),
            func.max(_is(ClaimStatus.ABSENT)).label("absent"),
        )
        .select_from(Registration)
        .join(Event, Event.id == Registration.event_id)
        .outerjoin(
            Claim,
            and_(
                Claim.registration_id == Registration.id,
                Claim.status.in_((ClaimStatus.ATTENDED, ClaimStatus.ABSENT)),
            ),
        )
        .where(*chosen, Registration.withdrawn_at.is_(None))
        .group_by(Registration.id, Registration.event_id, Registration.organisation_key)
        .cte("person")
    )
    columns = person.c
    absent = case((columns.attended == 1, 0), else_=columns.absent)
    sums = (func.count(), func.sum(columns.attended), func.sum(absent))
    rows = db.session.execute(
        union_all(
            select(columns.event, null().label("organisation"), *sums).group_by(columns.event),
            select(literal(0), columns.organisation, *sums).group_by(columns.organisation),
        )
    )
    by_event: dict[int, Tally] = {}
    by_organisation: dict[str | None, Tally] = {}
    for event, key, registered, attended, absences in rows:
        tally = Tally(int(registered), int(attended), int(absences))
        if event:
            by_event[event] = tally
        else:
            by_organisation[key] = tally
    return by_event, by_organisation


def _is(status: ClaimStatus) -> Any:
    return case((Claim.status == status, 1), else_=0)


def _first_timers(chosen: Sequence[Any]) -> tuple[int, int, int]:
    """Of those who came: whose address came for the first time, whose had come, without one."""
    earlier, before = aliased(Registration), aliased(Event)
    had_come = exists().where(
        earlier.email_key == Registration.email_key,
        earlier.withdrawn_at.is_(None),
        before.id == earlier.event_id,
        before.status.in_(COUNTED),
        before.sorts_on < Event.sorts_on,
        _noted(ClaimStatus.ATTENDED, earlier),
    )
    kind = case((Registration.email_key.is_(None), "none"), (had_come, "again"), else_="first")
    came = (
        select(kind.label("kind"))
        .select_from(Registration)
        .join(Event, Event.id == Registration.event_id)
        .where(*chosen, Registration.withdrawn_at.is_(None), _noted(ClaimStatus.ATTENDED))
        .subquery()
    )
    rows = db.session.execute(select(came.c.kind, func.count()).group_by(came.c.kind))
    counts: dict[str, int] = dict(rows.all())
    return counts.get("first", 0), counts.get("again", 0), counts.get("none", 0)


@live
def people_by_year(filters: StatsFilters) -> dict[int, Tally]:
    """Every year that has registrations. One query."""
    return _by_year(filters, *_sums())


@live
def presences_by_year(filters: StatsFilters) -> dict[int, Tally]:
    """The same without absences, which are not for everybody and take as long to count."""
    registered, attended, _ = _sums()
    return _by_year(filters, registered, attended, literal(0))


def _by_year(
    filters: StatsFilters, registered: Any, attended: Any, absent: Any
) -> dict[int, Tally]:
    # By event first, in the order of an index: a third faster than by year at once.
    by_event = (
        select(
            Registration.event_id,
            registered.label("registered"),
            attended.label("attended"),
            absent.label("absent"),
        )
        .where(Registration.withdrawn_at.is_(None))
        .group_by(Registration.event_id)
        .subquery()
    )
    columns = by_event.c
    year = func.extract("year", Event.sorts_on)
    rows = db.session.execute(
        select(
            sql_cast(year, String),
            func.sum(columns.registered),
            func.sum(columns.attended),
            func.sum(columns.absent),
        )
        .join(by_event, columns.event_id == Event.id)
        .where(*filters.counted_events())
        .group_by(year)
    )
    return {
        int(float(text)): Tally(int(registered), int(attended), int(absent))
        for text, registered, attended, absent in rows
    }
