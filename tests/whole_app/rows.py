"""What the database holds, as one short text that any change changes."""

from __future__ import annotations

import hashlib
import sqlite3

from sqlalchemy import select, text

from app.kernel.base import Base
from app.kernel.db import db


def row_hashes() -> dict[str, str]:
    """One hash per table over all its rows; ends the open read first."""
    db.session.rollback()
    hashes = {}
    with db.engine.connect() as connection:
        for name in sorted(Base.metadata.tables):
            table = Base.metadata.tables[name]
            rows = sorted(repr(tuple(row)) for row in connection.execute(select(table)))
            hashes[name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()[:16]
    return hashes


def changed_tables(before: dict[str, str]) -> set[str]:
    after = row_hashes()
    return {name for name in before if before[name] != after[name]}


class Watch:
    """Tells in passing whether anybody has written since it was made or last asked.

    Reading every table after each of some hundred acts is most of what a walk of them costs.
    """

    def __init__(self) -> None:
        engine = db.engine
        # A connection of its own: SQLite tells each what the others have changed.
        self._file = sqlite3.connect(engine.url.database or "") if _is_sqlite() else None
        self._mark = self._read()

    def _read(self) -> object:
        if self._file is not None:
            return self._file.execute("PRAGMA data_version").fetchone()
        with db.engine.connect() as connection:
            return connection.execute(text("SELECT pg_current_wal_insert_lsn()")).scalar()

    def has_seen_a_write(self) -> bool:
        """True after any commit; also, now and then, after what only looked like one."""
        before, self._mark = self._mark, self._read()
        return before != self._mark

    def close(self) -> None:
        if self._file is not None:
            self._file.close()


def _is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"
