"""What the worker does for minutes and their actions once a day."""

from __future__ import annotations

from app.minutes.services import open_over, remind_of_actions, remind_writers
from app.outbox.schedule import DailyTask

# In the morning: whoever is reminded has the day before them.
HOUR = 8
DAILY_TASKS = (
    DailyTask("Comptes rendus à écrire ouverts", open_over, hour=5),
    DailyTask("Rappels des comptes rendus attendus", remind_writers, hour=HOUR),
    DailyTask("Rappels des actions", remind_of_actions, hour=HOUR),
)
