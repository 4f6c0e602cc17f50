"""What the worker does once a day for figures that are asked."""

from __future__ import annotations

from app.collecting.services import remind
from app.outbox.schedule import DailyTask

DAILY_TASKS = (DailyTask("Rappel aux personnes à qui des chiffres sont demandés", remind, hour=8),)
