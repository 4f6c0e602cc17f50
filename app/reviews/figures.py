"""What the service holds for a year, counted from its data.

Counts are the same for every reader: they count events that were announced to somebody, drafts and
cancelled ones left out, and answers that were notified.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, select

from app.attendance.models import Headcount
from app.events.enums import EventKind
from app.events.models import Event
from app.groups.enums import GroupStatus
from app.groups.models import WorkingGroup
from app.kernel import clock
from app.kernel.clock import PARIS
from app.kernel.collation import sort_key
from app.kernel.db import db
from app.kernel.memory import live
from app.minutes.models import Decision, Minutes
from app.minutes.policies import SHOWN
from app.organisations.models import Organisation
from app.proposals.enums import Outcome
from app.proposals.models import Answer, FollowUp, Proposal
from app.registrations.enums import ClaimStatus
from app.registrations.models import Claim, Registration, organisation_key
from app.reviews.scope import COUNTED, Scope


@dataclass(frozen=True)
class Activity:
    """One year of activity. `answers` counts notified answers by outcome."""

    events: dict[EventKind, int]
    groups: int
    groups_that_met: int
    registrations: int
    attended: int
    # Of `registrations`, those of events where somebody's presence was noted.
    registered_where_noted: int
    persons_concerned: int
    minutes: int
    decisions: int
    submitted: int
    answers: dict[Outcome, int]
    done: int
    people: People

    @property
    def is_empty(self) -> bool:
        return not (self.events or self.submitted or self.answers or self.minutes)

    def events_of(self, kind: EventKind) -> int:
        return self.events.get(kind, 0)


def activity(year: int, scope: Scope | None = None) -> Activity:
    """Everything counted of a year, in a fixed number of queries."""
    scope = scope or Scope(year)
    there = people(scope)
    return Activity(
        events=_events(scope),
        groups=_count(WorkingGroup.id, WorkingGroup.status != GroupStatus.PLANNED),
        groups_that_met=_groups_that_met(scope),
        registrations=there.registrations,
        attended=there.attended,
        registered_where_noted=there.registered_where_noted,
        persons_concerned=there.persons_concerned,
        minutes=_minutes(scope),
        decisions=_decisions(scope),
        submitted=_count(Proposal.id, scope.during(Proposal.submitted_at), scope.proposals()),
        answers=_answers(scope),
        done=_done(scope),
        people=there,
    )


@dataclass(frozen=True)
class People:
    """What registrations say: read anew each time, for no mark moves with them."""

    registrations: int
    attended: int
    registered_where_noted: int
    persons_concerned: int
    # Department code and how many came from there; and how many cannot be placed.
    placed: tuple[tuple[str, int], ...]
    unplaced: int
    # Of past events with registrations, those of which nobody's presence is noted.
    events_asked: int
    events_unnoted: int


@live
def people(scope: Scope) -> People:
    """Numbers of people of the year. Four questions, asked again under a remembered page."""
    placed, unplaced = _attended_by_department(scope)
    events = _noted_by_event(scope)
    asked = [one for one in events if one.over and one.registered]
    return People(
        registrations=sum(one.registered for one in events),
        attended=sum(one.attended for one in events),
        registered_where_noted=sum(one.registered for one in events if one.attended),
        persons_concerned=_persons_concerned(scope),
        placed=tuple(sorted(placed.items())),
        unplaced=unplaced,
        events_asked=len(asked),
        events_unnoted=sum(not one.attended for one in asked),
    )


@dataclass(frozen=True)
class _Noted:
    """One event: people registered and not withdrawn, and those noted present."""

    over: bool
    registered: int
    attended: int


def _noted_by_event(scope: Scope) -> list[_Noted]:
    rows = db.session.execute(
        select(
            case((_over(), 1), else_=0),
            func.sum(case((Registration.withdrawn_at.is_(None), 1), else_=0)),
            func.sum(case((attended(), 1), else_=0)),
        )
        .select_from(Registration)
        .join(Registration.event)
        .where(scope.events())
        .group_by(Event.id, Event.ends_at, Event.sorts_on)
    )
    return [_Noted(bool(over), int(registered), int(came)) for over, registered, came in rows]


def active_years() -> set[int]:
    """The years in which something took place, was submitted or was answered. Two questions."""
    year = func.extract("year", Event.sorts_on)
    held = select(year).where(Event.status.in_(COUNTED), Event.sorts_on.is_not(None)).distinct()
    years = {int(one) for one in db.session.scalars(held)}
    columns = (Proposal.submitted_at, Answer.notified_at)
    ends = [select(end(one)).scalar_subquery() for one in columns for end in (func.min, func.max)]
    moments = list(db.session.execute(select(*ends)).one())
    for first, last in zip(moments[::2], moments[1::2], strict=True):
        if first is not None and last is not None:
            years |= set(range(first.astimezone(PARIS).year, last.astimezone(PARIS).year + 1))
    return years


def _count(column: object, *conditions: ColumnElement[bool]) -> int:
    counted = select(func.count(column)).where(*conditions)  # type: ignore[arg-type]  # mapped
    return db.session.scalar(counted) or 0


def _events(scope: Scope) -> dict[EventKind, int]:
    rows = db.session.execute(
        select(Event.kind, func.count()).where(scope.events()).group_by(Event.kind)
    )
    return dict(rows.all())


def _groups_that_met(scope: Scope) -> int:
    met = select(func.count(Event.group_id.distinct())).where(
        scope.events(), Event.kind == EventKind.GROUP_MEETING
    )
    return db.session.scalar(met) or 0


def attended() -> ColumnElement[bool]:
    """Registrations whose presence was noted, each once whatever its seats."""
    return exists().where(
        Claim.registration_id == Registration.id, Claim.status == ClaimStatus.ATTENDED
    )


def _persons_concerned(scope: Scope) -> int:
    counted = (
        select(func.coalesce(func.sum(Headcount.persons_concerned), 0))
        .join(Event, Event.id == Headcount.event_id)
        .where(scope.events())
    )
    return int(db.session.scalar(counted) or 0)


def _minutes(scope: Scope) -> int:
    counted = (
        select(func.count(Minutes.id))
        .join(Minutes.event)
        .where(Minutes.status.in_(SHOWN), scope.during(Minutes.published_at), _there(scope))
    )
    return db.session.scalar(counted) or 0


def _decisions(scope: Scope) -> int:
    """Decisions of the minutes published in the year."""
    counted = (
        select(func.count(Decision.id))
        .join(Decision.minutes)
        .join(Minutes.event)
        .where(Minutes.status.in_(SHOWN), scope.during(Minutes.published_at), _there(scope))
    )
    return db.session.scalar(counted) or 0


def _there(scope: Scope) -> ColumnElement[bool]:
    if scope.department is None:
        return Event.id.is_not(None)
    return Event.department_code == scope.department


def latest_answers() -> Any:
    """Of a rectified decision, the last one that was notified: (proposal_id, number)."""
    return (
        select(Answer.proposal_id, func.max(Answer.number).label("number"))
        .where(Answer.notified_at.is_not(None))
        .group_by(Answer.proposal_id)
        .subquery()
    )


def _answers(scope: Scope) -> dict[Outcome, int]:
    """Notified answers; of a rectified decision, the last one counts, in the year it was told."""
    latest = latest_answers()
    rows = db.session.execute(
        select(Answer.outcome, func.count())
        .join(
            latest,
            and_(latest.c.proposal_id == Answer.proposal_id, latest.c.number == Answer.number),
        )
        .join(Proposal, Proposal.id == Answer.proposal_id)
        .where(scope.during(Answer.notified_at), scope.proposals())
        .group_by(Answer.outcome)
    )
    return dict(rows.all())


def _done(scope: Scope) -> int:
    """Actions of the implementations that were finished in the year."""
    counted = (
        select(func.count(FollowUp.id))
        .join(Proposal, Proposal.id == FollowUp.proposal_id)
        .where(scope.during(FollowUp.done_at), scope.proposals())
    )
    return db.session.scalar(counted) or 0


def meetings_without_minutes(scope: Scope) -> tuple[int, int]:
    """Meetings of groups that are over: those without published minutes, and all of them."""
    meetings, written = db.session.execute(
        select(func.count(Event.id), func.count(Minutes.id))
        .select_from(Event)
        .outerjoin(Minutes, and_(Minutes.event_id == Event.id, Minutes.status.in_(SHOWN)))
        .where(scope.events(), _over(), Event.kind == EventKind.GROUP_MEETING)
    ).one()
    return meetings - written, meetings


def _over() -> ColumnElement[bool]:
    """Held on a day before this one: asked by the day, so that pages are remembered until then."""
    return and_(Event.ends_at.is_not(None), Event.sorts_on < clock.today())


def events_by_department(scope: Scope) -> Mapping[str | None, int]:
    rows = db.session.execute(
        select(Event.department_code, func.count())
        .where(scope.events())
        .group_by(Event.department_code)
    )
    return dict(rows.all())


def _attended_by_department(scope: Scope) -> tuple[dict[str, int], int]:
    """Who came, by department of the organisation they named, and how many cannot be placed.

    Names are compared without case, accents and signs, with those of the directory; nothing is
    guessed beyond that.
    """
    directory: dict[str, str] = {}
    for name, acronym, code in db.session.execute(
        select(Organisation.name, Organisation.acronym, Organisation.department_code)
    ):
        for written in (name, acronym):
            key = organisation_key(written)
            if key and code:
                directory[key] = code
    rows: Sequence[Any] = db.session.execute(
        select(Registration.organisation_key, func.count(Claim.registration_id.distinct()))
        .join(Claim, Claim.registration_id == Registration.id)
        .join(Registration.event)
        .where(scope.events(), Claim.status == ClaimStatus.ATTENDED)
        .group_by(Registration.organisation_key)
    ).all()
    placed: dict[str, int] = {}
    unplaced = 0
    for key, count in rows:
        code = directory.get(key or "")
        if code is None:
            unplaced += count
        else:
            placed[code] = placed.get(code, 0) + count
    return placed, unplaced


def meetings_by_group(scope: Scope) -> Sequence[tuple[str, str, int]]:
    """(slug, name, meetings) of the groups that met, those that met most first."""
    count = func.count(Event.id)
    rows = db.session.execute(
        select(WorkingGroup.slug, WorkingGroup.name, count)
        .join(Event, Event.group_id == WorkingGroup.id)
        .where(scope.events(), Event.kind == EventKind.GROUP_MEETING)
        .group_by(WorkingGroup.id, WorkingGroup.slug, WorkingGroup.name)
        .order_by(count.desc(), sort_key(WorkingGroup.name))
    ).all()
    return [(slug, name, number) for slug, name, number in rows]


def until_today(scope: Scope) -> date | None:
    """The day up to which a running year is counted; None once it is over."""
    today = clock.today()
    return today if today.year == scope.year else None
