"""Finding what the team edits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.kernel.access import Actor
from app.kernel.db import db
from app.strategy.models import (
    AnnouncedTotal,
    Axis,
    Dispositif,
    Figure,
    FundingLine,
    FundingYear,
)


def totals() -> Sequence[AnnouncedTotal]:
    """Every announced total, latest year first."""
    order = (AnnouncedTotal.year.desc(), AnnouncedTotal.id)
    return db.session.scalars(select(AnnouncedTotal).order_by(*order)).all()


def total(_actor: Actor, *, total_id: int) -> AnnouncedTotal | None:
    return db.session.get(AnnouncedTotal, total_id)


def funding_year(_actor: Actor, *, year: int) -> FundingYear | None:
    return db.session.get(FundingYear, year)


def line(_actor: Actor, *, line_id: int) -> FundingLine | None:
    return db.session.get(FundingLine, line_id)


def axis(_actor: Actor, *, axis_id: int) -> Axis | None:
    """An axis with its framework, its dispositifs and their figures."""
    statement = select(Axis).where(Axis.id == axis_id)
    return db.session.scalars(
        statement.options(
            joinedload(Axis.framework),
            selectinload(Axis.dispositifs).selectinload(Dispositif.figures),
        )
    ).one_or_none()


def dispositif(_actor: Actor, *, dispositif_id: int) -> Dispositif | None:
    statement = select(Dispositif).where(Dispositif.id == dispositif_id)
    return db.session.scalars(
        statement.options(
            joinedload(Dispositif.axis).joinedload(Axis.framework),
            selectinload(Dispositif.departments),
        )
    ).one_or_none()


def figure(_actor: Actor, *, figure_id: int) -> Figure | None:
    statement = select(Figure).where(Figure.id == figure_id)
    whole = joinedload(Figure.dispositif).joinedload(Dispositif.axis).joinedload(Axis.framework)
    return db.session.scalars(statement.options(whole)).one_or_none()


def amount_data(held: FundingYear | FundingLine | None) -> dict[str, Any]:
    """What a form of amounts begins with."""
    if held is None:
        return {"sources": []}
    data: dict[str, Any] = {"sources": held.source_codes}
    if isinstance(held, FundingLine):
        return data | {"label": held.label, "amount": held.amount_cents}
    return data | {"amount": held.total_cents}
