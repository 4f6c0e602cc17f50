"""The mapped base class: dataclass models on a plain declarative base, constraints with names."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar, dataclass_transform

from sqlalchemy import JSON, Date, Integer, MetaData, Text
from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass, mapped_column, relationship

from app.kernel.types import UtcDateTime

# Constraints are found by name in migrations and in `unique_violation`, so every one has a name.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


# Repeated here because type checkers do not inherit `kw_only` from the class arguments below.
@dataclass_transform(
    kw_only_default=True, eq_default=False, field_specifiers=(mapped_column, relationship)
)
class Base(MappedAsDataclass, DeclarativeBase, kw_only=True, eq=False, repr=False):
    """Base of every model: keyword-only constructor, identity equality, no printed data."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text(),
        int: Integer(),
        date: Date(),
        datetime: UtcDateTime(),
        dict[str, Any]: JSON(),
        list[str]: JSON(),
    }
