"""What the worker does for the search once a day."""

from __future__ import annotations

from app.outbox.schedule import DailyTask
from app.search.services import index_all

DAILY_TASKS = (DailyTask("Mots à chercher dans tout le site", index_all),)
