"""What the worker does about reminders once a day."""

from __future__ import annotations

from app.outbox.schedule import DailyTask
from app.reminders.services import send_due
from app.reminders.timing import HOUR

DAILY_TASKS = (DailyTask("Rappels avant les rencontres", send_due, hour=HOUR),)
