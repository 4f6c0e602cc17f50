"""Registrations, presence and absence; who came, from where, for the first time.

Read anew under a remembered page: nobody watches registrations, which move all the time.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import String, and_, case, exists, func, select
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
    """Everything counted of people. `cells`: (event id, key of the organisation) → tally."""

    cells: Mapping[tuple[int, str | None], Tally] = field(default_factory=dict)
    first_timers: int = 0
    came_before: int = 0
    without_address: int = 0
    persons_concerned: int = 0
    # Events of which the team gave that number.
    counted_events: int = 0

    @property
    def total(self) -> Tally:
        whole = Tally()
        for one in self.cells.values():
            whole.add(one)
        return whole

    def by_event(self) -> dict[int, Tally]:
        found: defaultdict[int, Tally] = defaultdict(Tally)
        for (event_id, _), one in self.cells.items():
            found[event_id].add(one)
        return found

    def by_organisation(self) -> dict[str | None, Tally]:
        found: defaultdict[str | None, Tally] = defaultdict(Tally)
        for (_, key), one in self.cells.items():
            found[key].add(one)
        return found


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
    rows = db.session.execute(
        select(Registration.event_id, Registration.organisation_key, *_sums())
        .join(Event, Event.id == Registration.event_id)
        .where(*chosen, Registration.withdrawn_at.is_(None))
        .group_by(Registration.event_id, Registration.organisation_key)
    )
    cells = {
        (event_id, key): Tally(int(registered), int(attended), int(absent))
        for event_id, key, registered, attended, absent in rows
    }
    first, again, unknown = _first_timers(chosen)
    concerned, counted = db.session.execute(
        select(func.coalesce(func.sum(Headcount.persons_concerned), 0), func.count())
        .select_from(Headcount)
        .join(Event, Event.id == Headcount.event_id)
        .where(*chosen)
    ).one()
    return People(cells, first, again, unknown, int(concerned), counted)


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
    counts: Counter[str] = Counter(
        db.session.scalars(
            select(kind)
            .select_from(Registration)
            .join(Event, Event.id == Registration.event_id)
            .where(*chosen, Registration.withdrawn_at.is_(None), _noted(ClaimStatus.ATTENDED))
        )
    )
    return counts["first"], counts["again"], counts["none"]


@live
def people_by_year(filters: StatsFilters) -> dict[int, Tally]:
    """Every year that has registrations. One query."""
    year = func.extract("year", Event.sorts_on)
    rows = db.session.execute(
        select(sql_cast(year, String), *_sums())
        .select_from(Registration)
        .join(Event, Event.id == Registration.event_id)
        .where(*filters.counted_events(), Registration.withdrawn_at.is_(None))
        .group_by(year)
    )
    return {
        int(float(text)): Tally(int(registered), int(attended), int(absent))
        for text, registered, attended, absent in rows
    }
