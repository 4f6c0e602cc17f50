"""The filters of the register, as they stand in the address bar."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields

from app.kernel import search
from app.kernel.errors import NotFound
from app.proposals.enums import ProposalStatus

_AXIS = re.compile(r"([a-z0-9-]+)-(\d{1,2})")
_YEAR = re.compile(r"[12]\d{3}")
MOST_TYPED = 200

# The states that everyone may know, by what stands in the address.
STATES = {
    "soumise": ProposalStatus.SUBMITTED,
    "en-instruction": ProposalStatus.UNDER_REVIEW,
    "ajournee": ProposalStatus.ADJOURNED,
    "retenue": ProposalStatus.ACCEPTED,
    "retenue-en-partie": ProposalStatus.PARTLY_ACCEPTED,
    "non-retenue": ProposalStatus.DECLINED,
    "en-cours": ProposalStatus.IMPLEMENTING,
    "achevee": ProposalStatus.COMPLETED,
    "abandonnee": ProposalStatus.ABANDONED,
    "transmise": ProposalStatus.REDIRECTED,
    "jointe": ProposalStatus.MERGED,
    "retiree": ProposalStatus.WITHDRAWN,
}
NAMES = {state: name for name, state in STATES.items()}


@dataclass(frozen=True)
class RegisterFilters:
    """What part of the register is asked for; None means all.

    `axe` is `<framework>-<number>`, `q` what somebody typed to find.
    """

    statut: str | None = None
    groupe: str | None = None
    axe: str | None = None
    annee: int | None = None
    departement: str | None = None
    q: str | None = None

    @classmethod
    def parse(cls, arguments: Mapping[str, str]) -> RegisterFilters:
        """Read an address; raises `NotFound` for a value that means nothing."""
        given = {f.name: arguments.get(f.name) or None for f in fields(cls)}
        state, axis, year = given["statut"], given["axe"], given["annee"]
        if (
            (state and state not in STATES)
            or (axis and not _AXIS.fullmatch(axis))
            or (year and not _YEAR.fullmatch(year))
        ):
            raise NotFound("Ce filtre n’existe pas.")
        return cls(
            statut=state,
            groupe=given["groupe"],
            axe=axis,
            annee=int(year) if year else None,
            departement=given["departement"],
            q=" ".join((given["q"] or "").split())[:MOST_TYPED] or None,
        )

    @property
    def state(self) -> ProposalStatus | None:
        return STATES[self.statut] if self.statut else None

    @property
    def axis_key(self) -> tuple[str, int] | None:
        """The framework's code and the number of the axis."""
        match = _AXIS.fullmatch(self.axe) if self.axe else None
        return (match[1].upper(), int(match[2])) if match else None

    @property
    def words(self) -> list[str]:
        """What is looked for in what was typed; empty when it holds no word to look for."""
        return search.asked(self.q or "")

    @property
    def is_empty(self) -> bool:
        return self == RegisterFilters()

    def query(self) -> dict[str, str]:
        """The address's parameters, without those that mean all."""
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: str(value) for name, value in given.items() if value is not None}

    def with_(self, name: str, value: str | None) -> dict[str, str]:
        """The parameters of the same list with one filter changed (None takes it away)."""
        given = {**self.query(), name: value or ""}
        return {key: one for key, one in given.items() if one}
