"""Lists of proposals as anyone may see them: one query each, whatever their length."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Row, Select, bindparam, exists, func, select

from app.groups.models import WorkingGroup
from app.kernel.access import Actor
from app.kernel.db import db, fetch
from app.proposals.enums import ProposalStatus
from app.proposals.models import (
    Answer,
    Proposal,
    ProposalAuthor,
    proposal_axis,
    proposal_dispositif,
)
from app.proposals.policies import shown_label
from app.proposals.queries.visibility import (
    in_public,
    public_state,
    submitted_title,
    text_in_public,
    title_in_public,
)
from app.proposals.states import DECIDED_STATES, OPEN_STATES

PRIVATE_TITLE = "Titre communiqué avec la réponse"
NO_TITLE = "Titre non publié"
BADGES = {
    ProposalStatus.ACCEPTED: "success",
    ProposalStatus.PARTLY_ACCEPTED: "success",
    ProposalStatus.COMPLETED: "success",
    ProposalStatus.IMPLEMENTING: "info",
    ProposalStatus.UNDER_REVIEW: "info",
    ProposalStatus.REVIEWED: "info",
    ProposalStatus.SUBMITTED: "info",
    ProposalStatus.MORE_INFORMATION: "warning",
    ProposalStatus.ADJOURNED: "warning",
    ProposalStatus.DECLINED: "error",
    ProposalStatus.ABANDONED: "error",
}


@dataclass(frozen=True)
class ProposalCard:
    """One line of a list. `reference` is None for a draft, which then has only its number."""

    id: int
    reference: str | None
    title: str
    title_is_private: bool
    group_name: str
    group_slug: str
    state: ProposalStatus
    label: str
    submitted_at: datetime | None
    answered_at: datetime | None

    @property
    def badge(self) -> str:
        return BADGES.get(self.state, "")


def answered_at() -> Any:
    return (
        select(func.max(Answer.notified_at))
        .where(Answer.proposal_id == Proposal.id)
        .correlate(Proposal)
        .scalar_subquery()
    )


def card_rows(*where: ColumnElement[bool]) -> Select[Any]:
    return (
        select(
            Proposal.id,
            Proposal.reference,
            submitted_title().label("title"),
            title_in_public().label("public_title"),
            WorkingGroup.name,
            WorkingGroup.slug,
            public_state().label("state"),
            Proposal.submitted_at,
            answered_at().label("answered_at"),
        )
        .join(WorkingGroup, WorkingGroup.id == Proposal.group_id)
        .where(*where)
    )


def private_title(state: ProposalStatus) -> str:
    """What stands for a title that is not public: it may come with the answer, or never."""
    return NO_TITLE if state in {ProposalStatus.MERGED, ProposalStatus.WITHDRAWN} else PRIVATE_TITLE


# The last submitted first. Not by last change: that would tell when something secret happened.
ORDER = (Proposal.submitted_at.desc(), Proposal.id.desc())


def card_of(row: Row[Any]) -> ProposalCard:
    state = ProposalStatus(row.state)
    shown = row.public_title or state in OPEN_STATES or state in DECIDED_STATES
    return ProposalCard(
        id=row.id,
        reference=row.reference,
        title=row.title if shown else private_title(state),
        title_is_private=not shown,
        group_name=row.name,
        group_slug=row.slug,
        state=state,
        label=shown_label(state, known=False),
        submitted_at=row.submitted_at,
        answered_at=row.answered_at,
    )


def public_by_group(group_id: int, limit: int = 20) -> list[ProposalCard]:
    """What everyone may see of a group's proposals. One query."""
    return _cards(in_public(), Proposal.group_id == group_id, limit=limit)


def public_by_axis(axis_id: int, limit: int = 20) -> list[ProposalCard]:
    """The proposals of an axis whose text everyone may read. One query."""
    of_axis = exists().where(
        proposal_axis.c.proposal_id == Proposal.id, proposal_axis.c.axis_id == axis_id
    )
    return _cards(in_public(), text_in_public(), of_axis, limit=limit)


def public_by_dispositif(dispositif_ids: Collection[int]) -> dict[int, list[ProposalCard]]:
    """The proposals that name each dispositif, whose text everyone may read. One query, or none."""
    if not dispositif_ids:
        return {}
    naming = proposal_dispositif.c.dispositif_id
    rows = db.session.execute(
        card_rows(in_public(), text_in_public(), naming.in_(dispositif_ids))
        .join(proposal_dispositif, proposal_dispositif.c.proposal_id == Proposal.id)
        .add_columns(naming.label("dispositif_id"))
        .order_by(*ORDER)
        .limit(200)
    )
    found: dict[int, list[ProposalCard]] = {}
    for row in rows:
        found.setdefault(row.dispositif_id, []).append(card_of(row))
    return found


def public_by_event(event_id: int, limit: int = 20) -> list[ProposalCard]:
    """The proposals born of a meeting or study day whose text everyone may read. One query."""
    return [card_of(row) for row in fetch(_born_of_event(), event_id=event_id, most=limit)]


@cache
def _born_of_event() -> Select[Any]:
    """Built once: the page of every event asks, and building costs ten times what running does."""
    born = Proposal.meeting_id == bindparam("event_id")
    statement = card_rows(in_public(), text_in_public(), born)
    return statement.order_by(*ORDER).limit(bindparam("most", type_=Integer))


def by_decisions(actor: Actor, decision_ids: Collection[int]) -> dict[int, list[ProposalCard]]:
    """The proposals born of each of these decisions: the public ones, and one's own.

    One's own are those of one's groups too, drafts included. Three queries at most.
    """
    if not decision_ids:
        return {}
    born = Proposal.decision_id.in_(decision_ids)
    cards = {card.id: card for card in _cards(in_public(), text_in_public(), born, limit=100)}
    cards |= {card.id: card for card in own(actor, decision_ids=decision_ids, limit=100)}
    if not cards:
        return {}
    origins = db.session.execute(
        select(Proposal.id, Proposal.decision_id).where(Proposal.id.in_(cards))
    ).all()
    found: dict[int, list[ProposalCard]] = {}
    for proposal_id, decision_id in sorted(origins, key=lambda row: list(cards).index(row[0])):
        if decision_id is not None:
            found.setdefault(decision_id, []).append(cards[proposal_id])
    return found


def _cards(*where: ColumnElement[bool], limit: int) -> list[ProposalCard]:
    rows = db.session.execute(card_rows(*where).order_by(*ORDER).limit(limit))
    return [card_of(row) for row in rows]


def latest_answers(limit: int = 5) -> list[ProposalCard]:
    """The proposals answered last, each once. One query."""
    answered = answered_at()
    rows = db.session.execute(
        card_rows(in_public(), text_in_public(), answered.is_not(None))
        .order_by(answered.desc(), Proposal.id.desc())
        .limit(limit)
    )
    return [card_of(row) for row in rows]


def own(
    actor: Actor,
    group_id: int | None = None,
    limit: int = 50,
    *,
    decision_ids: Collection[int] | None = None,
) -> list[ProposalCard]:
    """One's own proposals and those of one's groups, drafts included, the last touched first.

    `group_id` narrows to one group, `decision_ids` to those born of these decisions. One query,
    none for a visitor.
    """
    if not actor.is_signed_in:
        return []
    groups = sorted({group for group, _ in actor.group_roles})
    authored = exists().where(
        ProposalAuthor.proposal_id == Proposal.id, ProposalAuthor.account_id == actor.account_id
    )
    where: list[ColumnElement[bool]] = [authored | Proposal.group_id.in_(groups)]
    if group_id is not None:
        where.append(Proposal.group_id == group_id)
    if decision_ids is not None:
        where.append(Proposal.decision_id.in_(decision_ids))
    rows = db.session.execute(
        card_rows(*where)
        .add_columns(Proposal.status.label("real"), Proposal.title.label("working_title"))
        .order_by(func.coalesce(Proposal.submitted_at, Proposal.created_at).desc())
        .order_by(Proposal.id.desc())
        .limit(limit)
    ).all()
    return [_own_card(row) for row in rows]


def _own_card(row: Row[Any]) -> ProposalCard:
    """The group knows each step, but for a decision that was not notified."""
    public = ProposalStatus(row.state)
    state = row.real
    if state in DECIDED_STATES and public not in DECIDED_STATES:
        state = ProposalStatus.REVIEWED
    return ProposalCard(
        id=row.id,
        reference=row.reference,
        title=row.working_title,
        title_is_private=False,
        group_name=row.name,
        group_slug=row.slug,
        state=state,
        label=state.label,
        submitted_at=row.submitted_at,
        answered_at=row.answered_at,
    )
