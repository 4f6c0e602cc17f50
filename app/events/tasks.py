"""What the worker does for events once a day."""

from __future__ import annotations

from app.events.services import hold_past, release_due_reserves
from app.outbox.schedule import DailyTask

DAILY_TASKS = (
    DailyTask("Rencontres de la veille marquées comme tenues", hold_past, hour=1),
    # At the very beginning of the day that was announced.
    DailyTask("Places réservées rendues à tous à leur date", release_due_reserves, hour=0),
)
