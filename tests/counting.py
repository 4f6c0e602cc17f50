"""How many statements a piece of work sends to the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import current_app
from sqlalchemy import event

from app.kernel.db import db
from app.web.remembered import pages

# What a connection says about itself is not a question about the data; nor are the marks, which a
# page that may be remembered looks at first.
HOUSEKEEPING = (
    *("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SELECT PG_CATALOG", "SHOW", "SAVEPOINT"),
    "SELECT REVISION.TOPIC",
)


@contextmanager
def counted_queries(*, remembered: bool = False) -> Iterator[list[str]]:
    """The statements sent meanwhile, whichever session sends them.

    Pages are made anew, unless those `remembered` are what is looked at.
    """
    if not remembered:
        pages(current_app).clear()
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.lstrip().upper().startswith(HOUSEKEEPING):
            sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
