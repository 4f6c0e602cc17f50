"""The public register: what its filters and words find, page by page."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, false, func, select

from app.groups.models import WorkingGroup
from app.kernel import clock
from app.kernel.clock import from_paris
from app.kernel.db import db
from app.kernel.paging import Page
from app.proposals.filters import RegisterFilters
from app.proposals.models import Proposal, proposal_axis, proposal_department
from app.proposals.queries.cards import ORDER, ProposalCard, card_of, card_rows
from app.proposals.queries.searching import found
from app.proposals.queries.visibility import in_public, in_public_state, text_in_public
from app.strategy.models import Axis, Framework

PAGE_SIZE = 50


def register(filters: RegisterFilters, number: int = 1) -> Page[ProposalCard]:
    """A page of the register: two queries, whatever its length. Words put the best match first."""
    if filters.q is not None or filters.axe is not None or filters.departement is not None:
        return _looked_up(filters, number)
    counted = narrowed(select(func.count(Proposal.id)), filters)
    total = db.session.scalar(counted.order_by(None)) or 0
    number = min(max(1, number), max(1, -(-total // PAGE_SIZE)))
    if not total:
        return Page(items=[], number=number, total=0, size=PAGE_SIZE)
    statement = narrowed(card_rows(), filters).limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)
    cards = [card_of(row) for row in db.session.execute(statement)]
    return Page(items=cards, number=number, total=total, size=PAGE_SIZE)


def _looked_up(filters: RegisterFilters, number: int) -> Page[ProposalCard]:
    """The same for what is dear to look up: once, to count what is found and to put it in order."""
    ids = db.session.scalars(narrowed(select(Proposal.id), filters)).all()
    number = min(max(1, number), max(1, -(-len(ids) // PAGE_SIZE)))
    shown = ids[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    rows = db.session.execute(card_rows(Proposal.id.in_(shown))) if shown else ()
    cards = {card.id: card for card in map(card_of, rows)}
    return Page([cards[one] for one in shown], number, len(ids), PAGE_SIZE)


def narrowed(statement: Select[Any], filters: RegisterFilters) -> Select[Any]:
    """A select on proposals narrowed to what the filters find, in the order of the register."""
    if filters.groupe is not None:
        group = select(WorkingGroup.id).where(WorkingGroup.slug == filters.groupe)
        statement = statement.where(Proposal.group_id == group.scalar_subquery())
    statement = statement.where(in_public(), *_matching(filters))
    if filters.q is None:
        return statement.order_by(*ORDER)
    if not filters.words:
        return statement.where(false())
    hits, joined = found(filters.words)
    return statement.join(hits, joined).order_by(hits.c.rank, *ORDER)


def _matching(filters: RegisterFilters) -> list[ColumnElement[bool]]:
    """Axes and departments are part of the text: they find only what everyone may read."""
    wanted: list[ColumnElement[bool]] = []
    if filters.state is not None:
        wanted.append(in_public_state(filters.state))
    if filters.annee is not None:
        wanted += [
            Proposal.submitted_at >= _new_year(filters.annee),
            Proposal.submitted_at < _new_year(filters.annee + 1),
        ]
    if filters.axis_key is not None:
        code, axis_number = filters.axis_key
        wanted.append(text_in_public())
        wanted.append(
            exists()
            .where(proposal_axis.c.proposal_id == Proposal.id)
            .where(proposal_axis.c.axis_id == Axis.id, Axis.framework_id == Framework.id)
            .where(Framework.code == code, Axis.number == axis_number)
        )
    if filters.departement is not None:
        wanted.append(text_in_public())
        wanted.append(
            exists().where(
                proposal_department.c.proposal_id == Proposal.id,
                proposal_department.c.department_code == filters.departement,
            )
        )
    return wanted


def _new_year(year: int) -> datetime:
    return from_paris(date(year, 1, 1), datetime.min.time())


def years() -> list[int]:
    """The years of the public register, the last first. One query."""
    # Two looks at an index: together they would read every proposal.
    first, last = db.session.execute(
        select(
            select(func.min(Proposal.submitted_at)).where(in_public()).scalar_subquery(),
            select(func.max(Proposal.submitted_at)).where(in_public()).scalar_subquery(),
        )
    ).one()
    if first is None or last is None:
        return []
    return list(range(clock.paris(last).year, clock.paris(first).year - 1, -1))
