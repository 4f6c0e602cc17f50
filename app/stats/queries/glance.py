"""The year at a glance: what is planned, what is late, where nothing happens, what is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from app.attendance.models import Headcount
from app.events.enums import EventKind, EventStatus
from app.events.models import Event
from app.events.queries import CardRow, card_rows
from app.groups import overview
from app.groups.models import WorkingGroup
from app.kernel.access import Actor
from app.kernel.db import db
from app.kernel.tables import Table
from app.proposals.enums import ProposalStatus
from app.proposals.models import Proposal
from app.proposals.queries.delays import Delays, delays
from app.reviews.scope import COUNTED, LISTED
from app.stats.filters import StatsFilters
from app.stats.queries import meetings, taking_part
from app.stats.queries.names import directory, names
from app.stats.queries.people import people

# What the groups ask for and still wait for.
WAITING = (
    ProposalStatus.SUBMITTED,
    ProposalStatus.UNDER_REVIEW,
    ProposalStatus.MORE_INFORMATION,
    ProposalStatus.REVIEWED,
    ProposalStatus.ADJOURNED,
)


@dataclass(frozen=True)
class Asked:
    """A proposal that waits."""

    reference: str
    title: str
    group: str
    audience: str
    state: ProposalStatus
    due_on: date | None


@dataclass(frozen=True)
class Glance:
    year: int
    months: Table
    planned: Sequence[CardRow]
    # Meetings of groups to come, which the list leaves out.
    meetings_to_come: int
    delays: Delays
    late_groups: Sequence[overview.Row]
    silent: Sequence[overview.Row]
    departments: Sequence[tuple[str, str]]
    axes: Sequence[tuple[str, str]]
    families: Sequence[str]
    # Events that took place and of which nobody counted persons concerned, and all of them.
    uncounted: tuple[int, int]
    asked: Sequence[Asked]


def glance(actor: Actor, today: date) -> Glance:
    """Everything of the page, in a fixed number of queries. For the team."""
    filters, known = StatsFilters(today.year), names()
    events = meetings.met(filters)
    axes = meetings.axes_of(filters)
    rows = overview.rows()
    held = {one.department for one in events}
    coming = (Event.status.in_(COUNTED), Event.sorts_on >= today)
    return Glance(
        year=today.year,
        months=meetings.months(events, today.year),
        planned=card_rows(actor, *coming, Event.kind.in_(LISTED), limit=12),
        meetings_to_come=db.session.scalar(
            select(func.count()).where(*coming, Event.kind == EventKind.GROUP_MEETING)
        )
        or 0,
        delays=delays(today),
        late_groups=[one for one in rows if one.late_actions or one.late_milestones],
        silent=[one for one in rows if one.silent_for],
        departments=[(code, name) for code, name in known.departments.items() if code not in held],
        axes=[(key, label) for number, (key, label) in known.axes.items() if not axes[number]],
        families=_families(filters, events),
        uncounted=_uncounted(filters, today),
        asked=_asked(),
    )


def _families(filters: StatsFilters, events: Sequence[meetings.Met]) -> list[str]:
    """The families of partners of whom nobody came this year."""
    known = names()
    tables = taking_part.by_dimensions(
        filters, people(filters), events, known, directory(), small=True
    )
    lines = next(one for one in tables if one.name == "participation-par-famille").lines
    came = {line.label for line in lines if line.values[0]}
    return [name for name in known.kinds.values() if name not in came]


def _uncounted(filters: StatsFilters, today: date) -> tuple[int, int]:
    over = (*filters.counted_events(), Event.sorts_on < today, Event.kind.in_(LISTED))
    counted, every = db.session.execute(
        select(func.count(Headcount.event_id), func.count(Event.id))
        .select_from(Event)
        .outerjoin(Headcount, Headcount.event_id == Event.id)
        .where(*over, Event.status != EventStatus.POSTPONED)
    ).one()
    return every - counted, every


def _asked() -> list[Asked]:
    rows = db.session.execute(
        select(
            Proposal.reference,
            Proposal.title,
            WorkingGroup.name,
            Proposal.audience,
            Proposal.status,
            Proposal.due_on,
        )
        .join(WorkingGroup, WorkingGroup.id == Proposal.group_id)
        .where(Proposal.status.in_(WAITING), Proposal.reference.is_not(None))
        .order_by(Proposal.due_on.asc().nulls_last(), Proposal.id)
    )
    return [
        Asked(reference or "", title, group, audience, state, due_on)
        for reference, title, group, audience, state, due_on in rows
    ]
