"""The text of a proposal: what is typed, compared, stored and frozen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from app.documents.models import Document
from app.events.models import Event
from app.kernel.db import db
from app.kernel.errors import Invalid
from app.minutes.models import Decision, Minutes
from app.minutes.policies import SHOWN
from app.organisations.models import Organisation
from app.proposals.enums import DecisionLevel
from app.proposals.models import Proposal, ProposalVersion
from app.proposals.policies import NEEDED
from app.proposals.services.index import index
from app.reference.models import Department, Metropole
from app.strategy.models import Axis, Dispositif

TITLE_LENGTH = 200
MAX_COST_CENTS = 10**13


@dataclass(frozen=True, kw_only=True)
class ProposalText:
    """Everything the authors write. `cost_cents` None means that no cost is given.

    No department means the whole region. A decision brings the meeting where it was taken.
    """

    title: str
    findings: str = ""
    content: str = ""
    audience: str = ""
    decision_level: DecisionLevel | None = None
    means: str = ""
    cost_cents: int | None = None
    carrier: str = ""
    expected_effect: str = ""
    measure: str = ""
    references: str = ""
    public_title: bool = False
    meeting_id: int | None = None
    decision_id: int | None = None
    axis_ids: frozenset[int] = frozenset()
    dispositif_ids: frozenset[int] = frozenset()
    department_codes: frozenset[str] = frozenset()
    metropole_ids: frozenset[int] = frozenset()
    supporter_ids: frozenset[int] = frozenset()
    document_ids: frozenset[int] = frozenset()


COLUMNS = tuple(f.name for f in fields(ProposalText) if not f.name.endswith(("_ids", "_codes")))


def stored_text(proposal: Proposal) -> ProposalText:
    """The text as the database holds it; axes, departments and documents must be loaded."""
    return ProposalText(
        **{name: getattr(proposal, name) for name in COLUMNS},
        axis_ids=frozenset(axis.id for axis in proposal.axes),
        dispositif_ids=frozenset(one.id for one in proposal.dispositifs),
        department_codes=frozenset(one.code for one in proposal.departments),
        metropole_ids=frozenset(one.id for one in proposal.metropoles),
        supporter_ids=frozenset(one.id for one in proposal.supporters),
        document_ids=frozenset(one.id for one in proposal.documents),
    )


def changed_fields(old: ProposalText, new: ProposalText) -> list[str]:
    return [f.name for f in fields(ProposalText) if getattr(old, f.name) != getattr(new, f.name)]


def checked(text: ProposalText, group_id: int, *, complete: bool = False) -> ProposalText:
    """The text made coherent, or `Invalid`. The origin must be a meeting of the same group.

    `complete`: once submitted, a text keeps every answer that submitting needs.
    """
    errors: dict[str, str] = {}
    if complete:
        errors = {n: "Cette réponse est nécessaire." for n in NEEDED if not getattr(text, n)}
    if not text.title.strip():
        errors["title"] = "Donnez un titre à votre proposition."
    elif len(text.title) > TITLE_LENGTH:
        errors["title"] = f"Le titre est trop long : {TITLE_LENGTH} signes au plus."
    if text.cost_cents is not None and not 0 <= text.cost_cents <= MAX_COST_CENTS:
        errors["cost"] = "Ce montant n’est pas possible."
    meeting_id = _origin(text, group_id, errors)
    if errors:
        raise Invalid(errors)
    values = {f.name: getattr(text, f.name) for f in fields(ProposalText)}
    return ProposalText(**{**values, "title": text.title.strip(), "meeting_id": meeting_id})


def _origin(text: ProposalText, group_id: int, errors: dict[str, str]) -> int | None:
    meeting_id = text.meeting_id
    if text.decision_id is not None:
        meeting_id = db.session.scalar(
            select(Minutes.event_id).join(Decision).where(Decision.id == text.decision_id)
        )
        if meeting_id is None:
            errors["origin"] = "Cette décision n’existe pas ou plus."
            return None
    if meeting_id is not None:
        found = db.session.scalar(
            select(Event.id).where(Event.id == meeting_id, Event.group_id == group_id)
        )
        if found is None:
            errors["origin"] = "Choisissez une réunion de votre groupe."
    return meeting_id


def write(proposal: Proposal, text: ProposalText) -> None:
    """Put the text on a locked proposal."""
    for name in COLUMNS:
        setattr(proposal, name, getattr(text, name))
    proposal.axes = _rows(Axis, Axis.id, text.axis_ids, "axes")
    proposal.dispositifs = _rows(Dispositif, Dispositif.id, text.dispositif_ids, "dispositifs")
    proposal.metropoles = _rows(Metropole, Metropole.id, text.metropole_ids, "metropoles")
    proposal.supporters = _rows(Organisation, Organisation.id, text.supporter_ids, "supporters")
    proposal.departments = _rows(Department, Department.code, text.department_codes, "departments")
    proposal.documents = _rows(Document, Document.id, text.document_ids, "documents")
    index(proposal)


def _rows(model: Any, key: Any, wanted: Iterable[Any], field: str) -> list[Any]:
    wanted = set(wanted)
    if not wanted:
        return []
    found = list(db.session.scalars(select(model).where(key.in_(wanted)).order_by(key)))
    if len(found) != len(wanted):
        raise Invalid({field: "Un de vos choix n’existe pas ou plus."})
    return found


def snapshot(proposal: Proposal) -> dict[str, Any]:
    """The text as it will be frozen: readable by itself, whatever becomes of what it names."""
    content: dict[str, Any] = {name: getattr(proposal, name) for name in COLUMNS}
    content["decision_level"] = proposal.decision_level.value if proposal.decision_level else None
    content["axes"] = [{"id": axis.id, "label": axis.label} for axis in proposal.axes]
    content["dispositifs"] = [{"id": one.id, "name": one.name} for one in proposal.dispositifs]
    content["metropoles"] = [{"id": one.id, "name": one.name} for one in proposal.metropoles]
    content["supporters"] = [{"id": one.id, "name": one.name} for one in proposal.supporters]
    content["departments"] = [{"code": d.code, "name": d.name} for d in proposal.departments]
    content["documents"] = [{"id": d.id, "filename": d.filename} for d in proposal.documents]
    return content


def freeze(proposal: Proposal, at: datetime) -> int:
    """Keep the text as a new version if it differs from the last one; its number either way.

    `at` is the moment of the act: what was submitted is found by it.
    """
    content = snapshot(proposal)
    if proposal.versions and proposal.versions[-1].content == content:
        return proposal.versions[-1].number
    number = len(proposal.versions) + 1
    version = ProposalVersion(
        proposal_id=proposal.id, number=number, content=content, created_at=at
    )
    proposal.versions.append(version)
    return number


def origin_of(decision_id: int) -> Decision | None:
    """The published decision that a new proposal is to carry, with its minutes and meeting."""
    return db.session.scalars(
        select(Decision)
        .join(Decision.minutes)
        .where(Decision.id == decision_id, Minutes.status.in_(SHOWN))
        .options(contains_eager(Decision.minutes).joinedload(Minutes.event))
    ).one_or_none()
