"""The indicative delays: what is late, what comes near, what stands still, points to make."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.kernel import clock
from app.kernel.db import db
from app.proposals.enums import ProposalStatus as S
from app.proposals.models import Consultation, Proposal
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
class Delays:
    """`by_place`: how many are late, by where they wait."""

    late: Sequence[Delay]
    near: Sequence[Delay]
    still: Sequence[Delay]
    by_place: Sequence[tuple[str, int]]
    services: Sequence[tuple[str, str, date]]
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
        .options(joinedload(Proposal.group), joinedload(Proposal.instructor))
        .order_by(Proposal.due_on, Proposal.id)
    ).all()
    running = [_delay(one, today) for one in found if one.suspended_at is None]
    late = [one for one in running if one.late > 0]
    return Delays(
        late=late,
        near=[one for one in running if one.late <= 0 and one.gone >= NEAR],
        still=[_delay(one, today) for one in found if one.suspended_at is not None],
        by_place=Counter(one.where for one in late).most_common(),
        services=_late_services(today),
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


def _to_point(year: int) -> list[Proposal]:
    """Implementations begun before this year that wait for the point of this year."""
    found = db.session.scalars(
        select(Proposal)
        .where(Proposal.status == S.IMPLEMENTING)
        .options(selectinload(Proposal.points), selectinload(Proposal.answers))
        .order_by(Proposal.updated_at, Proposal.id)
    )
    return [
        one
        for one in found
        if all(point.year != year for point in one.points) and _began(one) < year
    ]


def _began(one: Proposal) -> int:
    told = [answer.notified_at for answer in one.answers if answer.notified_at]
    return clock.paris(told[0]).year if told else clock.paris(one.created_at).year
