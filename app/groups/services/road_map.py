"""The letter of mission, the milestones, the points d’étape."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, select

from app.audit import services as audit
from app.groups.enums import LetterStatus, MilestoneStatus
from app.groups.facts import StatusNoted
from app.groups.models import Milestone, MissionLetter, StatusNote, WorkingGroup
from app.groups.services.acting import lock_for
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.bus import announce
from app.kernel.db import db, lock_row
from app.kernel.errors import Conflict, Invalid, NotFound


def write_letter(actor: Actor, group: WorkingGroup, *, body: str, number: int = 0) -> MissionLetter:
    """Save the draft of the letter of mission; after an approved version begins the next one.

    `number` is the draft that the person read (0: none): raises `Conflict` when it was approved or
    begun by somebody else meanwhile. Nothing changes when the text is the same.
    """
    group = lock_for(actor, "group:edit", group.id)
    latest = _latest(group.id)
    draft = latest if latest and latest.status is LetterStatus.DRAFT else None
    if (draft.number if draft else 0) != number:
        raise Conflict("Quelqu’un a écrit ou approuvé une version de la lettre pendant ce temps.")
    if not body.strip():
        raise Invalid({"body": "Écrivez le texte de la lettre."})
    if draft is not None and draft.body == body:
        return draft
    if draft is None:
        if latest is not None and latest.body == body:
            return latest
        draft = MissionLetter(
            group_id=group.id,
            number=(latest.number if latest else 0) + 1,
            body=body,
            written_by_id=actor.account_id,
        )
        db.session.add(draft)
    else:
        draft.body, draft.updated_at = body, clock.now()
        draft.written_by_id = actor.account_id
    db.session.flush()
    audit.record(actor, "group:write_letter", group, after={"version": draft.number})
    return draft


def approve_letter(actor: Actor, group: WorkingGroup, *, number: int) -> bool:
    """Approve the draft: it never changes again and everybody reads it. False: it was already."""
    group = lock_for(actor, "group:manage", group.id)
    letter = db.session.scalar(
        select(MissionLetter).where(
            MissionLetter.group_id == group.id, MissionLetter.number == number
        )
    )
    if letter is None:
        raise NotFound
    if letter.status is LetterStatus.APPROVED:
        return False
    letter.status, letter.approved_at = LetterStatus.APPROVED, clock.now()
    letter.approved_by_id = actor.account_id
    db.session.flush()
    audit.record(actor, "group:approve_letter", group, after={"version": number})
    return True


def add_milestone(
    actor: Actor,
    group: WorkingGroup,
    *,
    title: str,
    due_on: date | None = None,
    deliverable: str | None = None,
    rank: int | None = None,
) -> Milestone:
    """A step of the road map, last in order unless said otherwise."""
    group = lock_for(actor, "group:edit", group.id)
    last = db.session.scalar(select(func.max(Milestone.rank)).where(Milestone.group_id == group.id))
    made = Milestone(
        group_id=group.id,
        title=title,
        due_on=due_on,
        deliverable=deliverable,
        rank=rank if rank is not None else (last or 0) + 1,
    )
    db.session.add(made)
    db.session.flush()
    audit.record(actor, "group:add_milestone", group, after={"title": title})
    return made


def change_milestone(actor: Actor, milestone: Milestone, **values: Any) -> bool:
    """Change what is said of an open milestone. False when nothing changed."""
    group, row = _milestone(actor, milestone)
    if row.status is not MilestoneStatus.OPEN:
        raise Conflict("Ce jalon est terminé : rouvrez-le d’abord.")
    before, after = audit.changes(row, values)
    for name, value in after.items():
        setattr(row, name, value)
    if not after:
        return False
    db.session.flush()
    audit.record(actor, "group:change_milestone", group, before=before, after=after)
    return True


def resolve_milestone(
    actor: Actor, milestone: Milestone, *, status: MilestoneStatus, resolution: str
) -> bool:
    """Reached or dropped, and how. False when it is so already."""
    group, row = _milestone(actor, milestone)
    if status is MilestoneStatus.OPEN:
        raise Invalid({"status": "Dites si le jalon est atteint ou abandonné."})
    if row.status is status:
        return False
    if row.status is not MilestoneStatus.OPEN:
        raise Conflict("Ce jalon est déjà terminé : rouvrez-le d’abord.")
    if not resolution.strip():
        raise Invalid({"resolution": "Dites en une phrase ce qui a été fait ou pourquoi."})
    row.status, row.resolved_on, row.resolution = status, clock.today(), resolution.strip()
    db.session.flush()
    audit.record(
        actor, "group:resolve_milestone", group, after={"title": row.title, "status": status}
    )
    return True


def reopen_milestone(actor: Actor, milestone: Milestone) -> bool:
    """Take a milestone up again; what had been said of its end stays in the journal."""
    group, row = _milestone(actor, milestone)
    if row.status is MilestoneStatus.OPEN:
        return False
    before = {"status": row.status, "resolution": row.resolution}
    row.status, row.resolved_on, row.resolution = MilestoneStatus.OPEN, None, None
    db.session.flush()
    audit.record(actor, "group:reopen_milestone", group, before=before)
    return True


def add_note(actor: Actor, group: WorkingGroup, *, body: str, told_on: date) -> StatusNote:
    """A point d’étape: where the group stands on a day. The same one again is there once."""
    group = lock_for(actor, "group:edit", group.id)
    if told_on > clock.today():
        raise Invalid({"told_on": "Un point d’étape se date d’aujourd’hui ou d’un jour passé."})
    there = db.session.scalar(
        select(StatusNote)
        .where(
            StatusNote.group_id == group.id, StatusNote.told_on == told_on, StatusNote.body == body
        )
        .limit(1)
    )
    if there is not None:
        return there
    note = StatusNote(group_id=group.id, body=body, told_on=told_on, written_by_id=actor.account_id)
    db.session.add(note)
    db.session.flush()
    audit.record(actor, "group:add_note", group, after={"told_on": told_on})
    announce(StatusNoted(group, note))
    return note


def _latest(group_id: int) -> MissionLetter | None:
    return db.session.scalar(
        select(MissionLetter)
        .where(MissionLetter.group_id == group_id)
        .order_by(MissionLetter.number.desc())
        .limit(1)
    )


def _milestone(actor: Actor, milestone: Milestone) -> tuple[WorkingGroup, Milestone]:
    group = lock_for(actor, "group:edit", milestone.group_id)
    row = lock_row(Milestone, milestone.id)
    if row is None:
        raise NotFound
    return group, row
