"""What the worker does for events once a day."""

from __future__ import annotations

from app.events.services import hold_past, release_due_reserves
from app.outbox.schedule import DailyTask

DAILY_TASKS = (
    DailyTask("events-hold-past", hold_past, hour=1),
    # At the very beginning of the day that was announced.
    DailyTask("events-release-reserves", release_due_reserves, hour=0),
)
