"""Who prepares a questionnaire and reads its results; who answers comes by a link."""

from __future__ import annotations

from app.events.policies import runs
from app.kernel.access import Predicate

PERMISSIONS: dict[str, Predicate] = {
    # On an event.
    "survey:run": runs,
}

# With fewer answers, a result could point at somebody.
FEWEST_ANSWERS = 5
