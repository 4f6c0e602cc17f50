"""Who may do what with accounts."""

from __future__ import annotations

from typing import Any

from app.accounts.enums import Role
from app.kernel.access import Actor, Predicate, role, team


def creates(actor: Actor, _account: Any) -> bool:
    """The team opens accounts for partners, administrators for anyone."""
    return actor.is_team


PERMISSIONS: dict[str, Predicate] = {
    "account:see": team,
    "account:create": creates,
    "account:manage": role(Role.ADMIN),
}


def grantable_roles(actor: Actor) -> tuple[Role, ...]:
    """The roles this person may give to a new account."""
    if actor.has_role(Role.ADMIN, "system"):
        return tuple(Role)
    return (Role.PARTNER,) if actor.is_team else ()
