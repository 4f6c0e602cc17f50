"""What the forms and filters offer, as (value, label) pairs."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, exists, select

from app.events.enums import EventStatus
from app.events.models import Event
from app.groups.models import WorkingGroup
from app.kernel.collation import sort_key
from app.kernel.dates import spoken_day
from app.kernel.db import db
from app.kernel.text import shortened
from app.minutes.models import Decision, Minutes
from app.minutes.policies import SHOWN
from app.organisations.models import Organisation
from app.proposals.enums import ProposalStatus
from app.proposals.models import Proposal, proposal_axis, proposal_department
from app.proposals.queries.visibility import in_public, text_in_public
from app.reference.models import Department, Metropole
from app.strategy.models import Axis, Dispositif, Framework

Choice = tuple[str, str]
# Beyond these, older meetings are reached from their own page.
MOST_MEETINGS = 40


@dataclass(frozen=True)
class FilterChoices:
    groups: list[Choice]
    axes: list[Choice]
    departments: list[Choice]


def filter_choices() -> FilterChoices:
    """The groups, axes and departments that filter the public register. Three queries.

    Each choice asks for one proposal that has it, and finds it soon: none reads them all.
    """
    groups = db.session.execute(
        select(WorkingGroup.slug, WorkingGroup.name)
        .where(exists().where(Proposal.group_id == WorkingGroup.id, in_public()))
        .order_by(sort_key(WorkingGroup.name), WorkingGroup.id)
    )
    readable = and_(in_public(), text_in_public())
    axes = db.session.execute(
        select(Framework.code, Axis.number, Axis.label)
        .join(Framework, Framework.id == Axis.framework_id)
        .where(
            exists().where(
                proposal_axis.c.axis_id == Axis.id,
                proposal_axis.c.proposal_id == Proposal.id,
                readable,
            )
        )
        .order_by(Framework.rank, Framework.id, Axis.number)
    )
    departments = db.session.execute(
        select(Department.code, Department.name)
        .where(
            exists().where(
                proposal_department.c.department_code == Department.code,
                proposal_department.c.proposal_id == Proposal.id,
                readable,
            )
        )
        .order_by(Department.code)
    )
    return FilterChoices(
        groups=[(slug, name) for slug, name in groups],
        axes=[(f"{code.lower()}-{number}", label) for code, number, label in axes],
        departments=[(code, name) for code, name in departments],
    )


def axes() -> list[Choice]:
    """Every axis of every framework, as `Pacte des solidarités – axe 2 : …`."""
    rows = db.session.execute(
        select(Axis.id, Framework.name, Axis.number, Axis.label)
        .join(Framework, Framework.id == Axis.framework_id)
        .order_by(Framework.rank, Framework.id, Axis.number)
    )
    return [(str(i), f"{framework} – axe {number} : {text}") for i, framework, number, text in rows]


def departments() -> list[Choice]:
    rows = db.session.execute(select(Department.code, Department.name).order_by(Department.code))
    return [(code, f"{name} ({code})") for code, name in rows]


def dispositifs() -> list[Choice]:
    """Every dispositif, under the axis and the framework that it belongs to."""
    rows = db.session.execute(
        select(Dispositif.id, Dispositif.name, Framework.name, Axis.number)
        .join(Axis, Axis.id == Dispositif.axis_id)
        .join(Framework, Framework.id == Axis.framework_id)
        .order_by(Framework.rank, Framework.id, Axis.number, Dispositif.rank, Dispositif.id)
    )
    return [(str(i), f"{name} ({framework}, axe {axis})") for i, name, framework, axis in rows]


def metropoles() -> list[Choice]:
    rows = db.session.execute(
        select(Metropole.id, Metropole.name).order_by(sort_key(Metropole.name))
    )
    return [(str(i), name) for i, name in rows]


def supporters() -> list[Choice]:
    rows = db.session.execute(
        select(Organisation.id, Organisation.name).order_by(
            sort_key(Organisation.name), Organisation.id
        )
    )
    return [(str(i), name) for i, name in rows]


def origins(group_id: int) -> list[Choice]:
    """Where a proposal may come from: the group's meetings (`r12`) and their decisions (`d7`).

    The whole group chooses among them: decisions of minutes still being written are left out.
    """
    meetings = db.session.execute(
        select(Event.id, Event.title, Event.starts_at)
        .where(
            Event.group_id == group_id,
            Event.status.not_in([EventStatus.DRAFT, EventStatus.CANCELLED]),
        )
        .order_by(Event.starts_at.desc(), Event.id.desc())
        .limit(MOST_MEETINGS)
    ).all()
    decisions = db.session.execute(
        select(Decision.id, Decision.number, Decision.text, Minutes.event_id)
        .join(Minutes, Minutes.id == Decision.minutes_id)
        .where(
            Minutes.event_id.in_([meeting.id for meeting in meetings]), Minutes.status.in_(SHOWN)
        )
        .order_by(Decision.minutes_id, Decision.number)
    ).all()
    found: list[Choice] = []
    for meeting in meetings:
        day = spoken_day(meeting.starts_at) if meeting.starts_at else "date à préciser"
        found.append((f"r{meeting.id}", f"{shortened(meeting.title, 60)}, {day}"))
        found += [
            (f"d{one.id}", f"– Décision D{one.number}\u00a0: {shortened(one.text, 70)}")
            for one in decisions
            if one.event_id == meeting.id
        ]
    return found


def merge_targets(proposal: Proposal) -> list[Choice]:
    """The proposals that this one can join, the last first."""
    gone = [ProposalStatus.DRAFT, ProposalStatus.MERGED, ProposalStatus.WITHDRAWN]
    rows = db.session.execute(
        select(Proposal.id, Proposal.reference, Proposal.title)
        .where(Proposal.id != proposal.id, Proposal.status.not_in(gone))
        .order_by(Proposal.submitted_at.desc(), Proposal.id.desc())
        .limit(200)
    )
    return [(str(i), f"{reference} – {shortened(title, 80)}") for i, reference, title in rows]
