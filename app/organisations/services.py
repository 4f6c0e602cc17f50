"""Completing the partner directory."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.audit import services as audit
from app.kernel.access import Actor, can
from app.kernel.db import db, lock_row, unique_violation
from app.kernel.errors import Invalid, NotAllowed, NotFound
from app.kernel.text import slugify
from app.organisations.models import Organisation

NAME_TAKEN = "Une organisation porte déjà ce nom."
_SLUG_LIMIT = 110


@dataclass(frozen=True)
class Details:
    """What the team says of an organisation; None is "à préciser"."""

    name: str
    acronym: str | None = None
    kind_id: int | None = None
    department_code: str | None = None
    website: str | None = None
    note: str | None = None


def create(actor: Actor, details: Details) -> Organisation:
    """Add an organisation. Raises `Invalid` when the name is taken."""
    _check(actor)
    made = Organisation(slug=_free_slug(details.name), **asdict(details))
    db.session.add(made)
    _flush()
    audit.record(actor, "organisation:create", made, after=asdict(details))
    return made


def edit(actor: Actor, organisation: Organisation, details: Details) -> bool:
    """Change what is known; whether anything changed. The address of the page stays."""
    _check(actor)
    held = lock_row(Organisation, organisation.id)
    if held is None:
        raise NotFound
    before, after = audit.changes(held, asdict(details))
    if not after:
        return False
    for name, value in after.items():
        setattr(held, name, value)
    _flush()
    audit.record(actor, "organisation:edit", held, before=before, after=after)
    return True


def _check(actor: Actor) -> None:
    if not can(actor, "organisation:edit"):
        raise NotAllowed


def _flush() -> None:
    try:
        db.session.flush()
    except IntegrityError as error:
        if unique_violation(error) == "uq_organisation_name":
            raise Invalid({"name": NAME_TAKEN}) from error
        raise


def _free_slug(name: str) -> str:
    slug = slugify(name, limit=_SLUG_LIMIT)
    like = select(Organisation.slug).where(Organisation.slug.startswith(slug))
    # "nouveau" is where organisations are made: one of that address could not be edited.
    taken = {"nouveau", *db.session.scalars(like)}
    free, number = slug, 2
    while free in taken:
        free, number = f"{slug}-{number}", number + 1
    return free
