"""Reading conventions and contracts: facts that everybody may read."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from app.kernel.access import Actor
from app.kernel.db import db
from app.strategy.enums import ConventionKind
from app.strategy.models import Axis, Convention, ConventionAction, Framework, convention_document


def conventions(
    *,
    kind: ConventionKind | None = None,
    department_code: str | None = None,
    metropole_id: int | None = None,
) -> Sequence[Convention]:
    """The conventions, by territory then the latest first; a joint one counts in both places."""
    statement = select(Convention).options(*_places())
    if kind is not None:
        statement = statement.where(Convention.kind == kind)
    if department_code is not None:
        statement = statement.where(Convention.department_code == department_code)
    if metropole_id is not None:
        statement = statement.where(Convention.metropole_id == metropole_id)
    order = (Convention.department_code, Convention.starts_on.desc(), Convention.id.desc())
    return db.session.scalars(statement.order_by(*order)).all()


def convention_by_slug(_actor: Actor, *, slug: str) -> Convention | None:
    statement = select(Convention).where(Convention.slug == slug)
    return db.session.scalars(statement.options(*_whole())).one_or_none()


def convention_by_id(_actor: Actor, *, convention_id: int) -> Convention | None:
    statement = select(Convention).where(Convention.id == convention_id)
    return db.session.scalars(statement.options(*_whole())).one_or_none()


def action_by_id(_actor: Actor, *, action_id: int) -> ConventionAction | None:
    """An action with its convention."""
    statement = select(ConventionAction).where(ConventionAction.id == action_id)
    whole = joinedload(ConventionAction.convention)
    return db.session.scalars(statement.options(whole)).one_or_none()


def excess_of(convention: Convention) -> int:
    """By how many cents its actions say more than the whole; 0 when they do not."""
    detailed = select(func.sum(ConventionAction.amount_cents))
    mine = detailed.where(ConventionAction.convention_id == convention.id)
    if convention.amount_cents is None:
        return 0
    return max(0, int(db.session.scalar(mine) or 0) - convention.amount_cents)


def axes_of_contracts() -> list[tuple[str, str]]:
    """The axes that an action may serve, those of frames of contracts first, as choices."""
    rows = db.session.execute(
        select(Axis.id, Framework.code, Axis.number, Axis.label)
        .join(Axis.framework)
        .order_by(Framework.contractual.desc(), Framework.rank, Framework.id, Axis.number)
    )
    return [(str(one), f"{code}, axe {number} : {label}") for one, code, number, label in rows]


def carries(_actor: Actor, document_id: int) -> bool:
    """Whether a convention carries this document: then everybody may read it."""
    found = select(convention_document.c.document_id)
    return (
        db.session.scalar(found.where(convention_document.c.document_id == document_id).limit(1))
        is not None
    )


def _places() -> tuple[ExecutableOption, ...]:
    return (joinedload(Convention.department), joinedload(Convention.metropole))


def _whole() -> tuple[ExecutableOption, ...]:
    return (
        *_places(),
        selectinload(Convention.actions)
        .joinedload(ConventionAction.axis)
        .joinedload(Axis.framework),
        selectinload(Convention.documents),
    )
