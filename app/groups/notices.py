"""« Qui est prévenu de quoi » : each mail about a group, and whom it reaches, told by who sends it.

The people are found by the very function that the sending asks: the page cannot say otherwise than
what happens.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.accounts.models import Account

Reached = Callable[[int], Sequence[Account]]


@dataclass(frozen=True)
class Notice:
    """One kind of mail. `reached` finds its people from a group's id; None: it depends on the act,
    and `whom` says so. What `must` be told cannot be refused.
    """

    what: str
    when: str
    must: bool
    whom: str = ""
    reached: Reached | None = None


@dataclass(frozen=True)
class Line:
    """A notice with the people it reaches today."""

    notice: Notice
    people: Sequence[Account]


_notices: list[Notice] = []


def declare_notices(*notices: Notice) -> None:
    """Every kind of mail about groups, in the order of the page. Declared once, in wiring."""
    _notices[:] = notices


def notices_of(group_id: int) -> list[Line]:
    # Several kinds reach the same people: each way of finding them is asked once.
    found: dict[Reached, Sequence[Account]] = {}
    for notice in _notices:
        if notice.reached is not None and notice.reached not in found:
            found[notice.reached] = notice.reached(group_id)
    return [
        Line(notice, found[notice.reached] if notice.reached is not None else ())
        for notice in _notices
    ]
