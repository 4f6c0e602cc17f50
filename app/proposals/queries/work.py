"""What waits for somebody: the team's list, the commissaire's desk, everyone's "À faire"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Account
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.collation import sort_key
from app.kernel.db import db
from app.kernel.paging import Page, paginate
from app.kernel.text import counted
from app.proposals.enums import ProposalStatus
from app.proposals.models import FollowUp, Proposal, ProposalAuthor
from app.proposals.queries.delays import late_action, wants_point
from app.proposals.queries.visibility import notified
from app.proposals.states import DECIDED_STATES, FINAL_STATES

S = ProposalStatus
PAGE_SIZE = 50

# The states in which the team waits for nobody else, by what stands in the address.
STEPS: dict[str, tuple[str, tuple[ProposalStatus, ...]]] = {
    "a-instruire": ("À confier", (S.SUBMITTED,)),
    "en-instruction": ("En instruction", (S.UNDER_REVIEW,)),
    "complement": ("Complément demandé", (S.MORE_INFORMATION,)),
    "a-decider": ("En attente de décision", (S.REVIEWED,)),
    "ajournees": ("Ajournées", (S.ADJOURNED,)),
    "decidees": ("Décidées", (S.ACCEPTED, S.PARTLY_ACCEPTED, S.DECLINED)),
    "suites": ("Mise en œuvre", (S.IMPLEMENTING,)),
}
CLOSED = "closes"
# How many of those that wait for a decision are named one by one.
NAMED = 5


def to_instruct(*, step: str | None, instructor_id: int | None, number: int) -> Page[Proposal]:
    """The team's list, by what waits longest. Without a step: what is under way."""
    closed = or_(Proposal.status.in_(FINAL_STATES), (Proposal.status == S.DECLINED) & notified())
    wanted: ColumnElement[bool] = ~closed & (Proposal.status != S.DRAFT)
    if step == CLOSED:
        wanted = closed
    elif step is not None:
        wanted = Proposal.status.in_(STEPS[step][1])
    statement = (
        select(Proposal)
        .where(Proposal.reference.is_not(None), wanted)
        .options(
            joinedload(Proposal.group),
            joinedload(Proposal.instructor),
            selectinload(Proposal.answers),
        )
        .order_by(Proposal.updated_at, Proposal.id)
    )
    if instructor_id is not None:
        statement = statement.where(Proposal.instructor_id == instructor_id)
    return paginate(statement, number, PAGE_SIZE)


def instructors() -> list[tuple[int, str]]:
    """Those who instruct something, by name."""
    rows = db.session.execute(
        select(Account.id, Account.name)
        .where(Account.id.in_(select(Proposal.instructor_id)))
        .order_by(sort_key(Account.name), Account.id)
    )
    return [(row.id, row.name) for row in rows]


@dataclass(frozen=True)
class Desk:
    """The commissaire's desk: what waits for a decision, for its notification, for its date."""

    waiting: Sequence[Proposal]
    to_notify: Sequence[Proposal]
    adjourned: Sequence[Proposal]


def desk() -> Desk:
    """Everything that waits for the commissaire, the longest first."""
    unsaid = and_(Proposal.status.in_(DECIDED_STATES), ~notified())
    found = (
        db.session.scalars(
            select(Proposal)
            .where(or_(Proposal.status.in_([S.REVIEWED, S.ADJOURNED]), unsaid))
            .options(
                joinedload(Proposal.group),
                selectinload(Proposal.authors).joinedload(ProposalAuthor.account),
                selectinload(Proposal.answers),
                selectinload(Proposal.opinions),
                selectinload(Proposal.follow_ups),
            )
            .order_by(Proposal.updated_at, Proposal.id)
        )
        .unique()
        .all()
    )
    return Desk(
        waiting=[one for one in found if one.status is S.REVIEWED],
        to_notify=[one for one in found if one.status in DECIDED_STATES],
        adjourned=[one for one in found if one.status is S.ADJOURNED],
    )


def next_to_decide(after: Proposal) -> Proposal | None:
    """What waits longest for a decision, once `after` is decided."""
    found: Proposal | None = db.session.scalars(
        select(Proposal)
        .where(Proposal.status == S.REVIEWED, Proposal.id != after.id)
        .order_by(Proposal.updated_at, Proposal.id)
        .limit(1)
    ).one_or_none()
    return found


@dataclass(frozen=True)
class ToDo:
    """One thing that waits for somebody: words, and the page where it is done."""

    text: str
    endpoint: str
    values: dict[str, Any] = field(default_factory=dict)
    due_on: date | None = None


def waiting_for(actor: Actor, limit: int = 10) -> list[ToDo]:
    """What waits for this person among proposals. At most three queries, none for a visitor."""
    if not actor.is_signed_in:
        return []
    found = _own_tasks(actor, limit)
    if actor.is_team:
        found += _desk_tasks(actor)
    return found


def _own_tasks(actor: Actor, limit: int) -> list[ToDo]:
    authored = Proposal.id.in_(
        select(ProposalAuthor.proposal_id).where(ProposalAuthor.account_id == actor.account_id)
    )
    instructs = and_(Proposal.instructor_id == actor.account_id, Proposal.status == S.UNDER_REVIEW)
    returned = and_(Proposal.status == S.DRAFT, Proposal.reference.is_not(None))
    asked = Proposal.status == S.MORE_INFORMATION
    rows = db.session.execute(
        select(Proposal.reference, Proposal.title, Proposal.status, Proposal.due_on)
        .where(or_(and_(authored, or_(returned, asked)), instructs))
        .order_by(Proposal.updated_at, Proposal.id)
        .limit(limit)
    )
    found = []
    for reference, title, status, due in rows:
        due_on = None if status is S.MORE_INFORMATION else due
        if status is S.UNDER_REVIEW:
            text, page = f"Instruire la proposition {reference} : {title}", "proposals.instruct"
        elif status is S.MORE_INFORMATION:
            text = f"Répondre aux questions sur la proposition {reference} : {title}"
            page = "proposals.show"
        else:
            text, page = f"Reprendre la proposition {reference} : {title}", "proposals.show"
        found.append(ToDo(text, page, {"reference": reference}, due_on))
    return found


def _desk_tasks(actor: Actor) -> list[ToDo]:
    def counting(condition: ColumnElement[bool]) -> Any:
        return func.count().filter(condition)

    unsaid = and_(Proposal.status.in_(DECIDED_STATES), ~notified())
    today = clock.today()
    late = (
        select(func.count())
        .select_from(FollowUp)
        .join(Proposal, Proposal.id == FollowUp.proposal_id)
        .where(late_action(today))
        .scalar_subquery()
    )
    to_assign, to_decide, to_notify, to_point, late_actions = db.session.execute(
        select(
            counting(Proposal.status == S.SUBMITTED),
            counting(Proposal.status == S.REVIEWED),
            counting(unsaid),
            counting(wants_point(today.year)),
            late,
        ).select_from(Proposal)
    ).one()
    found = []
    if to_assign and not actor.roles.isdisjoint({"staff", "admin"}):
        text = f"{counted(to_assign, 'proposition')} à confier pour instruction"
        found.append(ToDo(text, "proposals.manage", {"etape": "a-instruire"}))
    if not actor.roles.isdisjoint({"staff", "admin"}):
        if late_actions:
            text = counted(late_actions, "action en retard", "actions en retard")
            found.append(ToDo(f"{text} dans les mises en œuvre", "proposals.delays"))
        if to_point:
            text = counted(to_point, "point de l’année à faire", "points de l’année à faire")
            found.append(ToDo(text, "proposals.delays"))
    if to_decide and actor.has_role("commissioner"):
        found += _to_decide(to_decide)
    if to_notify:
        found.append(ToDo(f"{counted(to_notify, 'décision')} à notifier", "proposals.desk"))
    return found


def _to_decide(count: int) -> list[ToDo]:
    """What waits for a decision, each by its title; those that wait longest first."""
    rows = db.session.execute(
        select(Proposal.reference, Proposal.title, Proposal.due_on)
        .where(Proposal.status == S.REVIEWED)
        .order_by(Proposal.updated_at, Proposal.id)
        .limit(NAMED)
    ).all()
    found = [
        ToDo(f"Décider {reference} : {title}", "proposals.decide", {"reference": reference}, due)
        for reference, title, due in rows
    ]
    if count > len(rows):
        words = counted(count - len(rows), "autre proposition", "autres propositions")
        found.append(ToDo(f"{words} en attente de décision", "proposals.desk"))
    return found
