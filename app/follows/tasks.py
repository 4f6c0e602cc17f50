"""What the worker does for those who follow groups."""

from __future__ import annotations

from app.follows.services import send_digests
from app.outbox.schedule import DailyTask

DAILY_TASKS = (
    DailyTask("Résumés du jour et de la semaine des groupes suivis", send_digests, hour=7),
)
