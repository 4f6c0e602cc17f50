"""What the worker does for events once a day."""

from __future__ import annotations

from app.events.services import hold_past
from app.outbox.schedule import DailyTask

DAILY_TASKS = (DailyTask("events-hold-past", hold_past, hour=1),)
