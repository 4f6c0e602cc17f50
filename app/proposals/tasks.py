"""What the worker does for proposals once a day."""

from __future__ import annotations

from app.outbox.schedule import DailyTask
from app.proposals.services import resume_due

# Early: what comes back is on the desk when the day begins. No task ever takes a decision.
DAILY_TASKS = (DailyTask("proposals-resume-adjourned", resume_due, hour=5),)
