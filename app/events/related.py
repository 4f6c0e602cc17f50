"""What the features above add to the page of an event; wiring plugs their answers in."""

from __future__ import annotations

from dataclasses import dataclass

from app.events.models import Event
from app.kernel.bus import Question


@dataclass(frozen=True)
class RegistrationState:
    """Whether one may register now; `because` says why not."""

    is_open: bool
    because: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class Outcome:
    """Something that came of the event: minutes, a proposal. `detail` says its state."""

    kind: str
    label: str
    url: str
    detail: str = ""


registration_state: Question[Event, RegistrationState] = Question(
    default=RegistrationState(is_open=False)
)
outcomes: Question[Event, list[Outcome]] = Question(default=[])
