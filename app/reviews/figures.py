"""What the service holds for a year, counted from its data.

Counts are the same for every reader: they count events that were announced to somebody, drafts and
cancelled ones left out, and answers that were notified.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import ColumnElement, and_, func, select

from app.events.enums import EventKind, EventStatus
from app.events.models import Event
from app.groups.enums import GroupStatus
from app.groups.models import WorkingGroup
from app.kernel.clock import PARIS
from app.kernel.db import db
from app.minutes.models import Minutes
from app.minutes.policies import SHOWN
from app.proposals.enums import Outcome
from app.proposals.models import Answer, Proposal
from app.registrations.enums import ClaimStatus
from app.registrations.models import Claim, Registration

COUNTED = (EventStatus.PUBLISHED, EventStatus.POSTPONED, EventStatus.HELD, EventStatus.CLOSED)


@dataclass(frozen=True)
class Activity:
    """One year of activity. `answers` counts notified answers by outcome."""

    events: dict[EventKind, int]
    groups: int
    groups_that_met: int
    registrations: int
    attended: int
    minutes: int
    submitted: int
    answers: dict[Outcome, int]

    @property
    def is_empty(self) -> bool:
        return not (self.events or self.submitted or self.answers or self.minutes)

    def events_of(self, kind: EventKind) -> int:
        return self.events.get(kind, 0)


def activity(year: int) -> Activity:
    """Everything counted of a year, in a fixed number of queries."""
    return Activity(
        events=_events(year),
        groups=_count(WorkingGroup.id, WorkingGroup.status != GroupStatus.PLANNED),
        groups_that_met=_groups_that_met(year),
        registrations=_registrations(year),
        attended=_attended(year),
        minutes=_count(Minutes.id, Minutes.status.in_(SHOWN), _during(Minutes.published_at, year)),
        submitted=_count(Proposal.id, _during(Proposal.submitted_at, year)),
        answers=_answers(year),
    )


def active_years() -> set[int]:
    """The years in which something took place, was submitted or was answered."""
    days = (
        select(Event.sorts_on)
        .where(Event.status.in_(COUNTED), Event.sorts_on.is_not(None))
        .distinct()
    )
    years = {day.year for day in db.session.scalars(days) if day is not None}
    for column in (Proposal.submitted_at, Answer.notified_at):
        first, last = db.session.execute(select(func.min(column), func.max(column))).one()
        if first is not None and last is not None:
            years |= set(range(first.astimezone(PARIS).year, last.astimezone(PARIS).year + 1))
    return years


def in_year(year: int) -> ColumnElement[bool]:
    """The condition on events of a year that count."""
    return and_(
        Event.status.in_(COUNTED), Event.sorts_on.between(date(year, 1, 1), date(year, 12, 31))
    )


def _during(column: ColumnElement[datetime | None] | object, year: int) -> ColumnElement[bool]:
    moment: ColumnElement[datetime] = column  # type: ignore[assignment]  # a mapped attribute
    return and_(moment >= _new_year(year), moment < _new_year(year + 1))


def _new_year(year: int) -> datetime:
    return datetime.combine(date(year, 1, 1), time(), PARIS).astimezone(UTC)


def _count(column: object, *conditions: ColumnElement[bool]) -> int:
    counted = select(func.count(column)).where(*conditions)  # type: ignore[arg-type]  # mapped
    return db.session.scalar(counted) or 0


def _events(year: int) -> dict[EventKind, int]:
    rows = db.session.execute(
        select(Event.kind, func.count()).where(in_year(year)).group_by(Event.kind)
    )
    return dict(rows.all())


def _groups_that_met(year: int) -> int:
    met = select(func.count(Event.group_id.distinct())).where(
        in_year(year), Event.kind == EventKind.GROUP_MEETING
    )
    return db.session.scalar(met) or 0


def _registrations(year: int) -> int:
    """People registered and not withdrawn."""
    counted = (
        select(func.count(Registration.id))
        .join(Registration.event)
        .where(in_year(year), Registration.withdrawn_at.is_(None))
    )
    return db.session.scalar(counted) or 0


def _attended(year: int) -> int:
    """Registrations whose presence was noted, each once whatever its seats."""
    counted = (
        select(func.count(Claim.registration_id.distinct()))
        .join(Claim.registration)
        .join(Registration.event)
        .where(in_year(year), Claim.status == ClaimStatus.ATTENDED)
    )
    return db.session.scalar(counted) or 0


def _answers(year: int) -> dict[Outcome, int]:
    """Notified answers; of a rectified decision, the last one counts, in the year it was told."""
    latest = (
        select(Answer.proposal_id, func.max(Answer.number).label("number"))
        .where(Answer.notified_at.is_not(None))
        .group_by(Answer.proposal_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Answer.outcome, func.count())
        .join(
            latest,
            and_(latest.c.proposal_id == Answer.proposal_id, latest.c.number == Answer.number),
        )
        .where(_during(Answer.notified_at, year))
        .group_by(Answer.outcome)
    )
    return dict(rows.all())


def is_one_of(kinds: Sequence[EventKind]) -> ColumnElement[bool]:
    return Event.kind.in_(kinds)
