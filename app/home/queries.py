"""Counts of the team's dashboard: what is there, and what still has to be made precise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from app.accounts.models import Account
from app.events.enums import EventStatus
from app.events.models import Event
from app.groups.enums import GroupStatus
from app.groups.models import WorkingGroup
from app.kernel import clock
from app.kernel.db import db
from app.organisations.models import Organisation
from app.outbox.enums import MessageStatus
from app.outbox.models import OutboxMessage
from app.proposals.enums import ProposalStatus
from app.proposals.models import Proposal
from app.strategy.models import Dispositif


@dataclass(frozen=True)
class Counts:
    """The numbers of the tiles."""

    coming: int
    drafts: int
    undated: int
    groups: int
    groups_without_lead: int
    proposals_open: int
    organisations: int
    organisations_unknown_kind: int
    dispositifs: int
    accounts: int
    mail_failed: int


_OPEN_PROPOSALS = (
    ProposalStatus.SUBMITTED,
    ProposalStatus.UNDER_REVIEW,
    ProposalStatus.MORE_INFORMATION,
    ProposalStatus.REVIEWED,
)
_COMING = (EventStatus.PUBLISHED, EventStatus.POSTPONED)


def counts() -> Counts:
    """All the numbers in one query."""
    undated = or_(Event.starts_at.is_(None), Event.city.is_(None))
    asked = {
        "coming": _count(Event.id, Event.status.in_(_COMING), Event.sorts_on >= clock.today()),
        "drafts": _count(Event.id, Event.status == EventStatus.DRAFT),
        "undated": _count(Event.id, Event.status == EventStatus.PUBLISHED, undated),
        "groups": _count(WorkingGroup.id, WorkingGroup.status != GroupStatus.CLOSED),
        "groups_without_lead": _count(
            WorkingGroup.id,
            WorkingGroup.status == GroupStatus.ACTIVE,
            WorkingGroup.lead_organisation_id.is_(None),
        ),
        "proposals_open": _count(Proposal.id, Proposal.status.in_(_OPEN_PROPOSALS)),
        "organisations": _count(Organisation.id),
        "organisations_unknown_kind": _count(Organisation.id, Organisation.kind_id.is_(None)),
        "dispositifs": _count(Dispositif.id),
        "accounts": _count(Account.id, Account.closed_at.is_(None)),
        "mail_failed": _count(OutboxMessage.id, OutboxMessage.status == MessageStatus.FAILED),
    }
    row = db.session.execute(select(*(value.label(name) for name, value in asked.items()))).one()
    return Counts(**row._asdict())


def _count(column: Any, *conditions: ColumnElement[bool]) -> Any:
    return select(func.count(column)).where(*conditions).scalar_subquery()
