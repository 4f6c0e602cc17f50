"""Reading what a group has been asked, what it has planned, and its documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import joinedload

from app.groups.enums import LetterStatus, MilestoneStatus
from app.groups.models import GroupDocument, Milestone, MissionLetter, StatusNote
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db


def letters(actor: Actor, group_id: int) -> Sequence[MissionLetter]:
    """The versions of the letter of mission that the actor may read, latest first.

    Drafts are for the members and the team; everybody reads what was approved.
    """
    statement = (
        select(MissionLetter)
        .options(joinedload(MissionLetter.written_by), joinedload(MissionLetter.approved_by))
        .where(MissionLetter.group_id == group_id)
        .order_by(MissionLetter.number.desc())
    )
    if not (actor.is_team or actor.in_group(group_id)):
        statement = statement.where(MissionLetter.status == LetterStatus.APPROVED)
    return db.session.scalars(statement).all()


@dataclass(frozen=True)
class Step:
    """A milestone with what is said of it today."""

    milestone: Milestone
    is_late: bool


def milestones(group_id: int) -> list[Step]:
    """Open ones first, by their order then their date; then those that have ended."""
    today = clock.today()
    rows = db.session.scalars(
        select(Milestone)
        .where(Milestone.group_id == group_id)
        .order_by(
            Milestone.status != MilestoneStatus.OPEN,
            Milestone.due_on.asc().nulls_last(),
            Milestone.rank,
            Milestone.id,
        )
    )
    return [
        Step(
            row,
            is_late=row.status is MilestoneStatus.OPEN
            and row.due_on is not None
            and row.due_on < today,
        )
        for row in rows
    ]


def milestone_of(group_id: int, milestone_id: int) -> Milestone | None:
    return db.session.scalar(
        select(Milestone).where(Milestone.group_id == group_id, Milestone.id == milestone_id)
    )


def notes(group_id: int, limit: int = 20) -> Sequence[StatusNote]:
    """The points d’étape, latest first."""
    return db.session.scalars(
        select(StatusNote)
        .where(StatusNote.group_id == group_id)
        .order_by(StatusNote.told_on.desc(), StatusNote.id.desc())
        .limit(limit)
    ).all()


def documents_of(actor: Actor, group_id: int) -> Sequence[GroupDocument]:
    """The files of a group that the actor may read, latest first."""
    return db.session.scalars(
        select(GroupDocument)
        .options(joinedload(GroupDocument.document))
        .where(GroupDocument.group_id == group_id, _readable(actor))
        .order_by(GroupDocument.created_at.desc(), GroupDocument.id.desc())
    ).all()


def document_of_group(group_id: int, document_id: int) -> GroupDocument | None:
    return db.session.scalar(
        select(GroupDocument).where(
            GroupDocument.group_id == group_id, GroupDocument.id == document_id
        )
    )


def carries(actor: Actor, document_id: int) -> bool:
    """Whether a group shows this file to the actor."""
    found = select(GroupDocument.id).where(
        GroupDocument.document_id == document_id, _readable(actor)
    )
    return db.session.scalar(found.limit(1)) is not None


def _readable(actor: Actor) -> ColumnElement[bool]:
    if actor.is_team:
        return true()
    own = sorted({group for group, _ in actor.group_roles})
    return or_(GroupDocument.is_public, GroupDocument.group_id.in_(own))
