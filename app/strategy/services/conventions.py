"""Conventions and contracts, entered and corrected by the team with actions and documents."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from app.audit import services as audit
from app.documents import services as documents
from app.documents.services import Upload
from app.kernel.access import Actor
from app.kernel.db import db, lock_row
from app.kernel.errors import Invalid, NotFound
from app.kernel.text import slugify
from app.strategy.models import Convention, ConventionAction, convention_document
from app.strategy.services.facts import check
from app.strategy.services.framework import add, change, still


def save_convention(
    actor: Actor, convention: Convention | None, *, seen: str | None = None, **values: Any
) -> Convention:
    """Add or change a convention: its columns. Raises `Invalid`, `Stale`."""
    check(actor)
    if not values.get("department_code") and not values.get("metropole_id"):
        raise Invalid({"department": "Dites avec quel département ou quelle métropole."})
    starts, ends = values.get("starts_on"), values.get("ends_on")
    if starts and ends and ends < starts:
        raise Invalid({"ends_on": "La fin est avant le début."})
    if convention is not None:
        return change(actor, "strategy:edit_convention", still(convention, seen), values)
    made = Convention(slug=_free_slug(values["title"]), **values)
    return add(actor, "strategy:add_convention", made)


def save_action(
    actor: Actor,
    action: ConventionAction | None,
    *,
    convention: Convention,
    seen: str | None = None,
    **values: Any,
) -> ConventionAction:
    """Add or change an action of a convention."""
    check(actor)
    if action is not None:
        return change(actor, "strategy:edit_convention_action", still(action, seen), values)
    made = ConventionAction(convention_id=convention.id, **values)
    return add(actor, "strategy:add_convention_action", made)


def remove_action(actor: Actor, action: ConventionAction) -> None:
    """Take an action out; the journal keeps what it said. Done twice it is done once."""
    check(actor)
    held = lock_row(ConventionAction, action.id)
    if held is None:
        return
    told = {name: getattr(held, name) for name in ("label", "pilot", "amount_cents", "axis_id")}
    audit.record(actor, "strategy:remove_convention_action", held, before=told)
    db.session.delete(held)
    db.session.flush()


def attach(actor: Actor, convention: Convention, uploads: Iterable[Upload]) -> int:
    """Keep files with a convention, for everybody to read; how many."""
    check(actor)
    # Before the lock: reading files takes time, and a refusal leaves the page what it has loaded.
    stored = documents.store_all(actor, uploads)
    if not stored:
        raise Invalid({"documents": "Choisissez un fichier."})
    held = lock_row(Convention, convention.id)
    if held is None:
        raise NotFound
    for one in stored:
        values = {"convention_id": held.id, "document_id": one.id}
        db.session.execute(convention_document.insert().values(**values))
    audit.record(actor, "strategy:attach", held, after={"files": len(stored)})
    return len(stored)


def detach(actor: Actor, convention: Convention, document_id: int) -> bool:
    """Take a file away; whether it was there. A daily task ends what nothing carries."""
    check(actor)
    held = lock_row(Convention, convention.id)
    column = convention_document.c
    here = (column.convention_id == convention.id, column.document_id == document_id)
    known = select(column.document_id).where(*here)
    if held is None or db.session.scalar(known) is None:
        return False
    db.session.execute(convention_document.delete().where(*here))
    audit.record(actor, "strategy:remove_document", held)
    return True


def _free_slug(title: str) -> str:
    slug = slugify(title, limit=100)
    like = select(Convention.slug).where(Convention.slug.startswith(slug))
    taken = set(db.session.scalars(like.order_by(Convention.slug)))
    free, number = slug, 2
    while free in taken:
        free, number = f"{slug}-{number}", number + 1
    return free
