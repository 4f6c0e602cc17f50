"""Reading and writing the fields that an import follows, compound ones included.

Two fields are not columns: `departments` (the codes of a dispositif's departments) and `date` (the
year, month and day of an event as one value: half a date of the file and half of the team would
make a date that nobody gave).
"""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.sql.elements import ColumnElement

from app.events.models import Event
from app.groups.models import WorkingGroup
from app.kernel import clock
from app.kernel.base import Base
from app.kernel.db import db
from app.reference.models import Department
from app.strategy.models import Axis, AxisCorrespondence, Dispositif, Framework, Stated

EMPTY: tuple[Any, ...] = (None, "", [], {}, [None, None, None])
# What calendars show of an event: a change of it is a new revision of the entry.
_CALENDAR = frozenset({"date", "venue", "city"})


def primary_key(model: type[Base]) -> tuple[ColumnElement[Any], ...]:
    return tuple(inspect(model).primary_key)


def key_of(row: Base) -> Any:
    """What stays of a stored row: its primary key, or its series for what is superseded."""
    if isinstance(row, Stated):
        return row.series
    return inspect(row).mapper.primary_key_from_instance(row)[0]


def is_same(held: Any, written: Any) -> bool:
    """Whether a field still holds what was written there; nothing at all comes in many forms."""
    return held == written or (held in EMPTY and written in EMPTY)


def plain(name: str, value: Any) -> Any:
    """A value as JSON keeps it, to compare and to remember."""
    if name == "departments":
        return sorted(value)
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def known(section: str, key: str) -> Any:
    """The primary key of a row that the file points at without describing it; None for none."""
    if section == "departements":
        return db.session.scalar(select(Department.code).where(Department.code == key))
    if section == "cadres":
        return db.session.scalar(select(Framework.id).where(Framework.code == key))
    code, _, number = key.rpartition("/")
    if section != "axes" or not number.isdecimal():
        return None
    axis = select(Axis.id).join(Axis.framework)
    return db.session.scalar(axis.where(Framework.code == code, Axis.number == int(number)))


def ordered(model: type[Base], identity: dict[str, Any]) -> dict[str, Any]:
    """What identifies a row, as the table wants it: pairs of axes have no direction."""
    if model is AxisCorrespondence:
        return dict(zip(identity, sorted(identity.values()), strict=True))
    return identity


def read(row: Base, name: str) -> Any:
    """What the field holds now, as `plain` would have it."""
    if isinstance(row, Dispositif) and name == "departments":
        return sorted(department.code for department in row.departments)
    if isinstance(row, Event) and name == "date":
        if row.starts_at is not None:
            return [row.starts_at.isoformat()]
        return [row.partial_year, row.partial_month, row.partial_day]
    return plain(name, getattr(row, name))


def write(row: Base, name: str, value: Any) -> None:
    if isinstance(row, Dispositif) and name == "departments":
        row.departments = _departments(value)
    elif isinstance(row, Event) and name == "date":
        _set_date(row, value)
    else:
        setattr(row, name, value)


def make(model: type[Base], values: dict[str, Any], fields: dict[str, Any]) -> Base:
    """A new row, not yet added to the session."""
    compound = {"departments", "date"} & fields.keys()
    simple = {name: value for name, value in fields.items() if name not in compound}
    if model is Event:
        simple["registration_open"] = False
    row = model(**values, **simple)
    for name in compound:
        write(row, name, fields[name])
    return row


def touch(row: Base, changed: dict[str, Any]) -> None:
    """Tell those who edit or subscribe that the row is no longer what they had."""
    if isinstance(row, WorkingGroup | Event):
        row.updated_at = clock.now()
    if isinstance(row, Event):
        row.version += 1
        if _CALENDAR & changed.keys():
            row.sequence += 1


def _set_date(event: Event, value: list[int | None]) -> None:
    event.partial_year, event.partial_month, event.partial_day = value
    year, month, day = value
    event.sorts_on = date(year, month or 1, day or 1) if year else None


def _departments(codes: list[str]) -> list[Department]:
    if not codes:
        return []
    found = select(Department).where(Department.code.in_(codes)).order_by(Department.code)
    return list(db.session.scalars(found))
