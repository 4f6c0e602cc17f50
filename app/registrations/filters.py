"""What part of an event's list is asked for, as it stands in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from app.kernel.errors import NotFound
from app.registrations.enums import ClaimStatus

LARGEST_NUMBER = 2**31 - 1
QUERY_LENGTH = 100


class Order(StrEnum):
    """How the list is sorted."""

    STANDING = "rang"
    NAME = "nom"
    ORGANISATION = "organisation"
    LATEST = "recentes"

    @property
    def label(self) -> str:
        return ORDER_LABELS[self]


ORDER_LABELS = {
    Order.STANDING: "Par statut et rang",
    Order.NAME: "Par nom",
    Order.ORGANISATION: "Par organisation",
    Order.LATEST: "Les plus récentes d’abord",
}


@dataclass(frozen=True)
class RosterFilters:
    """Each None means all; `lieu` is a pool, `famille` a family of partners by its slug, `courriel`
    keeps those whose mail did not arrive.
    """

    statut: ClaimStatus | None = None
    lieu: int | None = None
    organisation: str | None = None
    famille: str | None = None
    courriel: str | None = None
    q: str = ""
    tri: Order = Order.STANDING

    @classmethod
    def parse(cls, arguments: Mapping[str, str]) -> RosterFilters:
        """Read an address; raises `NotFound` for a value that means nothing."""
        pool = arguments.get("lieu") or None
        try:
            number = int(pool) if pool else None
            status = ClaimStatus(arguments["statut"]) if arguments.get("statut") else None
            order = Order(arguments.get("tri") or Order.STANDING)
        except ValueError:
            raise NotFound("Ce filtre n’existe pas.") from None
        if number is not None and not 0 < number <= LARGEST_NUMBER:
            raise NotFound("Ce filtre n’existe pas.")
        return cls(
            statut=status,
            lieu=number,
            organisation=arguments.get("organisation") or None,
            famille=arguments.get("famille") or None,
            courriel="erreur" if arguments.get("courriel") else None,
            q=(arguments.get("q") or "").strip()[:QUERY_LENGTH],
            tri=order,
        )

    @property
    def keeps_all(self) -> bool:
        return not set(self.query()) - {"tri"}

    def query(self) -> dict[str, Any]:
        """The parameters of the address, without those at their default."""
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        if self.tri is Order.STANDING:
            del given["tri"]
        return {name: str(value) for name, value in given.items() if value}

    def with_(self, **values: Any) -> dict[str, Any]:
        """The parameters of the same list with some filters changed (None takes one away)."""
        given = {**self.query(), **{name: str(value or "") for name, value in values.items()}}
        return {name: value for name, value in given.items() if value}
