"""What other features hold of a person, gathered on the page of the account and in its export.

Accounts stand below groups, events and registrations: those declare their part in wiring.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.accounts.models import Account


@dataclass(frozen=True)
class OwnLine:
    """One line of the page: words, where they lead, and a detail under them."""

    label: str
    url: str = ""
    detail: str = ""


@dataclass(frozen=True)
class OwnPart:
    """What one feature holds of a person.

    `lines` is what the page shows of it now, `data` all of it as JSON values. `empty` says what to
    do when there is nothing; `more` leads to a page of the feature (label, endpoint).
    """

    key: str
    title: str
    lines: Callable[[Account], Sequence[OwnLine]]
    data: Callable[[Account], Sequence[dict[str, Any]]]
    empty: str = ""
    more: tuple[str, str] | None = None


_parts: dict[str, OwnPart] = {}


def declare_own_parts(parts: Sequence[OwnPart]) -> None:
    """Add the parts of features, in the order of the page."""
    for part in parts:
        _parts[part.key] = part


def own_parts() -> list[OwnPart]:
    return list(_parts.values())
