"""What is new in groups: each feature tells its own, wiring plugs them in.

News are read from what features keep already; nothing is written for them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class News:
    """One line of a digest. What is not public is told to the members only."""

    group_id: int
    at: datetime
    text: str
    url: str
    is_public: bool = True


# (ids of groups, from this instant, to before that one) → what happened, in one or two queries.
Teller = Callable[[Collection[int], datetime, datetime], Iterable[News]]

_tellers: list[Teller] = []


def told_by(*tellers: Teller) -> None:
    """Declared once, in wiring."""
    _tellers[:] = tellers


def news_of(group_ids: Collection[int], since: datetime, until: datetime) -> list[News]:
    """What happened in these groups, oldest first."""
    if not group_ids:
        return []
    found = [one for teller in _tellers for one in teller(group_ids, since, until)]
    return sorted(found, key=lambda one: (one.at, one.text))
