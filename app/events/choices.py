"""Choices of the forms that depend on the data."""

from __future__ import annotations

from sqlalchemy import select

from app.groups.enums import GroupStatus
from app.groups.models import WorkingGroup
from app.kernel.collation import sort_key
from app.kernel.db import db
from app.reference.models import Department
from app.strategy.models import Axis, Framework


def groups() -> list[tuple[int, str]]:
    """(id, name) of the groups that are not closed."""
    rows = db.session.execute(
        select(WorkingGroup.id, WorkingGroup.name)
        .where(WorkingGroup.status != GroupStatus.CLOSED)
        .order_by(sort_key(WorkingGroup.name), WorkingGroup.id)
    )
    return [(group_id, name) for group_id, name in rows]


def departments() -> list[tuple[str, str]]:
    """(code, "31 – Haute-Garonne")."""
    rows = db.session.execute(select(Department.code, Department.name).order_by(Department.code))
    return [(code, f"{code} – {name}") for code, name in rows]


def axes() -> list[tuple[int, str]]:
    """(id, "SNPLP, axe 3 : …") in the order of frameworks."""
    rows = db.session.execute(
        select(Axis.id, Framework.code, Axis.number, Axis.label)
        .join(Framework)
        .order_by(Framework.rank, Framework.id, Axis.number)
    )
    return [(axis_id, f"{code}, axe {number} : {label}") for axis_id, code, number, label in rows]
