"""The team writes the glossary of sigles."""

from __future__ import annotations

from typing import Any

from app.audit import services as audit
from app.kernel.access import Actor
from app.kernel.db import db, lock_row
from app.strategy.models import GlossaryTerm
from app.strategy.services.facts import check
from app.strategy.services.framework import add, change, still


def save_term(
    actor: Actor, term: GlossaryTerm | None, *, seen: str | None = None, **values: Any
) -> GlossaryTerm:
    """Add or change a sigle. Raises `Invalid` when it is there already, `Stale`."""
    check(actor)
    if term is not None:
        return change(actor, "strategy:edit_term", still(term, seen), values)
    return add(actor, "strategy:add_term", GlossaryTerm(**values))


def remove_term(actor: Actor, term: GlossaryTerm) -> None:
    """Take a sigle out; the journal keeps what it said. Done twice it is done once."""
    check(actor)
    held = lock_row(GlossaryTerm, term.id)
    if held is None:
        return
    told = {name: getattr(held, name) for name in ("sigle", "words", "definition")}
    audit.record(actor, "strategy:remove_term", held, before=told)
    db.session.delete(held)
    db.session.flush()
