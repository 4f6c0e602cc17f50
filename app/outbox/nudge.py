"""Waking workers at once, for a service on several machines (SYNERGIES_QUEUE_URL).

By itself each worker asks the database every second whether a mail waits. With a queue the process
that wrote one says so, and a worker asks the database only then, or now and then. A nudge is never
more than that: the outbox table is the truth, and a queue that is down or forgets delays a mail by
`IDLE_SECONDS` and loses none. The queue is huey's, in Redis or Valkey, or in PostgreSQL.
"""

from __future__ import annotations

import logging
import threading
from typing import Any, Final

from sqlalchemy import event
from sqlalchemy.orm import Session

from app.config import SettingsError
from app.kernel.db import db

logger = logging.getLogger(__name__)
# How often a worker that nobody nudges looks all the same: for retries, and for lost nudges.
IDLE_SECONDS: Final = 15.0
# How long one wait lasts at the most, hence how long a stop may take.
BLOCK_SECONDS: Final = 1
_WRITTEN: Final = "synergies_mail_written"

# None, or one.
_queues: list[Queue] = []


class Queue:
    """A huey queue that carries one message: look."""

    def __init__(self, url: str) -> None:
        try:
            from huey import PostgresHuey, RedisHuey
        except ImportError as error:
            raise SettingsError(
                "SYNERGIES_QUEUE_URL est réglé, mais la bibliothèque huey n’est pas installée : "
                "installez synergies[queue]."
            ) from error
        options = {"results": False, "read_timeout": BLOCK_SECONDS}
        try:
            if url.startswith("postgresql"):
                self._huey = PostgresHuey("synergies", dsn=url, **options)
            else:
                self._huey = RedisHuey("synergies", url=url, **options)
        except Exception as error:
            # Where the queue makes its tables, at the start. Its address may hold a password.
            raise SettingsError(
                f"La file de SYNERGIES_QUEUE_URL ne répond pas ({type(error).__name__})."
            ) from error
        self._look = self._huey.task(name="look")(_look)

    def nudge(self) -> None:
        """Wake one worker. Whatever goes wrong is noted and forgotten."""
        try:
            self._look()
        except Exception as error:  # noqa: BLE001  # each kind of queue has errors of its own
            logger.warning("queue: %s", type(error).__name__)

    def wait(self, stop: threading.Event, seconds: float) -> None:
        """Return when nudged, when `stop` is set, or after `seconds`."""
        left = seconds
        while left > 0 and not stop.is_set():
            try:
                if self._huey.dequeue() is not None:
                    return
            except Exception as error:  # noqa: BLE001  # the same
                logger.warning("queue: %s", type(error).__name__)
                stop.wait(BLOCK_SECONDS)
            left -= BLOCK_SECONDS

    def close(self) -> None:
        """Let go of what this thread has opened; the next call opens it again."""
        close = getattr(self._huey.storage, "close", None)
        if close is not None:
            close()


def _look() -> None:
    """What the message asks. Workers do it in their own loop, hence nothing here."""


def configure(url: str) -> None:
    """Use the queue at this address; none at all when it is empty. Declared once, in wiring."""
    release()
    _queues[:] = [Queue(url)] if url else []


def note_written() -> None:
    """A mail is written in this transaction: nudge once it is committed."""
    if _queues:
        db.session.info[_WRITTEN] = True


def pause(stop: threading.Event, seconds: float) -> None:
    """The worker's rest between two looks: `seconds`, or longer where it will be nudged."""
    if not _queues:
        stop.wait(seconds)
    for queue in _queues:
        queue.wait(stop, max(seconds, IDLE_SECONDS))


def release() -> None:
    """Let go of the queue's connections of this thread."""
    for queue in _queues:
        queue.close()


@event.listens_for(Session, "after_commit")
def _nudge(session: Session) -> None:
    if session.info.pop(_WRITTEN, False):
        for queue in _queues:
            queue.nudge()


@event.listens_for(Session, "after_rollback")
def _forget(session: Session, *_: Any) -> None:
    session.info.pop(_WRITTEN, None)
