"""Within one transaction that nobody else shares, a proposal is read again only after a write.

For tests that try hundreds of acts on one proposal: nearly all their time went into reading the
same rows. Locks and what each act loads have tests of their own.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from app.kernel.db import db, lock_row
from app.proposals.models import Proposal
from app.proposals.queries import loading


class Writings:
    """The statements that write, as the engine runs them: a refused act has none."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self.loaded: dict[int, Proposal] = {}

    def note(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.lstrip()[:6].upper() in {"INSERT", "UPDATE", "DELETE"}:
            self.made.append(statement)
            self.loaded.clear()

    def reload(self, proposal_id: int, **_options: Any) -> Proposal:
        """`loading.reload`, asked again only when something was written since."""
        db.session.flush()
        if proposal_id not in self.loaded:
            self.loaded[proposal_id] = loading.reload(proposal_id)
        return self.loaded[proposal_id]

    def lock_row(self, model: Any, row_id: int) -> Any:
        """`kernel.db.lock_row`: nobody else is there to be kept out of a proposal."""
        return self.reload(row_id) if model is Proposal else lock_row(model, row_id)


@contextmanager
def reread_after_writes() -> Iterator[Writings]:
    """Read proposals this way in every module of theirs, and note what is written."""
    writings = Writings()
    event.listen(db.engine, "before_cursor_execute", writings.note)
    try:
        with pytest.MonkeyPatch.context() as patch:
            for module in [one for name, one in sys.modules.items() if ".propos" in name]:
                if module is not loading and vars(module).get("reload") is loading.reload:
                    patch.setattr(module, "reload", writings.reload)
                if vars(module).get("lock_row") is lock_row:
                    patch.setattr(module, "lock_row", writings.lock_row)
            yield writings
    finally:
        event.remove(db.engine, "before_cursor_execute", writings.note)
