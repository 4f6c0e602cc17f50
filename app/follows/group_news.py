"""What groups themselves tell those who follow them: notes, letters, milestones reached."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import select

from app.follows.news import News
from app.follows.services import tell
from app.groups.enums import LetterStatus, MilestoneStatus
from app.groups.facts import StatusNoted
from app.groups.models import Milestone, MissionLetter, StatusNote, WorkingGroup
from app.kernel import clock
from app.kernel.db import db
from app.kernel.links import url
from app.kernel.text import shortened


def group_news(group_ids: Collection[int], since: datetime, until: datetime) -> Iterable[News]:
    slugs: dict[int, str] = {
        row[0]: row[1]
        for row in db.session.execute(
            select(WorkingGroup.id, WorkingGroup.slug).where(WorkingGroup.id.in_(group_ids))
        )
    }

    def page(group_id: int) -> str:
        return url("groups.show", slug=slugs[group_id])

    for note in db.session.scalars(
        select(StatusNote)
        .where(
            StatusNote.group_id.in_(group_ids),
            StatusNote.created_at >= since,
            StatusNote.created_at < until,
        )
        .order_by(StatusNote.id)
    ):
        yield _note(note, page(note.group_id))
    for letter in db.session.scalars(
        select(MissionLetter)
        .where(
            MissionLetter.group_id.in_(group_ids),
            MissionLetter.status == LetterStatus.APPROVED,
            MissionLetter.approved_at >= since,
            MissionLetter.approved_at < until,
        )
        .order_by(MissionLetter.id)
    ):
        yield News(
            letter.group_id,
            letter.approved_at or since,
            f"Lettre de mission approuvée (version {letter.number})",
            url("groups.letter", slug=slugs[letter.group_id]),
        )
    first, last = clock.paris(since).date(), clock.paris(until).date()
    for step in db.session.scalars(
        select(Milestone)
        .where(
            Milestone.group_id.in_(group_ids),
            Milestone.status == MilestoneStatus.REACHED,
            Milestone.resolved_on >= first,
            Milestone.resolved_on < last,
        )
        .order_by(Milestone.id)
    ):
        yield News(step.group_id, until, f"Jalon atteint : {step.title}", page(step.group_id))


def tell_note(fact: StatusNoted) -> None:
    """A point d’étape, at once to those who want each thing."""
    address = url("groups.show", slug=fact.group.slug)
    tell(_note(fact.note, address), key=f"note:{fact.note.id}")


def _note(note: StatusNote, address: str) -> News:
    return News(
        note.group_id, note.created_at, f"Point d’étape : {shortened(note.body, 160)}", address
    )
