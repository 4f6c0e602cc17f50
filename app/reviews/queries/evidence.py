"""The rows behind figures: each with its page, and what it counts for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, func, literal, select

from app.attendance.models import Headcount
from app.events.enums import EventKind
from app.events.models import Event
from app.events.policies import may_run
from app.events.queries import visible_to
from app.groups.enums import GroupStatus
from app.groups.models import WorkingGroup
from app.kernel.access import Actor
from app.kernel.collation import sort_key
from app.kernel.dates import spoken_day, spoken_partial
from app.kernel.db import db
from app.kernel.links import path
from app.kernel.text import counted, typographic
from app.minutes.models import Decision, Minutes
from app.minutes.policies import SHOWN
from app.minutes.queries.visibility import visible_to as minutes_visible_to
from app.proposals.enums import Outcome
from app.proposals.models import Answer, FollowUp, Proposal
from app.proposals.queries.visibility import (
    in_public,
    submitted_title,
    text_in_public,
    title_in_public,
)
from app.registrations.enums import ClaimStatus
from app.registrations.models import Claim, Registration
from app.reviews import figures
from app.reviews.queries.announced import axis_key
from app.reviews.queries.gathering import address
from app.reviews.scope import Scope
from app.strategy import queries as strategy


@dataclass(frozen=True)
class Row:
    """One thing behind a figure. `value` is what it counts for; None when it may not be told."""

    label: str
    detail: str = ""
    url: str = ""
    value: int | None = 1
    # Further pages, in words and addresses: the sign-in sheet, what the event changed.
    more: tuple[tuple[str, str], ...] = ()
    sources: tuple[str, ...] = ()
    anchor: str = ""


@dataclass(frozen=True)
class Found:
    """What exists and may not be named: how many things, and what they count for."""

    count: int
    value: int | None


def events(actor: Actor, scope: Scope, kind: EventKind) -> tuple[Sequence[Row], Found]:
    return _by_event(actor, literal(1), scope.events(), Event.kind == kind)


def registrations(actor: Actor, scope: Scope) -> tuple[Sequence[Row], Found]:
    count = (
        select(func.count(Registration.id))
        .where(Registration.event_id == Event.id, Registration.withdrawn_at.is_(None))
        .correlate(Event)
        .scalar_subquery()
    )
    return _by_event(actor, count, scope.events(), count > 0)


def presences(actor: Actor, scope: Scope) -> tuple[Sequence[Row], Found]:
    count = (
        select(func.count(Claim.registration_id.distinct()))
        .join(Registration, Registration.id == Claim.registration_id)
        .where(Registration.event_id == Event.id, Claim.status == ClaimStatus.ATTENDED)
        .correlate(Event)
        .scalar_subquery()
    )
    return _by_event(actor, count, scope.events(), count > 0, sheets=True)


def headcounts(actor: Actor, scope: Scope) -> tuple[Sequence[Row], Found]:
    count = (
        select(Headcount.persons_concerned)
        .where(Headcount.event_id == Event.id)
        .correlate(Event)
        .scalar_subquery()
    )
    return _by_event(actor, count, scope.events(), count > 0, sheets=True)


def _by_event(
    actor: Actor, value: Any, *conditions: Any, sheets: bool = False
) -> tuple[Sequence[Row], Found]:
    """Events with what each counts for: rows of those that the actor sees, a sum of the others."""
    seen = visible_to(actor)
    rows = db.session.execute(
        select(
            Event.slug,
            Event.title,
            Event.kind,
            Event.group_id,
            Event.starts_at,
            Event.partial_year,
            Event.partial_month,
            Event.partial_day,
            Event.city,
            WorkingGroup.name,
            value.label("value"),
        )
        .outerjoin(WorkingGroup, WorkingGroup.id == Event.group_id)
        .where(*conditions, seen)
        .order_by(Event.sorts_on, Event.id)
    ).all()
    others = (select(value.label("value")).select_from(Event).where(*conditions, ~seen)).subquery()
    count, total = db.session.execute(
        select(func.count(), func.coalesce(func.sum(others.c.value), 0)).select_from(others)
    ).one()
    page, chain, sheet = (
        address(name, "slug") for name in ("events.show", "reviews.event_chain", "attendance.day")
    )
    return [
        Row(
            typographic(row.title),
            _where_and_when(row),
            row.slug.join(page),
            row.value,
            (
                *(
                    (("feuille d’émargement", row.slug.join(sheet)),)
                    if sheets and may_run(actor, row.kind, row.group_id)
                    else ()
                ),
                ("ce qu’elle a changé", row.slug.join(chain)),
            ),
            anchor=row.slug,
        )
        for row in rows
    ], Found(count, int(total))


def _where_and_when(row: Any) -> str:
    when = (
        spoken_day(row.starts_at, weekday=False)
        if row.starts_at
        else spoken_partial(row.partial_year, row.partial_month, row.partial_day)
    )
    group = typographic(row.name) if row.name else ""
    return ", ".join(part for part in (when, row.city, group) if part)


def groups(scope: Scope) -> Sequence[Row]:
    page = address("groups.show", "slug")
    return [
        Row(typographic(name), counted(count, "réunion"), slug.join(page))
        for slug, name, count in figures.meetings_by_group(scope)
    ]


def known_groups() -> Sequence[Row]:
    page = address("groups.show", "slug")
    rows = db.session.execute(
        select(WorkingGroup.slug, WorkingGroup.name, WorkingGroup.source_codes)
        .where(WorkingGroup.status != GroupStatus.PLANNED)
        .order_by(sort_key(WorkingGroup.name))
    ).all()
    return [
        Row(typographic(name), url=slug.join(page), sources=tuple(codes))
        for slug, name, codes in rows
    ]


def minutes(actor: Actor, scope: Scope, *, decisions: bool) -> tuple[Sequence[Row], Found]:
    """Minutes published in the year, each counting for one, or for its decisions."""
    number = (
        select(func.count(Decision.id))
        .where(Decision.minutes_id == Minutes.id)
        .correlate(Minutes)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(
            Minutes.id,
            Event.title,
            Event.slug,
            Minutes.published_at,
            WorkingGroup.name,
            number.label("decisions"),
            minutes_visible_to(actor).label("seen"),
        )
        .join(Event, Event.id == Minutes.event_id)
        .outerjoin(WorkingGroup, WorkingGroup.id == Event.group_id)
        .where(
            Minutes.status.in_(SHOWN),
            scope.during(Minutes.published_at),
            *(() if scope.department is None else (Event.department_code == scope.department,)),
        )
        .order_by(Minutes.published_at, Minutes.id)
    ).all()
    rows = [row for row in rows if row.decisions or not decisions]
    before, after = _by_number("minutes.show", "minutes_id")
    chain = address("reviews.event_chain", "slug")
    listed = [
        Row(
            f"Compte rendu : {typographic(row.title)}",
            _published(row),
            f"{before}{row.id}{after}",
            row.decisions if decisions else 1,
            (("ce qu’elle a changé", row.slug.join(chain)),),
            anchor=f"compte-rendu-{row.id}",
        )
        for row in rows
        if row.seen
    ]
    hidden = [row for row in rows if not row.seen]
    worth = sum(row.decisions if decisions else 1 for row in hidden)
    return listed, Found(len(hidden), worth)


def _by_number(endpoint: str, argument: str) -> tuple[str, str]:
    before, _, after = path(endpoint, **{argument: 987654321}).partition("987654321")
    return before, after


def _published(row: Any) -> str:
    group = typographic(row.name) if row.name else ""
    said = f"publié le {spoken_day(row.published_at, weekday=False)}"
    return ", ".join(part for part in (group, said) if part)


def submitted(scope: Scope) -> tuple[Sequence[Row], Found]:
    """Proposals submitted in the year; those whose title is not public are only counted."""
    rows = db.session.execute(
        _proposals().where(scope.during(Proposal.submitted_at), scope.proposals())
    ).all()
    listed = _proposal_rows(row for row in rows if _has_title(row))
    return listed, Found(len(rows) - len(listed), len(rows) - len(listed))


def answered(scope: Scope, outcome: str) -> Sequence[Row]:
    """Proposals whose last notified answer was this one, told in the year."""
    if outcome not in set(Outcome):
        return []
    latest = figures.latest_answers()
    last = exists().where(
        Answer.proposal_id == Proposal.id,
        Answer.proposal_id == latest.c.proposal_id,
        Answer.number == latest.c.number,
        Answer.outcome == Outcome(outcome),
        scope.during(Answer.notified_at),
    )
    rows = db.session.execute(_proposals().where(last, scope.proposals())).all()
    return _proposal_rows(rows)


def done(scope: Scope) -> tuple[Sequence[Row], Found]:
    rows = db.session.execute(
        _proposals()
        .join(FollowUp, FollowUp.proposal_id == Proposal.id)
        .add_columns(FollowUp.text, FollowUp.done_at, FollowUp.id.label("action_id"))
        .where(scope.during(FollowUp.done_at), scope.proposals())
    ).all()
    page = address("proposals.show", "reference")
    chain = address("reviews.proposal_chain", "reference")
    listed = [
        Row(
            typographic(row.text),
            f"{row.reference}, terminée le {spoken_day(row.done_at, weekday=False)}",
            row.reference.join(page),
            more=(("son parcours", row.reference.join(chain)),),
            anchor=f"action-{row.action_id}",
        )
        for row in rows
        if row.is_open and row.is_known
    ]
    return listed, Found(len(rows) - len(listed), len(rows) - len(listed))


def _proposals() -> Any:
    return (
        select(
            Proposal.reference,
            submitted_title().label("title"),
            title_in_public().label("public_title"),
            Proposal.submitted_at,
            WorkingGroup.name,
            in_public().label("is_known"),
            text_in_public().label("is_open"),
        )
        .join(WorkingGroup, WorkingGroup.id == Proposal.group_id)
        .order_by(Proposal.reference)
    )


def _has_title(row: Any) -> bool:
    return bool(row.is_known and (row.public_title or row.is_open))


def _proposal_rows(rows: Iterable[Any]) -> list[Row]:
    page = address("proposals.show", "reference")
    chain = address("reviews.proposal_chain", "reference")
    return [
        Row(
            f"{row.reference}, {typographic(row.title)}",
            typographic(row.name),
            row.reference.join(page),
            more=(("son parcours", row.reference.join(chain)),),
            anchor=row.reference,
        )
        for row in rows
    ]


def dispositifs(scope: Scope) -> Sequence[Row]:
    return [
        Row(
            typographic(one.name),
            f"{framework.code}, axe {axis.number}"
            + (f", page {page} du bilan annuel" if (page := one.page_in(scope.year)) else ""),
            sources=tuple(one.source_codes),
        )
        for framework in strategy.frameworks_of(scope.year)
        for axis in framework.axes
        for one in axis.dispositifs
        if one.is_in_force(scope.year, scope.department)
    ]


def axes(scope: Scope) -> Sequence[Row]:
    return [
        Row(
            f"Axe {axis.number} : {typographic(axis.label)}",
            typographic(framework.name),
            sources=tuple(axis.source_codes),
            anchor=axis_key(framework, axis),
        )
        for framework in strategy.frameworks_of(scope.year)
        for axis in framework.axes
    ]
