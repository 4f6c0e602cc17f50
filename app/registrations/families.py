"""The families of partners to which those registered belong, by the name of their organisation.

The directory knows organisations by their name or their acronym, whatever its case and accents.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from app.kernel.db import db
from app.organisations.models import Organisation, PartnerKind
from app.reference.models import Department
from app.registrations.models import organisation_key

ALONE: Final = "Sans organisation"
UNKNOWN_KIND: Final = "Hors de l’annuaire"
# What stands in an address for these two, which are no families of the directory.
NO_ORGANISATION: Final = "sans-organisation"
NOT_LISTED: Final = "hors-annuaire"


@dataclass(frozen=True)
class Partner:
    """What the directory says of an organisation; None where it says nothing."""

    family: str | None
    family_name: str | None
    department: str | None


def known_partners() -> dict[str, Partner]:
    """By the key of its name or acronym, each organisation of the directory. One query."""
    rows = db.session.execute(
        select(
            *(Organisation.name, Organisation.acronym),
            *(PartnerKind.slug, PartnerKind.name, Department.name),
        )
        .outerjoin(PartnerKind, PartnerKind.id == Organisation.kind_id)
        .outerjoin(Department, Department.code == Organisation.department_code)
        .order_by(Organisation.id)
    )
    found: dict[str, Partner] = {}
    for name, acronym, family, family_name, department in rows:
        for key in filter(None, (organisation_key(acronym), organisation_key(name))):
            found[key] = Partner(family, family_name, department)
    return found


def family_of(organisation: str | None, partners: Mapping[str, Partner]) -> str:
    """The family of who bears this organisation key, as it stands in an address."""
    if not organisation:
        return NO_ORGANISATION
    partner = partners.get(organisation)
    return (partner.family if partner else None) or NOT_LISTED


def family_choices() -> Sequence[tuple[str, str]]:
    """(value, label) of every family, in the order of the directory; then of who has none."""
    rows = db.session.execute(
        select(PartnerKind.slug, PartnerKind.name).order_by(PartnerKind.rank, PartnerKind.id)
    )
    found = [(slug, name) for slug, name in rows]
    return [*found, (NOT_LISTED, UNKNOWN_KIND), (NO_ORGANISATION, ALONE)] if found else []
