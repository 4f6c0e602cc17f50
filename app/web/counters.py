"""Requests counted by all processes of one machine: a storage of `limits` in a file of SQLite.

A file of its own: counting waits for no transaction of the service, and losing it loses nothing.
Keys are digests, for they hold addresses of machines.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import sqlite3
import threading
import time
from contextlib import closing
from typing import Final

from limits.storage import Storage

SCHEME: Final = "counts"
# At one request in so many, what is over is deleted.
SWEEP: Final = 200
_TABLE: Final = (
    "CREATE TABLE IF NOT EXISTS hit (name TEXT PRIMARY KEY, count INTEGER NOT NULL, "
    "ends REAL NOT NULL) WITHOUT ROWID"
)
_HIT: Final = (
    "INSERT INTO hit VALUES (:name, :amount, :ends) ON CONFLICT (name) DO UPDATE SET "
    "count = CASE WHEN ends <= :now THEN :amount ELSE count + :amount END, "
    "ends = CASE WHEN ends <= :now THEN :ends ELSE ends END RETURNING count"
)


class FileStorage(Storage):
    """Fixed windows, as `limits` asks for them. Raises `sqlite3.Error` when the file is lost."""

    STORAGE_SCHEME = [SCHEME]  # noqa: RUF012  # as the library reads it

    def __init__(self, uri: str, wrap_exceptions: bool = False, **options: str) -> None:
        super().__init__(uri, wrap_exceptions=wrap_exceptions, **options)
        self._path = uri.removeprefix(f"{SCHEME}://")
        self._local = threading.local()

    @property
    def base_exceptions(self) -> type[Exception]:
        return sqlite3.Error

    def _connection(self) -> sqlite3.Connection:
        """One for each thread, opened anew in a forked process."""
        if getattr(self._local, "process", None) != os.getpid():
            connection = sqlite3.connect(self._path, timeout=1, isolation_level=None)
            connection.execute("PRAGMA journal_mode = WAL")
            # A count lost with the power is no loss.
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute(_TABLE)
            self._local.connection, self._local.process = connection, os.getpid()
        found: sqlite3.Connection = self._local.connection
        return found

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        now = time.time()
        connection = self._connection()
        if not secrets.randbelow(SWEEP):
            connection.execute("DELETE FROM hit WHERE ends <= ?", (now,))
        values = {"name": _name(key), "amount": amount, "ends": now + expiry, "now": now}
        with closing(connection.execute(_HIT, values)) as found:
            return int(found.fetchone()[0])

    def get(self, key: str) -> int:
        return int(self._read(key)[0])

    def get_expiry(self, key: str) -> float:
        return float(self._read(key)[1])

    def _read(self, key: str) -> tuple[int, float]:
        query = "SELECT count, ends FROM hit WHERE name = ? AND ends > ?"
        with closing(self._connection().execute(query, (_name(key), time.time()))) as found:
            return found.fetchone() or (0, time.time())

    def check(self) -> bool:
        try:
            self._connection().execute("SELECT 1")
        except sqlite3.Error:
            return False
        return True

    def reset(self) -> int | None:
        return self._connection().execute("DELETE FROM hit").rowcount

    def clear(self, key: str) -> None:
        self._connection().execute("DELETE FROM hit WHERE name = ?", (_name(key),))


def _name(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
