"""What the worker does for proposals once a day."""

from __future__ import annotations

from app.outbox.schedule import DailyTask
from app.proposals.services import (
    alert_delays,
    index_missing,
    remind_authors,
    remind_services,
    resume_due,
)

# Early: what comes back is on the desk when the day begins. No task ever takes a decision.
DAILY_TASKS = (
    DailyTask("Propositions ajournées reprises à leur date", resume_due, hour=5),
    DailyTask("Alertes sur les délais des propositions", alert_delays, hour=7),
    DailyTask("Rappels aux services consultés", remind_services, hour=7),
    DailyTask("Rappels aux auteurs questionnés", remind_authors, hour=7),
    DailyTask("Mots des propositions, pour trouver les semblables", index_missing),
)
