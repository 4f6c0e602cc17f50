"""Daily tasks: declared in wiring by whoever owns them, run by the worker once a day in Paris."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from app.kernel import clock
from app.kernel.db import db, insert_unless_there, transaction
from app.outbox.models import TaskRun

logger = logging.getLogger(__name__)
RETRY_AFTER: Final = timedelta(hours=1)


@dataclass(frozen=True)
class DailyTask:
    """Something to do once a day, from `hour` (Paris) on.

    `work` runs inside one writing transaction, flushes what it changes and returns how many rows
    that was. Doing it twice must change nothing more.
    """

    name: str
    work: Callable[[], int]
    hour: int = 3


_tasks: dict[str, DailyTask] = {}
_rounds: list[Callable[[], None]] = []
_retry_at: dict[str, datetime] = {}


def declare_tasks(tasks: Sequence[DailyTask]) -> None:
    """Add daily tasks; a name declared twice with other work is a mistake."""
    for task in tasks:
        if _tasks.get(task.name, task) != task:
            raise RuntimeError(f"daily task {task.name} is declared twice")
        _tasks[task.name] = task


def task_names() -> list[str]:
    """What the daily tasks are called, as people read them."""
    return sorted(_tasks)


def declare_rounds(*rounds: Callable[[], None]) -> None:
    """What the worker does every minute, outside any transaction. Declared once, in wiring."""
    _rounds[:] = rounds


def run_rounds() -> None:
    """Make every round; one that fails is logged, without its message, and spares the others."""
    for work in _rounds:
        try:
            work()
        except Exception as error:  # noqa: BLE001  # as for tasks: the mail must leave
            logger.error("round %s failed: %s", work.__name__, type(error).__name__)  # noqa: TRY400


def failures() -> dict[str, str]:
    """When each task that failed may be tried again, for `remember_failures` in another process."""
    return {name: moment.isoformat() for name, moment in _retry_at.items()}


def remember_failures(failed: Mapping[str, str]) -> None:
    """Take over what another process found, as `failures` gave it there."""
    _retry_at.update((name, datetime.fromisoformat(moment)) for name, moment in failed.items())


def run_due_tasks() -> list[str]:
    """Run every task whose hour has come and that nobody has done today; their names.

    A task that fails leaves nothing behind, is logged without its message (which may quote someone)
    and is tried again an hour later; the others run all the same.
    """
    now = clock.now()
    local = clock.paris(now)
    done = set(db.session.scalars(select(TaskRun.name).where(TaskRun.day == local.date())))
    db.session.rollback()
    ran = []
    for task in _tasks.values():
        if task.name in done or local.hour < task.hour or now < _retry_at.get(task.name, now):
            continue
        try:
            if run_task(task):
                ran.append(task.name)
        except Exception as error:  # noqa: BLE001  # one task's mistake must not stop the mail
            _retry_at[task.name] = now + RETRY_AFTER
            logger.error("daily task %s failed: %s", task.name, type(error).__name__)  # noqa: TRY400
    return ran


def run_task(task: DailyTask) -> bool:
    """Do a task unless it was done today. What it changes and its record are one transaction."""
    with transaction():
        run = db.session.scalars(
            insert_unless_there(TaskRun)
            .values(name=task.name, day=clock.today(), done_at=clock.now(), changed=0)
            .on_conflict_do_nothing()
            .returning(TaskRun)
        ).one_or_none()
        if run is None:
            return False
        run.changed = task.work()
    return True
