"""What the features above add to the page of minutes; wiring plugs their answer in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.events.models import Event
from app.kernel.access import Actor
from app.kernel.bus import Question
from app.minutes.enums import Presence
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


@dataclass(frozen=True)
class Expected:
    """Somebody who may be in the attendance, and whether they came as far as one knows."""

    name: str
    organisation: str | None
    presence: Presence
    email: str | None = None


# Who registered for an event, or signed in at it.
people_of: Question[Event, list[Expected]] = Question(default=[])
