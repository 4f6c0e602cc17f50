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


@dataclass(frozen=True)
class Attached:
    """A file that goes with an event."""

    label: str
    url: str
    format: str
    size: int


@dataclass(frozen=True)
class Asked:
    """What one person was asked of a meeting: the words of the button, and where to answer."""

    label: str
    said: str
    url: str


@dataclass(frozen=True)
class Attention:
    """Something that asks for the team's attention, and where it is dealt with."""

    words: str
    url: str


registration_state: Question[Event, RegistrationState] = Question(
    default=RegistrationState(is_open=False)
)
outcomes: Question[Event, list[Outcome]] = Question(default=[])
attention: Question[Event, list[Attention]] = Question(default=[])
attached: Question[Event, list[Attached]] = Question(default=[])
# What the person who looks was asked; None for everybody else.
asked: Question[Event, Asked | None] = Question(default=None)
