"""Reading frameworks, their axes and their dispositifs."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.kernel.access import Actor
from app.kernel.db import db
from app.strategy.models import Axis, AxisCorrespondence, Dispositif, Framework


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
    """The frameworks in force in a year, with their axes and dispositifs.

    Those that give no dates stand for the years that no dated framework covers. Frames of contracts
    are left out: their actions are read where the contracts are.
    """
    statement = (
        select(Framework)
        .where(Framework.contractual.is_(False))
        .options(selectinload(Framework.axes).selectinload(Axis.dispositifs))
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


def framework_by_id(_actor: Actor, *, framework_id: int) -> Framework | None:
    statement = select(Framework).where(Framework.id == framework_id)
    return db.session.scalars(statement.options(selectinload(Framework.axes))).one_or_none()


def corresponding_ids(axis_id: int) -> set[int]:
    """The axes of other frameworks that speak of the same thing."""
    pair = AxisCorrespondence
    other = case((pair.axis_id == axis_id, pair.other_id), else_=pair.axis_id)
    found = select(other).where(or_(pair.axis_id == axis_id, pair.other_id == axis_id))
    return set(db.session.scalars(found))


def corresponding(axis: Axis) -> Sequence[Axis]:
    """The same, with their frameworks, in the order of the programme."""
    pair = AxisCorrespondence
    statement = (
        select(Axis)
        .join(Axis.framework)
        .join(
            AxisCorrespondence,
            or_(
                (pair.axis_id == axis.id) & (pair.other_id == Axis.id),
                (pair.other_id == axis.id) & (pair.axis_id == Axis.id),
            ),
        )
        .options(joinedload(Axis.framework))
        .order_by(Framework.rank, Framework.id, Axis.number)
    )
    return db.session.scalars(statement).all()


def other_axes(framework: Framework) -> list[tuple[str, str]]:
    """The axes of every other framework, as choices of a list."""
    rows = db.session.execute(
        select(Axis.id, Framework.code, Axis.number, Axis.label)
        .join(Axis.framework)
        .where(Framework.id != framework.id)
        .order_by(Framework.rank, Framework.id, Axis.number)
    )
    return [(str(one), f"{code}, axe {number} : {label}") for one, code, number, label in rows]


def correspondences(framework: Framework) -> list[tuple[str, str]]:
    """Which axis of a framework, whose axes are loaded, speaks of the same as which other one.

    As files name them: `SNPLP/1`, `PACTE/3`.
    """
    mine = {axis.id: f"{framework.code}/{axis.number}" for axis in framework.axes}
    pair = AxisCorrespondence
    rows = db.session.execute(
        select(pair.axis_id, pair.other_id)
        .where(or_(pair.axis_id.in_(mine), pair.other_id.in_(mine)))
        .order_by(pair.id)
    ).all()
    others = {one for row in rows for one in row} - mine.keys()
    named = db.session.execute(
        select(Axis.id, Framework.code, Axis.number).join(Axis.framework).where(Axis.id.in_(others))
    )
    names = mine | {number: f"{code}/{axis}" for number, code, axis in named}
    # The framework's own axis first, whatever their numbers.
    return [
        (names[low], names[high]) if low in mine else (names[high], names[low])
        for low, high in rows
    ]
