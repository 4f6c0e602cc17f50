"""Cuts the connection of a statement that the server does not answer at all.

PostgreSQL ends by itself what takes too long (`kernel.db`); a server that is stopped, or a network
that swallows everything, ends nothing, and the driver waits for ever. The thread that waits then
gets the error of a lost connection.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Engine, event

# How often statements under way are looked at.
LOOK_SECONDS: Final = 2.0

# When each connection's statement must have been answered, by its driver connection.
_due: dict[Any, float] = {}
_watching: list[int] = []
_starting = threading.Lock()
_suspended: list[bool] = []


def watch(engine: Engine, seconds: float) -> None:
    """Have every statement of this engine answered within `seconds`, or its connection cut."""

    def before(connection: Any, *_: Any) -> None:
        if connection.invalidated:
            return
        _watch_in_this_process()
        _due[connection.connection.driver_connection] = time.monotonic() + seconds

    def after(connection: Any, *_: Any) -> None:
        _due.pop(connection.connection.driver_connection, None)

    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "commit", before)
    event.listen(engine, "rollback", before)
    event.listen(engine, "after_cursor_execute", after)
    # Back in the pool, or thrown away: nothing is waited for.
    event.listen(engine, "checkin", lambda connection, _record: _due.pop(connection, None))
    event.listen(engine, "close", lambda connection, _record: _due.pop(connection, None))


@contextmanager
def suspended() -> Iterator[None]:
    """Cut nothing meanwhile: what runs in this process takes its time on purpose."""
    _suspended.append(True)
    try:
        yield
    finally:
        _suspended.pop()


def _watch_in_this_process() -> None:
    """Start the watching thread; after a fork, the child has none yet."""
    if _watching == [os.getpid()]:
        return
    with _starting:
        if _watching != [os.getpid()]:
            _due.clear()
            _watching[:] = [os.getpid()]
            threading.Thread(target=_cut_what_is_late, name="watchdog", daemon=True).start()


def _cut_what_is_late() -> None:
    while True:
        time.sleep(LOOK_SECONDS)
        now = time.monotonic()
        for connection, due in list(_due.items()):
            if now > due and not _suspended:
                _due.pop(connection, None)
                _cut(connection)


def _cut(connection: Any) -> None:
    try:
        # A number of our own for the same connection: closing it leaves the driver's alone.
        with socket.socket(fileno=os.dup(connection.fileno())) as line:
            line.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # closed meanwhile
