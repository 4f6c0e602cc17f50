"""What forms of groups offer to choose from."""

from __future__ import annotations

from sqlalchemy import select

from app.kernel.collation import sort_key
from app.kernel.db import db
from app.kernel.text import fold, typographic
from app.reference.models import Department, Metropole
from app.strategy.models import Axis, Dispositif, Framework


def dispositif_choices() -> list[tuple[int, str]]:
    """(id, name) of every dispositif, under its axis."""
    rows = db.session.execute(
        select(Dispositif.id, Framework.code, Axis.number, Dispositif.name)
        .join(Axis, Axis.id == Dispositif.axis_id)
        .join(Framework, Framework.id == Axis.framework_id)
        .order_by(
            Framework.rank, Framework.id, Axis.number, sort_key(Dispositif.name), Dispositif.id
        )
    )
    return [
        (row_id, typographic(f"{name} ({code}, axe {number})"))
        for row_id, code, number, name in rows
    ]


def department_choices() -> list[tuple[str, str]]:
    rows = db.session.execute(select(Department.code, Department.name).order_by(Department.code))
    return [(code, f"{name} ({code})") for code, name in rows]


def metropole_choices() -> list[tuple[int, str]]:
    rows = db.session.execute(select(Metropole.id, Metropole.name)).all()
    return sorted(((row[0], row[1]) for row in rows), key=lambda row: (fold(row[1]), row[0]))
