"""Who may do what: permissions are data, one function answers for views, templates and tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

# Takes who acts and on what (None for acts on nothing in particular, such as creating).
Predicate = Callable[["Actor", Any], bool]


@dataclass(frozen=True)
class Actor:
    """Who acts: a signed-in person, an anonymous visitor or the system itself.

    `group_roles` holds the mandates in force today as (group id, role). `label` is what the journal
    keeps; it names no one who has no account.
    """

    account_id: int | None = None
    name: str = ""
    roles: frozenset[str] = field(default_factory=frozenset)
    group_roles: frozenset[tuple[int, str]] = field(default_factory=frozenset)
    organisation_id: int | None = None
    label: str = "visite"

    @property
    def is_signed_in(self) -> bool:
        return self.account_id is not None

    @property
    def is_team(self) -> bool:
        """The commissaire's team, the commissaire, or an administrator of the service."""
        return not self.roles.isdisjoint(TEAM)

    @property
    def is_system(self) -> bool:
        """The service itself: scheduled tasks, imports, commands of whoever runs the machine."""
        return self is SYSTEM

    def has_role(self, *roles: str) -> bool:
        return not self.roles.isdisjoint(roles)

    def in_group(self, group_id: int | None, *roles: str) -> bool:
        """Whether one of the person's mandates in that group is among `roles` (any when none)."""
        return any(
            group == group_id and (not roles or role in roles) for group, role in self.group_roles
        )


TEAM = frozenset({"staff", "commissioner", "admin"})
ANONYMOUS = Actor()
SYSTEM = Actor(roles=frozenset({"system"}), label="système")

_permissions: dict[str, Predicate] = {}


def declare_permissions(permissions: Mapping[str, Predicate]) -> None:
    """Add a feature's permissions; a name declared twice with another rule is a mistake."""
    for name, predicate in permissions.items():
        if _permissions.get(name, predicate) is not predicate:
            raise RuntimeError(f"permission {name} is declared twice")
        _permissions[name] = predicate


def is_declared(permission: str) -> bool:
    return permission in _permissions


def can(actor: Actor, permission: str, obj: Any = None) -> bool:
    """Whether `actor` may do `permission` on `obj`. An undeclared permission raises KeyError."""
    return _permissions[permission](actor, obj)


def team(actor: Actor, _obj: Any) -> bool:
    return actor.is_team


def anyone(_actor: Actor, _obj: Any) -> bool:
    return True


def signed_in(actor: Actor, _obj: Any) -> bool:
    return actor.is_signed_in


def role(*roles: str) -> Predicate:
    """A predicate: the person holds one of these global roles."""

    def holds(actor: Actor, _obj: Any) -> bool:
        return actor.has_role(*roles)

    return holds
