"""Parts of a day, acts at the desk and what came of them."""

from __future__ import annotations

from enum import StrEnum


class Part(StrEnum):
    """A half-day."""

    MORNING = "morning"
    AFTERNOON = "afternoon"

    @property
    def label(self) -> str:
        return PART_LABELS[self]


class ActKind(StrEnum):
    """What somebody at the desk did about one person."""

    ARRIVE = "arrive"
    UNDO = "undo"
    WALK_IN = "walk_in"


class Came(StrEnum):
    """What came of an act, told to the device that sent it."""

    ARRIVED = "arrived"
    ALREADY = "already"
    UNDONE = "undone"
    REFUSED = "refused"


PART_LABELS = {Part.MORNING: "Matin", Part.AFTERNOON: "Après-midi"}
