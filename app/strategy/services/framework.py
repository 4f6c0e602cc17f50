"""Completing frameworks: their axes, what corresponds to what, the dispositifs of an axis."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from typing import Any, TypeVar

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from app.audit import services as audit
from app.kernel.access import Actor
from app.kernel.base import Base
from app.kernel.db import db, lock_row, unique_violation
from app.kernel.errors import Invalid, NotFound, Stale
from app.kernel.text import slugify
from app.reference.models import Department
from app.strategy.models import Axis, AxisCorrespondence, Dispositif, Framework, Stated
from app.strategy.queries.framework import corresponding_ids
from app.strategy.services.facts import check

ModelT = TypeVar("ModelT", bound=Base)

# What a unique constraint refuses, in the words of the form and beside its field.
TAKEN = {
    "uq_dispositif_axis_id_name": ("name", "Cet axe a déjà un dispositif de ce nom."),
    "uq_glossary_term_sigle": ("sigle", "Ce sigle est déjà dans le glossaire."),
    "uq_framework_code": ("code", "Ce sigle désigne déjà un cadre."),
    "uq_axis_framework_id_number": ("number", "Ce cadre a déjà un axe de ce numéro."),
}
# What identifies or ranks a fact: no form of a stored one asks for it.
UNTYPED = frozenset({"id", "axis_id", "framework_id", "convention_id", "code", "slug", "rank"})


def save_framework(
    actor: Actor, framework: Framework | None, *, seen: str | None = None, **values: Any
) -> Framework:
    """Add or change a framework. A new one says its `code`, which never changes."""
    check(actor)
    starts, ends = values.get("starts_year"), values.get("ends_year")
    if starts and ends and ends < starts:
        raise Invalid({"ends_year": "La fin est avant le début."})
    if framework is not None:
        return change(actor, "strategy:edit_framework", still(framework, seen), values)
    slug = _free_slug(Framework, slugify(values["code"]))
    rank = (db.session.scalar(select(func.max(Framework.rank))) or 0) + 1
    return add(actor, "strategy:add_framework", Framework(slug=slug, rank=rank, **values))


def save_axis(
    actor: Actor,
    axis: Axis | None,
    *,
    framework: Framework,
    correspondences: Collection[int],
    seen: str | None = None,
    **values: Any,
) -> Axis:
    """Add or change an axis, and the axes of other frameworks that it corresponds to."""
    check(actor)
    if axis is None:
        held = add(actor, "strategy:add_axis", Axis(framework_id=framework.id, **values))
    else:
        held = change(actor, "strategy:edit_axis", still(axis, seen), values)
    _correspond(actor, held, set(correspondences))
    return held


def _correspond(actor: Actor, axis: Axis, wanted: set[int]) -> None:
    held = corresponding_ids(axis.id)
    known = select(Axis.id).where(Axis.id.in_(wanted), Axis.framework_id != axis.framework_id)
    wanted = set(db.session.scalars(known)) if wanted else set()
    if held == wanted:
        return
    for other in sorted(held - wanted):
        low, high = sorted((axis.id, other))
        db.session.execute(delete(AxisCorrespondence).filter_by(axis_id=low, other_id=high))
    for other in sorted(wanted - held):
        low, high = sorted((axis.id, other))
        db.session.add(AxisCorrespondence(axis_id=low, other_id=high))
    db.session.flush()
    audit.record(
        actor,
        "strategy:edit_correspondences",
        axis,
        before={"correspondences": sorted(held)},
        after={"correspondences": sorted(wanted)},
    )


def save_dispositif(
    actor: Actor,
    dispositif: Dispositif | None,
    *,
    axis: Axis,
    department_codes: list[str],
    seen: str | None = None,
    **values: Any,
) -> Dispositif:
    """Add or change a dispositif of an axis, and the departments it is limited to."""
    check(actor)
    if dispositif is None:
        dispositif = _make_dispositif(axis, values)
        dispositif.departments = _departments(department_codes)
        return add(actor, "strategy:add_dispositif", dispositif)
    still(dispositif, seen)
    held = db.session.scalars(
        select(Dispositif)
        .where(Dispositif.id == dispositif.id)
        .options(selectinload(Dispositif.departments))
    ).one()
    before = {"departments": sorted(one.code for one in held.departments)}
    after = {"departments": sorted(department_codes)}
    if before != after:
        held.departments = _departments(department_codes)
        audit.record(actor, "strategy:edit_dispositif", held, before=before, after=after)
    return change(actor, "strategy:edit_dispositif", held, values)


def version_of(fact: Base | None) -> str:
    """A mark of what a fact says: it changes with any of its columns. Empty for none.

    A statement never changes: its number is its mark.
    """
    if fact is None:
        return ""
    if isinstance(fact, Stated):
        return str(fact.id)  # type: ignore[attr-defined]  # each of them has one
    said = repr(sorted(_columns(fact).items()))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _columns(fact: Base) -> dict[str, Any]:
    names: list[str] = fact.__mapper__.column_attrs.keys()
    return {name: getattr(fact, name) for name in names}


def still(fact: ModelT, seen: str | None) -> ModelT:
    """Lock the fact as it now is. Raises `Stale` when it no longer says what was `seen`."""
    (key,) = fact.__mapper__.primary_key_from_instance(fact)
    held = lock_row(type(fact), key)
    if held is None:
        raise NotFound
    if seen and seen != version_of(held):
        raise Stale(
            "Quelqu’un a enregistré ce fait pendant que vous le modifiiez.", _as_typed(held)
        )
    return held


def _as_typed(fact: Base) -> dict[str, str]:
    """What the fact says, as its form would show it: only what one types into a line."""
    said = {name: value for name, value in _columns(fact).items() if isinstance(value, str | int)}
    return {name: str(value) for name, value in said.items() if name not in UNTYPED}


def _make_dispositif(axis: Axis, values: dict[str, Any]) -> Dispositif:
    free = _free_slug(
        Dispositif, slugify(f"{axis.framework.code}-{axis.number}-{values['name']}", limit=100)
    )
    ranks = select(Dispositif.rank).where(Dispositif.axis_id == axis.id)
    rank = max(db.session.scalars(ranks.order_by(Dispositif.rank)), default=0) + 1
    return Dispositif(axis_id=axis.id, slug=free, rank=rank, **values)


def _free_slug(model: type[Dispositif | Framework], slug: str) -> str:
    like = select(model.slug).where(model.slug.startswith(slug)).order_by(model.slug)
    taken = set(db.session.scalars(like))
    free, number = slug, 2
    while free in taken:
        free, number = f"{slug}-{number}", number + 1
    return free


def _departments(codes: list[str]) -> list[Department]:
    found = select(Department).where(Department.code.in_(codes)).order_by(Department.code)
    return list(db.session.scalars(found)) if codes else []


def add(actor: Actor, action: str, made: ModelT) -> ModelT:
    """Store something new of the strategy, and tell the journal. Raises `Invalid` when taken."""
    check(actor)
    db.session.add(made)
    _flush()
    columns = made.__mapper__.column_attrs.keys()
    told = {name: getattr(made, name) for name in columns if name != "id"}
    audit.record(actor, action, made, after=told)
    return made


def change(actor: Actor, action: str, held: ModelT, values: dict[str, Any]) -> ModelT:
    """Change columns of what `still` locked; without a change nothing is written nor told."""
    check(actor)
    before, after = audit.changes(held, values)
    if not after:
        return held
    for name, value in after.items():
        setattr(held, name, value)
    _flush()
    audit.record(actor, action, held, before=before, after=after)
    return held


def _flush() -> None:
    try:
        db.session.flush()
    except IntegrityError as error:
        name = unique_violation(error)
        if name in TAKEN:
            field, message = TAKEN[name]
            raise Invalid({field: message}) from error
        raise
