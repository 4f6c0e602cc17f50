"""What the database holds, as one short text that any change changes."""

from __future__ import annotations

import hashlib

from sqlalchemy import select

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
