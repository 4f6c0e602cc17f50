"""What is late, what comes near, what stands still, on whom it waits, and points to make."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.kernel import clock
from app.kernel.db import db
from app.proposals.enums import ProposalStatus as S
from app.proposals.models import Answer, Consultation, FollowUp, Proposal, YearlyPoint
from app.proposals.policies import share_gone, where_it_waits
from app.proposals.states import CONSULTED_STATES, RUNNING_STATES

# From this share of the delay on, the page warns.
NEAR = 80


@dataclass(frozen=True)
class Delay:
    """One proposal and where it waits; `late` is in days, `gone` in percent."""

    reference: str
    title: str
    group: str
    where: str
    who: str
    due_on: date | None
    late: int
    gone: int


@dataclass(frozen=True)
class Still:
    """One whose delay stands still: since when, and the day on which it should go on again."""

    reference: str
    title: str
    where: str
    since: date
    until: date | None
    overdue: bool


@dataclass(frozen=True)
class LateAction:
    """An action of an implementation that should be done by now."""

    reference: str
    text: str
    owner: str
    due_on: date
    late: int


@dataclass(frozen=True)
class Delays:
    """`by_place`: how many are late, by where they wait."""

    late: Sequence[Delay]
    near: Sequence[Delay]
    still: Sequence[Still]
    by_place: Sequence[tuple[str, int]]
    services: Sequence[tuple[str, str, date]]
    actions: Sequence[LateAction]
    to_point: Sequence[Proposal]


def delays(today: date) -> Delays:
    """Everything the page of delays shows, the latest first. Five queries."""
    found = db.session.scalars(
        select(Proposal)
        .where(
            or_(
                Proposal.status.in_(RUNNING_STATES),
                Proposal.status.in_([S.MORE_INFORMATION, S.ADJOURNED]),
            ),
            Proposal.due_on.is_not(None),
        )
        .options(
            joinedload(Proposal.group),
            joinedload(Proposal.instructor),
            selectinload(Proposal.questions),
        )
        .order_by(Proposal.due_on, Proposal.id)
    ).all()
    running = [_delay(one, today) for one in found if one.suspended_at is None]
    late = [one for one in running if one.late > 0]
    return Delays(
        late=late,
        near=[one for one in running if one.late <= 0 and one.gone >= NEAR],
        still=[_still(one, today) for one in found if one.suspended_at is not None],
        by_place=Counter(one.where for one in late).most_common(),
        services=_late_services(today),
        actions=_late_actions(today),
        to_point=_to_point(today.year),
    )


def _delay(one: Proposal, today: date) -> Delay:
    instructed = one.status is S.UNDER_REVIEW and one.instructor is not None
    return Delay(
        reference=one.reference or "",
        title=one.title,
        group=one.group.name,
        where=where_it_waits(one),
        who=one.instructor.name if instructed and one.instructor else "",
        due_on=one.due_on,
        late=(today - one.due_on).days if one.due_on else 0,
        gone=share_gone(one, today) or 0,
    )


def _late_services(today: date) -> list[tuple[str, str, date]]:
    """The services that were to answer by now: (reference, service, day)."""
    rows = db.session.execute(
        select(Proposal.reference, Consultation.service, Consultation.answer_by)
        .join(Proposal, Proposal.id == Consultation.proposal_id)
        .where(
            Consultation.answered_at.is_(None),
            Consultation.answer_by < today,
            Proposal.status.in_(CONSULTED_STATES),
        )
        .order_by(Consultation.answer_by, Consultation.id)
    )
    return [(reference or "", service, day) for reference, service, day in rows]


def _still(one: Proposal, today: date) -> Still:
    asked = [q.answer_by for q in one.questions if q.answered_at is None and q.dropped_at is None]
    until = one.adjourned_until if one.status is S.ADJOURNED else max(asked, default=None)
    return Still(
        reference=one.reference or "",
        title=one.title,
        where=where_it_waits(one),
        since=clock.paris(one.suspended_at or one.updated_at).date(),
        until=until,
        overdue=until is not None and until < today,
    )


def late_action(today: date) -> ColumnElement[bool]:
    """An action of an implementation under way whose day is past. Wants both tables."""
    return and_(
        Proposal.status == S.IMPLEMENTING,
        FollowUp.done_at.is_(None),
        FollowUp.dropped_at.is_(None),
        FollowUp.due_on < today,
    )


def _late_actions(today: date) -> list[LateAction]:
    rows = db.session.execute(
        select(Proposal.reference, FollowUp.text, FollowUp.owner, FollowUp.due_on)
        .join(Proposal, Proposal.id == FollowUp.proposal_id)
        .where(late_action(today))
        .order_by(FollowUp.due_on, FollowUp.id)
    )
    return [
        LateAction(reference or "", text, owner, due_on, (today - due_on).days)
        for reference, text, owner, due_on in rows
    ]


def wants_point(year: int) -> ColumnElement[bool]:
    """An implementation answered before this year, of which nobody said this year where it is."""
    told = exists().where(YearlyPoint.proposal_id == Proposal.id, YearlyPoint.year == year)
    began = exists().where(
        Answer.proposal_id == Proposal.id,
        Answer.notified_at < clock.from_paris(date(year, 1, 1), time.min),
    )
    return and_(Proposal.status == S.IMPLEMENTING, ~told, began)


def _to_point(year: int) -> Sequence[Proposal]:
    return db.session.scalars(
        select(Proposal).where(wants_point(year)).order_by(Proposal.updated_at, Proposal.id)
    ).all()
