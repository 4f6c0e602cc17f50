"""What the features above add to the page of minutes; wiring plugs their answer in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.kernel.access import Actor
from app.kernel.bus import Question
from app.minutes.models import Minutes


@dataclass(frozen=True)
class Born:
    """A proposal that a decision gave rise to. `detail` says its state."""

    label: str
    url: str
    detail: str = ""


@dataclass(frozen=True)
class Asked:
    """Whose eyes, which minutes: only what that person may see is answered."""

    actor: Actor
    minutes: Minutes


# Decision id → what came of it.
born_of_decisions: Question[Asked, Mapping[int, Sequence[Born]]] = Question(default={})
