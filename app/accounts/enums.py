"""Global roles."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a person may do over the whole service. Group roles are mandates, see groups."""

    PARTNER = "partner"
    STAFF = "staff"
    COMMISSIONER = "commissioner"
    ADMIN = "admin"

    @property
    def label(self) -> str:
        return ROLE_LABELS[self]


ROLE_LABELS = {
    Role.PARTNER: "Partenaire",
    Role.STAFF: "Équipe du commissaire",
    Role.COMMISSIONER: "Commissaire",
    Role.ADMIN: "Administration",
}
