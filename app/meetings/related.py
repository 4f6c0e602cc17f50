"""What the features above add to the preparing of a meeting; wiring plugs their answers in."""

from __future__ import annotations

from dataclasses import dataclass

from app.kernel.bus import Question


@dataclass(frozen=True)
class AgendaPoint:
    """A line that enters the draft agenda by itself: an open action, minutes to approve."""

    title: str
    minutes: int | None = None


# The id of a group → what its next meeting has to look at, in this order, each thing once.
draft_agenda: Question[int, list[AgendaPoint]] = Question(default=[])
