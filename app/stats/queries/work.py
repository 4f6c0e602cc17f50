"""What groups did, and what became of proposals."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, select, true
from sqlalchemy.orm import aliased

from app.events.enums import EventKind
from app.events.models import Event
from app.groups.models import WorkingGroup
from app.kernel import clock
from app.kernel.db import db
from app.kernel.tables import Line, Table
from app.minutes.models import Decision, Minutes
from app.minutes.policies import SHOWN
from app.proposals.enums import Outcome, ProposalStatus
from app.proposals.models import Answer, Proposal, proposal_axis, proposal_department
from app.proposals.policies import shown_label
from app.proposals.queries.visibility import in_public, public_state, text_in_public
from app.reviews.figures import latest_answers
from app.reviews.scope import Scope
from app.stats.filters import StatsFilters
from app.stats.queries.meetings import Met
from app.stats.queries.names import Names
from app.strategy.models import Axis, Framework

# In days, from the submission to the first answer; the last one has no end.
DELAYS = ((30, "30 jours ou moins"), (60, "de 31 à 60 jours"), (90, "de 61 à 90 jours"))
LONGER = "plus de 90 jours"
NO_ANSWER = "Sans réponse à ce jour"


def during(filters: StatsFilters, column: Any) -> ColumnElement[bool]:
    return column.is_not(None) if filters.year is None else Scope(filters.year).during(column)


def groups(filters: StatsFilters, events: Sequence[Met], names: Names) -> Table:
    """What each group did. Two queries."""
    met = Counter(one.group_id for one in events if one.kind == EventKind.GROUP_MEETING.value)
    minutes: dict[int, tuple[int, int]] = {}
    for group, written, decided in db.session.execute(
        select(Event.group_id, func.count(Minutes.id.distinct()), func.count(Decision.id))
        .select_from(Minutes)
        .join(Event, Event.id == Minutes.event_id)
        .outerjoin(Decision, Decision.minutes_id == Minutes.id)
        .where(
            Minutes.status.in_(SHOWN),
            during(filters, Minutes.published_at),
            Event.group_id.is_not(None),
            _group(filters, Event.group_id),
        )
        .group_by(Event.group_id)
    ):
        if group is not None:
            minutes[group] = (written, decided)
    submitted: dict[int, int] = dict(
        db.session.execute(
            select(Proposal.group_id, func.count())
            .where(
                in_public(),
                during(filters, Proposal.submitted_at),
                _group(filters, Proposal.group_id),
            )
            .group_by(Proposal.group_id)
        ).all()
    )
    lines = [
        Line(name, (met[number], *minutes.get(number, (0, 0)), submitted.get(number, 0)), slug)
        for number, (slug, name) in names.groups.items()
    ]
    lines = [line for line in lines if any(line.values)]
    sums = tuple(sum(int(line.values[n] or 0) for line in lines) for n in range(4))
    return Table(
        "activite-des-groupes",
        "Activité des groupes",
        "Groupe",
        ("Réunions", "Comptes rendus", "Décisions", "Propositions"),
        lines,
        "Réunions de la période ; comptes rendus publiés pendant la période et leurs décisions "
        "numérotées ; propositions du registre public soumises pendant la période.",
        Line("Total", sums) if lines else None,
    )


def _group(filters: StatsFilters, column: Any) -> ColumnElement[bool]:
    slug = filters.events.groupe
    if slug is None:
        return true()
    group: ColumnElement[bool] = column == (
        select(WorkingGroup.id).where(WorkingGroup.slug == slug).scalar_subquery()
    )
    return group


def _chosen(filters: StatsFilters) -> list[ColumnElement[bool]]:
    """Axes and departments are part of a text: they find only what all may read."""
    found = [
        in_public(),
        during(filters, Proposal.submitted_at),
        _group(filters, Proposal.group_id),
    ]
    if filters.events.departement is not None:
        found += [
            text_in_public(),
            exists().where(
                proposal_department.c.proposal_id == Proposal.id,
                proposal_department.c.department_code == filters.events.departement,
            ),
        ]
    if filters.events.axis_key is not None:
        code, number = filters.events.axis_key
        found += [
            text_in_public(),
            exists()
            .where(proposal_axis.c.proposal_id == Proposal.id, proposal_axis.c.axis_id == Axis.id)
            .where(Axis.framework_id == Framework.id, Axis.number == number)
            .where(Framework.code == code),
        ]
    return found


@dataclass(frozen=True)
class Submitted:
    """One proposal of the public register."""

    state: ProposalStatus
    submitted_at: datetime
    # The last answer that was notified, and when the first one was.
    outcome: Outcome | None
    first_at: datetime | None

    @property
    def days(self) -> int | None:
        if self.first_at is None:
            return None
        return (clock.paris(self.first_at).date() - clock.paris(self.submitted_at).date()).days


def submitted(filters: StatsFilters) -> list[Submitted]:
    """One query."""
    latest = latest_answers()
    # Another name than that under which the rules of visibility look for an answer.
    told = aliased(Answer)
    first = (
        select(func.min(Answer.notified_at))
        .where(Answer.proposal_id == Proposal.id)
        .correlate(Proposal)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(public_state(), Proposal.submitted_at, told.outcome, first)
        .outerjoin(latest, latest.c.proposal_id == Proposal.id)
        .outerjoin(told, and_(told.proposal_id == Proposal.id, told.number == latest.c.number))
        .where(*_chosen(filters))
    )
    return [
        Submitted(ProposalStatus(state), at, outcome, first_at)
        for state, at, outcome, first_at in rows
        if at is not None
    ]


def proposals(found: Sequence[Submitted]) -> list[Table]:
    """By state, by outcome, by delay: each proposal once in each table."""
    total = Line("Total", (len(found),))
    states = Counter(one.state for one in found)
    outcomes = Counter(one.outcome for one in found)
    delays: Counter[str] = Counter(_delay(one.days) for one in found)
    return [
        _table(
            "propositions-par-etat",
            "Propositions par état",
            "État",
            [(shown_label(state, known=False), states[state]) for state in ProposalStatus],
            "Propositions du registre public soumises pendant la période, dans leur état "
            "d’aujourd’hui tel que chacun peut le connaître.",
            total,
        ),
        _table(
            "propositions-par-reponse",
            "Propositions par réponse",
            "Réponse",
            [
                *((outcome.label, outcomes[outcome]) for outcome in Outcome),
                (NO_ANSWER, outcomes[None]),
            ],
            "Les mêmes, selon la dernière réponse notifiée du commissaire.",
            total,
        ),
        _table(
            "propositions-par-delai",
            "Propositions par délai de réponse",
            "Délai",
            [(label, delays[label]) for label in (*(one for _, one in DELAYS), LONGER, NO_ANSWER)],
            "Les mêmes, selon les jours entre la soumission et la première réponse notifiée ; les "
            "jours passés à attendre un complément comptent.",
            total,
        ),
    ]


def _delay(days: int | None) -> str:
    if days is None:
        return NO_ANSWER
    return next((label for most, label in DELAYS if days <= most), LONGER)


def _table(
    name: str,
    title: str,
    heading: str,
    rows: Sequence[tuple[str, int]],
    definition: str,
    total: Line,
) -> Table:
    """Rows of the same words are one; those that count nothing are left out."""
    sums: defaultdict[str, int] = defaultdict(int)
    for label, count in rows:
        sums[label] += count
    lines = [Line(label, (count,)) for label, count in sums.items() if count]
    return Table(name, title, heading, ("Propositions",), lines, definition, total)
