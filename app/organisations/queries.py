"""Reading the partner directory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.kernel.access import Actor
from app.kernel.collation import sort_key
from app.kernel.db import db
from app.organisations.models import Organisation, PartnerKind
from app.reference.models import Department


@dataclass(frozen=True)
class Family:
    """A kind of partners and the organisations known of it; `kind` None: kind not known."""

    kind: PartnerKind | None
    organisations: list[Organisation]


def kinds() -> Sequence[PartnerKind]:
    return db.session.scalars(select(PartnerKind).order_by(PartnerKind.rank, PartnerKind.id)).all()


def organisations() -> Sequence[Organisation]:
    """Every organisation with its kind, by name as one looks it up (accents and case aside)."""
    statement = select(Organisation).options(joinedload(Organisation.kind))
    ordered = statement.order_by(sort_key(Organisation.name), Organisation.id)
    return db.session.scalars(ordered).all()


def families() -> list[Family]:
    """The directory by kind, in the order of the programme; kinds without anyone are kept."""
    every = organisations()
    known = [Family(kind, [one for one in every if one.kind_id == kind.id]) for kind in kinds()]
    others = [one for one in every if one.kind_id is None]
    return [*known, Family(None, others)] if others else known


def organisation_by_slug(_actor: Actor, *, slug: str) -> Organisation | None:
    statement = select(Organisation).where(Organisation.slug == slug)
    return db.session.scalars(statement.options(joinedload(Organisation.kind))).one_or_none()


def department_names() -> dict[str, str]:
    """Names of departments by code."""
    rows = db.session.execute(select(Department.code, Department.name).order_by(Department.code))
    return dict(rows.all())
