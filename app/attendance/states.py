"""What presence makes of a claim, and of the acts that devices tell. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from app.attendance.enums import ActKind
from app.kernel.states import LifeCycle
from app.registrations.enums import ClaimStatus


class ClaimAct(StrEnum):
    COME = "come"
    ADMIT = "admit"
    UNDO = "undo"
    MISS = "miss"


S, A = ClaimStatus, ClaimAct

CLAIM = LifeCycle(
    {
        (S.CONFIRMED, A.COME): S.ATTENDED,
        # The no-shows were noted, then the paper sheet was typed in.
        (S.ABSENT, A.COME): S.ATTENDED,
        # Let in by the desk, who says so: the seat of somebody who did not come.
        (S.WAITING, A.ADMIT): S.ATTENDED,
        (S.REQUESTED, A.ADMIT): S.ATTENDED,
        (S.ATTENDED, A.UNDO): S.CONFIRMED,
        (S.CONFIRMED, A.MISS): S.ABSENT,
    }
)


class Told(Protocol):
    @property
    def kind(self) -> ActKind: ...
    @property
    def at(self) -> datetime: ...
    @property
    def pass_id(self) -> int | None: ...


def since(acts: Iterable[Told]) -> datetime | None:
    """Since when the person is there, by all that was told of them in one slot; None: they are not.

    Acts count in the order in which they happened, whatever the order in which they were told. In
    one second the undo comes last: one presses it because of an arrival. A second arrival changes
    nothing. A door that undoes its own mistake says nothing of what another door has seen; one that
    undoes what it has not noted, or the team at its table, undoes all.
    """
    arrivals: list[Told] = []
    for act in sorted(acts, key=lambda one: (one.at, one.kind is ActKind.UNDO)):
        if act.kind is not ActKind.UNDO:
            arrivals.append(act)
            continue
        others = [one for one in arrivals if one.pass_id != act.pass_id]
        own_mistake = act.pass_id is not None and len(others) < len(arrivals)
        arrivals = others if own_mistake else []
    return arrivals[0].at if arrivals else None
