"""A process of its own where somebody wants a seat: `python -m … URL INSTANCE EMAIL`.

It says "ready", then for each line "EVENT_ID yes|no" tries once, with the lock or without it, and
says what came of it. Between counting the seats and taking one it waits, so that several at once
have all counted before the first writes – unless a lock makes them take turns.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy.exc import DBAPIError

from app import create_app
from app.config import Settings
from app.events.models import Event
from app.events.seats import PoolFill
from app.kernel import db as kernel
from app.kernel.db import WRITING, db
from app.registrations.allocation import fills_of
from tests.registering import register

THOUGHT_SECONDS = 0.2
locking, beginning = kernel.lock_row, kernel.begin_writing


def main(url: str, instance: str, email: str) -> None:
    settings = Settings(database_url=url, instance_path=Path(instance), secret_key="k" * 40)
    # By name: in its package, the function of the same name hides the module.
    registering: Any = sys.modules["app.registrations.services.register"]
    registering.fills_of = _counted_at_leisure
    with create_app(settings).app_context():
        _say("ready")
        for line in sys.stdin:
            event_id, lock = line.split()
            registering.lock_row = locking if lock == "yes" else _only_read
            kernel.begin_writing = beginning if lock == "yes" else _begin_without_lock
            try:
                made = register(db.session.get_one(Event, int(event_id)), email)
                _say(made.claim.status.value)
            except DBAPIError as error:
                _say(type(error).__name__)
            db.session.remove()


def _counted_at_leisure(event: Event) -> Sequence[PoolFill]:
    found = fills_of(event)
    time.sleep(THOUGHT_SECONDS)
    return found


def _only_read(model: type[Event], row_id: int) -> Event | None:
    return db.session.get(model, row_id)


def _begin_without_lock() -> None:
    session = db.session()
    session.rollback()
    session.info[WRITING] = True


def _say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:4])
