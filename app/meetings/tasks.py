"""What the worker does for meetings once a day."""

from __future__ import annotations

from app.meetings.services import remind_silent
from app.outbox.schedule import DailyTask

DAILY_TASKS = (
    DailyTask("Rappel aux personnes convoquées qui n’ont pas répondu", remind_silent, hour=8),
)
