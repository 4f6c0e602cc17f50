"""Of what a report speaks: a year, and the region or one department. Conditions in SQL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, true

from app.events.enums import EventKind, EventStatus
from app.events.models import Event
from app.kernel.clock import PARIS
from app.kernel.links import url
from app.proposals.models import Proposal, proposal_department
from app.reviews.enums import REGION

# Announced to somebody, and not called off.
COUNTED = (EventStatus.PUBLISHED, EventStatus.POSTPONED, EventStatus.HELD, EventStatus.CLOSED)
# Meetings of groups are counted, not listed: there are dozens, and each group has its page.
LISTED = (EventKind.CONFERENCE, EventKind.STUDY_DAY, EventKind.OTHER)


@dataclass(frozen=True)
class Scope:
    """A year, and a territory: `REGION` or the code of a department."""

    year: int
    territory: str = REGION

    @property
    def department(self) -> str | None:
        return None if self.territory == REGION else self.territory

    @property
    def home(self) -> str:
        """The absolute address of its report."""
        if self.department is None:
            return url("reviews.show", year=self.year)
        return url("reviews.department_show", year=self.year, territory=self.department)

    def events(self) -> ColumnElement[bool]:
        """The events that count: of the year, held in the territory."""
        of_year = and_(
            Event.status.in_(COUNTED),
            Event.sorts_on.between(date(self.year, 1, 1), date(self.year, 12, 31)),
        )
        if self.department is None:
            return of_year
        return and_(of_year, Event.department_code == self.department)

    def proposals(self) -> ColumnElement[bool]:
        """The proposals that concern the territory, whatever their year."""
        if self.department is None:
            return true()
        return exists().where(
            proposal_department.c.proposal_id == Proposal.id,
            proposal_department.c.department_code == self.department,
        )

    def during(self, column: Any) -> ColumnElement[bool]:
        """Instants of the year, as Paris counts it."""
        return and_(column >= new_year(self.year), column < new_year(self.year + 1))


def new_year(year: int) -> datetime:
    return datetime.combine(date(year, 1, 1), time(), PARIS).astimezone(UTC)
