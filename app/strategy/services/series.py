"""The one way in which statements are written: begun, superseded, withdrawn; never changed.

Whoever writes (the team, an import, a referent whose figure was validated) comes through here; who
may is decided by the callers.
"""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.audit import services as audit
from app.kernel.access import Actor
from app.kernel.db import db, lock_row, unique_violation
from app.kernel.errors import Conflict, Invalid, Stale
from app.kernel.text import number
from app.strategy.enums import Origin
from app.strategy.models import AnnouncedTotal, Figure, FundingLine, FundingTotal, Stated

StatedT = TypeVar("StatedT", Figure, FundingTotal, FundingLine, AnnouncedTotal)

CENTS_PER_MILLION = 100_000_000
# What a second statement of the same thing is refused with, and beside which field.
TAKEN = {
    Figure: ("unit", "Ce chiffre est déjà saisi pour cette année et ce territoire."),
    FundingTotal: ("year", "Cette année est déjà saisie."),
    FundingLine: ("label", "Cette ligne existe déjà pour cette année."),
    AnnouncedTotal: ("key", "Ce total est déjà saisi pour cette année."),
}
UNSOURCED = {"sources": "Dites d’où vient ce fait."}
# How a statement came to be, and what identifies it: no part of what it says.
CHAIN = frozenset({"id", "series", "number", "supersedes_id", "entered_by_id", "entered_at"})
# What says of which thing a statement speaks: the same in a whole series.
IDENTITY = frozenset(
    {"year", "unit", "key", "dispositif_id", "axis_id", "framework_id"}
    | {"department_code", "metropole_id"}
)
# Presentation: changed in place, for nothing is stated by it.
IN_PLACE = frozenset({"rank"})
# Columns in cents, typed in millions under one name.
AMOUNTS = frozenset({"total_cents", "amount_cents"})


def begin(actor: Actor, action: str, made: StatedT) -> StatedT:
    """State something for the first time, or again after it was withdrawn.

    Raises `Invalid` when it is already in force, or says no source.
    """
    if not made.source_codes:
        raise Invalid(UNSOURCED)
    last = _last(made)
    if last is not None:
        last = _locked(last)
        if not last.withdrawn:
            raise _taken(made)
        made.number, made.supersedes_id = last.number + 1, last.id
    return _write(actor, action, made)


def supersede(
    actor: Actor,
    action: str,
    held: StatedT,
    *,
    seen: str | None = None,
    origin: Origin = Origin.TEAM,
    **values: Any,
) -> StatedT:
    """State anew what `held` stated, with these columns different; the statement in force.

    Nothing is written when nothing differs; what was withdrawn stands again. Raises `Stale` when
    somebody superseded meanwhile what the person had `seen`, `Invalid` without a source.
    """
    held = _locked(held)
    if seen and seen != str(held.id):
        raise Stale("Quelqu’un a corrigé ce fait pendant que vous le modifiiez.", as_typed(held))
    values.setdefault("withdrawn", False)
    if not values.get("source_codes", held.source_codes):
        raise Invalid(UNSOURCED)
    for name in IN_PLACE & values.keys():
        setattr(held, name, values.pop(name))
    before, after = audit.changes(held, values)
    if not after:
        return held
    said = {name: value for name, value in _said(held).items() if name != "origin"}
    made: StatedT = type(held)(
        **(said | after),
        origin=origin,
        number=held.number + 1,
        supersedes_id=held.id,
        entered_by_id=actor.account_id,
    )
    return _write(actor, action, made, before=before, after=after)


def withdraw(
    actor: Actor, action: str, held: StatedT, *, reason: str, seen: str | None = None
) -> StatedT:
    """Say that this no longer stands, and why. What was stated stays in the history."""
    if held.withdrawn:
        raise Conflict("Ce fait est déjà retiré.")
    if not reason.strip():
        raise Invalid({"reason": "Dites pourquoi ce fait ne tient plus."})
    return supersede(actor, action, held, seen=seen, withdrawn=True, comment=reason.strip())


def as_typed(fact: Stated) -> dict[str, str]:
    """What the fact says, as its form would show it: only what one types into a line."""
    said: dict[str, str] = {}
    for name, value in _said(fact).items():
        if name in AMOUNTS:
            said["amount"] = number(value / CENTS_PER_MILLION)
        elif name in IDENTITY | IN_PLACE or isinstance(value, bool):
            continue
        elif isinstance(value, date):
            said[name] = value.isoformat()
        elif isinstance(value, str | int):
            said[name] = str(value)
    return said


def _said(fact: Stated) -> dict[str, Any]:
    names: list[str] = fact.__mapper__.column_attrs.keys()  # type: ignore[attr-defined]  # mapped
    return {name: getattr(fact, name) for name in names if name not in CHAIN}


def _last(made: StatedT) -> StatedT | None:
    model = type(made)
    found = select(model).where(model.series == made.series)
    return db.session.scalars(found.order_by(model.number.desc()).limit(1)).one_or_none()


def _locked(fact: StatedT) -> StatedT:
    """The last statement of the series, read under the lock of its first one."""
    model = type(fact)
    first = select(model.id).where(model.series == fact.series, model.number == 1)
    lock_row(model, db.session.scalars(first).one())
    found = select(model).where(model.series == fact.series).order_by(model.number.desc())
    fresh = found.limit(1).execution_options(populate_existing=True)
    return db.session.scalars(fresh).one()


def _write(
    actor: Actor,
    action: str,
    made: StatedT,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> StatedT:
    db.session.add(made)
    try:
        db.session.flush()
    except IntegrityError as error:
        # Two people stated the same thing at the same instant: the database keeps one.
        if unique_violation(error) == f"uq_{made.__tablename__}_series_number":
            raise _taken(made) from error
        raise
    told = after if after is not None else _said(made)
    audit.record(actor, action, made, before=before, after=told)
    return made


def _taken(made: Stated) -> Invalid:
    field, message = TAKEN[type(made)]
    return Invalid({field: message})
