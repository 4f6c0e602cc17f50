"""A process of its own that adds to one row, again and again: `python -m … URL INSTANCE ID TIMES`.

It says "ready", waits for a line, then goes: the test starts several at once.
"""

from __future__ import annotations

import sys
from pathlib import Path

from app import create_app
from app.config import Settings
from app.events.models import Event
from app.kernel.db import in_transaction, lock_row


def main(url: str, instance: str, event_id: int, times: int) -> None:
    settings = Settings(database_url=url, instance_path=Path(instance), secret_key="k" * 40)
    with create_app(settings).app_context():
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        for _ in range(times):
            in_transaction(lambda: _add_one(event_id))


def _add_one(event_id: int) -> None:
    event = lock_row(Event, event_id)
    assert event is not None
    event.sequence += 1


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
