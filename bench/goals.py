"""What we want, and what was measured elsewhere on a like machine (issue 2, §6)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Goal:
    """The most CPU milliseconds an answer may take; the same of Indico and of pretix."""

    cpu_ms: float | None = None
    indico: float | None = None
    pretix: float | None = None


# A bare Flask answer on that machine, quiet: what the goals were set beside.
QUIET_FLOOR_MS = 0.3

EVENT = Goal(3, 99, 54)
AGENDA = Goal(8, 218, 425)
FILE = Goal(1, 20, 9.5)
FEED = Goal(None, 182, 298)
FEED_COLD = Goal(10, 182, 298)
FEED_UNCHANGED = Goal(0.7, None, 5.4)
FORM = Goal(3, 56, 51)
NONE = Goal()

MEMORY_MEBIBYTES = 130
COLD_START_SECONDS = 1.5
SUBMITS_PER_SECOND = 150
