"""What a year's report lists: events and proposals as everybody may see them, by axis."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from app.events.models import Event, event_axis
from app.events.queries import CardRow, card_rows, visible_to
from app.groups.models import WorkingGroup
from app.kernel.access import ANONYMOUS
from app.kernel.clock import paris
from app.kernel.dates import spoken_day, spoken_partial
from app.kernel.db import db
from app.kernel.links import path
from app.kernel.text import typographic
from app.proposals.enums import Outcome, ProposalStatus
from app.proposals.models import Answer, Proposal, proposal_axis
from app.proposals.policies import shown_label
from app.proposals.queries.cards import private_title
from app.proposals.queries.visibility import (
    in_public,
    public_state,
    submitted_title,
    text_in_public,
    title_in_public,
)
from app.proposals.states import DECIDED_STATES, OPEN_STATES
from app.reviews.content import Line
from app.reviews.figures import latest_answers
from app.reviews.scope import LISTED, Scope
from app.strategy.models import dispositif_department


def address(endpoint: str, argument: str) -> tuple[str, str]:
    """What stands before and after one value in the address of a page: built once for a list."""
    before, _, after = path(endpoint, **{argument: "HERE"}).partition("HERE")
    return before, after


@dataclass(frozen=True)
class ListedEvent:
    """A conference, a study day, another event that anybody may see."""

    id: int
    line: Line


def events(scope: Scope) -> list[ListedEvent]:
    rows = card_rows(ANONYMOUS, scope.events(), Event.kind.in_(LISTED))
    before, after = address("events.show", "slug")
    return [ListedEvent(row.id, _event_line(row, f"{before}{row.slug}{after}")) for row in rows]


def _event_line(row: CardRow, url: str) -> Line:
    when = (
        spoken_day(row.starts_at, weekday=False)
        if row.starts_at
        else spoken_partial(row.partial_year, row.partial_month, row.partial_day)
    )
    detail = ", ".join(part for part in (row.kind.label, when, row.city) if part)
    return Line(typographic(row.title), detail, url)


def events_by_axis(scope: Scope) -> Mapping[int, set[int]]:
    """Axis id → ids of the events of the year that say they belong to it."""
    found: dict[int, set[int]] = defaultdict(set)
    for axis_id, event_id in db.session.execute(
        select(event_axis.c.axis_id, event_axis.c.event_id)
        .join(Event, Event.id == event_axis.c.event_id)
        .where(scope.events())
    ):
        found[axis_id].add(event_id)
    return found


# Another name than that under which the rules of visibility look for an answer.
Told = aliased(Answer)


@dataclass(frozen=True)
class ListedProposal:
    """A proposal of the year as everybody knows it."""

    id: int
    line: Line
    # Its text, hence its axes and departments, may be read by all.
    is_open: bool
    answered: bool


def proposals(scope: Scope) -> list[ListedProposal]:
    """Submitted or answered in the year; titles and states as everybody may know them."""
    latest = latest_answers()
    rows = db.session.execute(
        select(
            Proposal.id,
            Proposal.reference,
            submitted_title().label("title"),
            title_in_public().label("public_title"),
            Proposal.submitted_at,
            WorkingGroup.name,
            public_state().label("state"),
            Told.outcome,
            Told.notified_at,
        )
        .join(WorkingGroup, WorkingGroup.id == Proposal.group_id)
        .outerjoin(latest, latest.c.proposal_id == Proposal.id)
        .outerjoin(Told, and_(Told.proposal_id == Proposal.id, Told.number == latest.c.number))
        .where(
            in_public(),
            _seen_there(scope),
            or_(scope.during(Proposal.submitted_at), scope.during(Told.notified_at)),
        )
        .order_by(Proposal.reference)
    ).all()
    before, after = address("proposals.show", "reference")
    return [_proposal(row, f"{before}{row.reference}{after}", scope) for row in rows]


def _seen_there(scope: Scope) -> Any:
    """The departments of a proposal are part of its text: they find only what all may read."""
    return scope.proposals() if scope.department is None else scope.proposals() & text_in_public()


def _proposal(row: Any, url: str, scope: Scope) -> ListedProposal:
    state = ProposalStatus(row.state)
    is_open = state in OPEN_STATES or state in DECIDED_STATES
    title = row.title if row.public_title or is_open else private_title(state)
    told = [typographic(row.name), _state(state, row.outcome, row.notified_at)]
    line = Line(f"{row.reference}, {typographic(title)}", ", ".join(told), url)
    answered = row.notified_at is not None and _year_of(row.notified_at) == scope.year
    return ListedProposal(row.id, line, is_open, answered)


def _state(state: ProposalStatus, outcome: Outcome | None, notified_at: datetime | None) -> str:
    label = shown_label(state, known=False).lower()
    if outcome is None or notified_at is None:
        return label
    answer = f"réponse du {spoken_day(notified_at, weekday=False)} : {outcome.label.lower()}"
    return answer if label == outcome.label.lower() else f"{answer}, {label}"


def _year_of(moment: datetime) -> int:
    return paris(moment).year


def proposals_by_axis(scope: Scope) -> Mapping[int, set[int]]:
    """Axis id → ids of the proposals whose text everybody may read."""
    found: dict[int, set[int]] = defaultdict(set)
    for axis_id, proposal_id in db.session.execute(
        select(proposal_axis.c.axis_id, proposal_axis.c.proposal_id)
        .join(Proposal, Proposal.id == proposal_axis.c.proposal_id)
        .where(in_public(), text_in_public(), scope.proposals())
    ):
        found[axis_id].add(proposal_id)
    return found


def hidden_events(scope: Scope) -> int:
    """Events of the year of the listed kinds that not everybody may see."""
    found = db.session.scalar(
        select(func.count(Event.id)).where(
            scope.events(), Event.kind.in_(LISTED), ~visible_to(ANONYMOUS)
        )
    )
    return found or 0


def dispositif_departments() -> Mapping[int, set[str]]:
    """Dispositif id → the departments it names."""
    found: dict[int, set[str]] = defaultdict(set)
    for dispositif_id, code in db.session.execute(select(dispositif_department)):
        found[dispositif_id].add(code)
    return found
