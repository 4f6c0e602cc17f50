"""Finding what the team edits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.audit.models import AuditEntry
from app.kernel.access import Actor
from app.kernel.db import db
from app.kernel.paging import Page, paginate
from app.strategy.models import (
    AnnouncedTotal,
    Axis,
    Dispositif,
    Figure,
    Framework,
    FundingLine,
    FundingTotal,
    Stated,
    in_force,
)
from app.strategy.queries.stated import figure_whole, last_of


def totals() -> Sequence[AnnouncedTotal]:
    """Every announced total in force, latest year first."""
    statement = select(AnnouncedTotal).where(in_force(AnnouncedTotal))
    order = (AnnouncedTotal.year.desc(), AnnouncedTotal.series)
    return db.session.scalars(statement.order_by(*order)).all()


def total(_actor: Actor, *, total_id: int) -> AnnouncedTotal | None:
    """The last word on an announced total, by any of its statements; so do those below."""
    found = db.session.get(AnnouncedTotal, total_id)
    return last_of(found) if found is not None else None


def funding_year(_actor: Actor, *, year: int) -> FundingTotal | None:
    statement = select(FundingTotal).where(FundingTotal.year == year)
    last = statement.order_by(FundingTotal.number.desc()).limit(1)
    return db.session.scalars(last).one_or_none()


def line(_actor: Actor, *, line_id: int) -> FundingLine | None:
    found = db.session.get(FundingLine, line_id)
    return last_of(found) if found is not None else None


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
    found = db.session.get(Figure, figure_id)
    return figure_whole(last_of(found).id) if found is not None else None


KINDS: dict[str, type[Figure | FundingLine | FundingTotal | AnnouncedTotal]] = {
    "chiffre": Figure,
    "ligne": FundingLine,
    "total": AnnouncedTotal,
    "financement": FundingTotal,
}


def fact(_actor: Actor, *, kind: str, fact_id: int) -> Stated | None:
    """The last word on a fact, by any of its statements and the word of its kind in addresses."""
    if kind == "chiffre":
        return figure(_actor, figure_id=fact_id)
    found: Any = db.session.get(KINDS[kind], fact_id)
    return last_of(found) if found is not None else None


def kind_of(held: Stated) -> str:
    return next(word for word, model in KINDS.items() if isinstance(held, model))


def stated_data(held: Stated | None) -> dict[str, Any]:
    """What a form of any statement begins with, beyond what its columns are called."""
    return {"sources": held.source_codes if held is not None else []}


def amount_data(held: FundingTotal | FundingLine | None) -> dict[str, Any]:
    """What a form of amounts begins with."""
    data = stated_data(held)
    if held is None:
        return data
    for name in ("page", "stated_on", "provisional", "comment"):
        data[name] = getattr(held, name)
    if isinstance(held, FundingLine):
        return data | {"label": held.label, "amount": held.amount_cents}
    return data | {"amount": held.total_cents}


ACTS_A_PAGE = 50


def acts_on(framework: Framework, *, number: int = 1) -> Page[AuditEntry]:
    """What the journal keeps of a framework, its axes and its dispositifs, the latest first."""
    axes = select(Axis.id).where(Axis.framework_id == framework.id)
    dispositifs = select(Dispositif.id).where(Dispositif.axis_id.in_(axes))
    kind, subject = AuditEntry.subject_type, AuditEntry.subject_id
    statement = select(AuditEntry).where(
        or_(
            and_(kind == Framework.__tablename__, subject == framework.id),
            and_(kind == Axis.__tablename__, subject.in_(axes)),
            and_(kind == Dispositif.__tablename__, subject.in_(dispositifs)),
        )
    )
    return paginate(statement.order_by(AuditEntry.id.desc()), number, ACTS_A_PAGE)


def framework_to_export(
    _actor: Actor, *, framework_slug: str, extension: str
) -> tuple[Framework, str] | None:
    """A framework with all that its file says, and the kind of file."""
    found = db.session.scalars(
        select(Framework)
        .where(Framework.slug == framework_slug)
        .options(
            selectinload(Framework.axes)
            .selectinload(Axis.dispositifs)
            .selectinload(Dispositif.departments)
        )
    ).one_or_none()
    return (found, extension) if found is not None else None
