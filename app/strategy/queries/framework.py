"""Reading frameworks, their axes and their dispositifs."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from app.kernel.access import Actor
from app.kernel.db import db
from app.strategy.models import Axis, Dispositif, Framework


def frameworks() -> Sequence[Framework]:
    """Every framework with its axes, in the order of the programme."""
    statement = select(Framework).options(selectinload(Framework.axes))
    return db.session.scalars(statement.order_by(Framework.rank, Framework.id)).all()


def framework_by_slug(_actor: Actor, *, framework_slug: str) -> Framework | None:
    """One framework with its axes, their dispositifs and figures."""
    statement = (
        select(Framework)
        .where(Framework.slug == framework_slug)
        .options(
            selectinload(Framework.axes)
            .selectinload(Axis.dispositifs)
            .selectinload(Dispositif.figures)
        )
    )
    return db.session.scalars(statement).one_or_none()


def axis_by_number(_actor: Actor, *, framework_slug: str, number: int) -> Axis | None:
    """One axis with its framework and all that hangs on it."""
    statement = (
        select(Axis)
        .join(Axis.framework)
        .where(Framework.slug == framework_slug, Axis.number == number)
        .options(
            joinedload(Axis.framework).selectinload(Framework.axes),
            selectinload(Axis.dispositifs).selectinload(Dispositif.figures),
            selectinload(Axis.dispositifs).selectinload(Dispositif.departments),
        )
    )
    return db.session.scalars(statement).one_or_none()


def dispositif_counts() -> dict[int, int]:
    """How many dispositifs each axis holds, by axis id; axes without any are left out."""
    rows = db.session.execute(select(Dispositif.axis_id, func.count()).group_by(Dispositif.axis_id))
    return dict(rows.all())


def frameworks_of(year: int) -> Sequence[Framework]:
    """The frameworks in force in a year, with their axes, dispositifs and figures.

    Those that give no dates stand for the years that no dated framework covers.
    """
    statement = select(Framework).options(
        selectinload(Framework.axes).selectinload(Axis.dispositifs).selectinload(Dispositif.figures)
    )
    every = db.session.scalars(statement.order_by(Framework.rank, Framework.id)).all()
    dated = [
        one
        for one in every
        if one.starts_year is not None
        and one.starts_year <= year
        and (one.ends_year is None or year <= one.ends_year)
    ]
    return dated or [one for one in every if one.starts_year is None]
