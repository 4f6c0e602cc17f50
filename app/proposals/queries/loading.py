"""Finding one proposal with all that rights and pages need, in a fixed number of queries."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from app.groups.models import WorkingGroup
from app.kernel.access import Actor
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.minutes.models import Decision, Minutes
from app.proposals.enums import ProposalAction as A
from app.proposals.models import InternalNote, Proposal, ProposalAuthor
from app.proposals.queries.visibility import visible_to
from app.strategy.models import Axis, Dispositif

# What `policies` reads.
RIGHTS: tuple[ORMOption, ...] = (
    joinedload(Proposal.group),
    selectinload(Proposal.authors).joinedload(ProposalAuthor.account),
    selectinload(Proposal.answers),
    selectinload(Proposal.follow_ups),
    selectinload(Proposal.points),
)
# What `services.text` compares, writes and freezes.
TEXT: tuple[ORMOption, ...] = (
    selectinload(Proposal.axes).joinedload(Axis.framework),
    selectinload(Proposal.dispositifs),
    selectinload(Proposal.departments),
    selectinload(Proposal.metropoles),
    selectinload(Proposal.supporters),
    selectinload(Proposal.documents),
)
_FROZEN: tuple[ORMOption, ...] = (*TEXT, selectinload(Proposal.versions))
_DECISION: tuple[ORMOption, ...] = (
    selectinload(Proposal.opinions),
    selectinload(Proposal.versions),
)
# What an act reads besides its rights; the others read nothing more.
NEEDS: dict[A, tuple[ORMOption, ...]] = {
    A.EDIT: TEXT,
    A.SUBMIT: _FROZEN,
    A.NOTE: (selectinload(Proposal.notes),),
    A.CONSULT: (selectinload(Proposal.consultations), selectinload(Proposal.versions)),
    A.ASK_INFORMATION: (selectinload(Proposal.questions),),
    A.ANSWER: (*_FROZEN, selectinload(Proposal.questions)),
    A.GIVE_UP_WAITING: (*_FROZEN, selectinload(Proposal.questions)),
    A.ACCEPT: _DECISION,
    A.ACCEPT_PARTLY: _DECISION,
    A.DECLINE: _DECISION,
    A.RECTIFY: (selectinload(Proposal.versions),),
}
# What the page of one proposal shows besides.
WHOLE: tuple[ORMOption, ...] = (
    *RIGHTS,
    joinedload(Proposal.instructor),
    selectinload(Proposal.questions),
    joinedload(Proposal.meeting),
    joinedload(Proposal.origin_decision).joinedload(Decision.minutes).joinedload(Minutes.event),
    joinedload(Proposal.merged_into),
    selectinload(Proposal.axes).joinedload(Axis.framework),
    selectinload(Proposal.departments),
    selectinload(Proposal.metropoles),
    selectinload(Proposal.dispositifs).joinedload(Dispositif.axis).joinedload(Axis.framework),
    selectinload(Proposal.supporters),
    selectinload(Proposal.documents),
    selectinload(Proposal.versions),
    selectinload(Proposal.opinions),
    selectinload(Proposal.notes).joinedload(InternalNote.author),
    selectinload(Proposal.consultations),
)


def by_reference(actor: Actor, *, reference: str) -> Proposal | None:
    """The proposal of that reference with everything its page shows, if `actor` may see it."""
    return _one(select(Proposal).where(Proposal.reference == reference, visible_to(actor)))


def group_by_slug(*, slug: str) -> WorkingGroup | None:
    """The group whose proposals one writes; the right to write is checked elsewhere."""
    return db.session.scalars(select(WorkingGroup).where(WorkingGroup.slug == slug)).one_or_none()


def by_id(actor: Actor, *, proposal_id: int) -> Proposal | None:
    return _one(select(Proposal).where(Proposal.id == proposal_id, visible_to(actor)))


def reload(proposal_id: int, *, options: tuple[ORMOption, ...] = WHOLE) -> Proposal:
    """The proposal as it stands now, whatever the session remembers of it."""
    statement = select(Proposal).where(Proposal.id == proposal_id)
    found = _one(statement.execution_options(populate_existing=True), options)
    if found is None:
        raise NotFound
    return found


def _one(statement: Select[Any], options: tuple[ORMOption, ...] = WHOLE) -> Proposal | None:
    found: Proposal | None = db.session.scalars(statement.options(*options)).one_or_none()
    return found
