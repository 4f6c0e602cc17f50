"""The names under which things are counted, read once for a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from app.groups.models import WorkingGroup
from app.kernel.collation import sort_key
from app.kernel.db import db
from app.organisations.models import Organisation, PartnerKind
from app.reference.models import Department
from app.registrations.models import organisation_key
from app.strategy.models import Axis, Framework


@dataclass(frozen=True)
class Names:
    """Groups (id → slug and name), axes (id → address part and label), departments, kinds."""

    groups: Mapping[int, tuple[str, str]]
    axes: Mapping[int, tuple[str, str]]
    departments: Mapping[str, str]
    kinds: Mapping[int, str]


def names() -> Names:
    """Four queries."""
    groups = db.session.execute(
        select(WorkingGroup.id, WorkingGroup.slug, WorkingGroup.name).order_by(
            sort_key(WorkingGroup.name)
        )
    )
    axes = db.session.execute(
        select(Axis.id, Framework.code, Axis.number, Axis.label)
        .join(Framework, Framework.id == Axis.framework_id)
        .order_by(Framework.rank, Framework.id, Axis.number)
    )
    departments = db.session.execute(
        select(Department.code, Department.name).order_by(Department.code)
    )
    kinds = db.session.execute(
        select(PartnerKind.id, PartnerKind.name).order_by(PartnerKind.rank, PartnerKind.id)
    )
    return Names(
        groups={number: (slug, name) for number, slug, name in groups},
        axes={
            number: (f"{code.lower()}-{place}", f"{code}, axe {place} : {label}")
            for number, code, place, label in axes
        },
        departments=dict(departments.all()),
        kinds=dict(kinds.all()),
    )


@dataclass(frozen=True)
class Partner:
    """What the directory says of an organisation."""

    kind_id: int | None
    department_code: str | None


def directory() -> dict[str, Partner]:
    """Organisations by the key of their name, and of their acronym: the bilan's own rule.

    Nothing is guessed beyond case, accents and signs.
    """
    found: dict[str, Partner] = {}
    for name, acronym, kind_id, code in db.session.execute(
        select(
            Organisation.name,
            Organisation.acronym,
            Organisation.kind_id,
            Organisation.department_code,
        )
    ):
        for written in (name, acronym):
            key = organisation_key(written)
            if not key:
                continue
            known = found.get(key)
            # Where two share a key, what the last one does not say stays that of the first.
            found[key] = Partner(
                kind_id if kind_id is not None or known is None else known.kind_id,
                code or (known.department_code if known else None),
            )
    return found
