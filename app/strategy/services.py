"""Completing the strategy: facts that a source gives, entered by the team.

What is saved here is never undone by a later import (see `app.programme.merge`).
"""

from __future__ import annotations

import hashlib
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from app.audit import services as audit
from app.kernel.access import Actor, can
from app.kernel.base import Base
from app.kernel.db import db, lock_row, unique_violation
from app.kernel.errors import Invalid, NotAllowed, NotFound, Stale
from app.kernel.text import number, slugify
from app.reference.models import Department, Source
from app.strategy.enums import TotalKey
from app.strategy.models import (
    AnnouncedTotal,
    Axis,
    Dispositif,
    Figure,
    FundingLine,
    FundingYear,
)

ModelT = TypeVar("ModelT", bound=Base)

# What a unique constraint refuses, in the words of the form and beside its field.
TAKEN = {
    "uq_announced_total_year_key": ("key", "Ce total est déjà saisi pour cette année."),
    "uq_funding_line_year_label": ("label", "Cette ligne existe déjà pour cette année."),
    "pk_funding_year": ("year", "Cette année est déjà saisie."),
    "uq_dispositif_axis_id_name": ("name", "Cet axe a déjà un dispositif de ce nom."),
    "uq_figure_dispositif_id_year_unit": ("unit", "Ce chiffre est déjà saisi pour cette année."),
    "pk_source": ("code", "Ce code désigne déjà une source."),
}

CENTS_PER_MILLION = 100_000_000
# Columns in cents, asked for in millions under one name.
AMOUNTS = frozenset({"total_cents", "amount_cents"})
# What identifies or ranks a fact: no form of a stored one asks for it.
UNTYPED = frozenset({"id", "axis_id", "dispositif_id", "slug", "rank", "key"})


def save_total(
    actor: Actor,
    total: AnnouncedTotal | None,
    *,
    year: int,
    key: TotalKey,
    seen: str | None = None,
    **values: Any,
) -> AnnouncedTotal:
    """Add (`total` None) or change an announced total."""
    if total is None:
        made = AnnouncedTotal(year=year, key=key.value, label=key.label, **values)
        return _add(actor, "strategy:add_total", made)
    return _change(actor, "strategy:edit_total", _still(total, seen), values)


def save_funding_year(
    actor: Actor,
    funding: FundingYear | None,
    *,
    year: int,
    seen: str | None = None,
    **values: Any,
) -> FundingYear:
    """Add or change what was announced for a year, in cents."""
    if funding is None:
        return _add(actor, "strategy:add_funding", FundingYear(year=year, **values))
    return _change(actor, "strategy:edit_funding", _still(funding, seen), values)


def save_line(
    actor: Actor,
    line: FundingLine | None,
    *,
    year: int,
    seen: str | None = None,
    **values: Any,
) -> FundingLine:
    """Add or change one detailed amount of a year; new ones come last."""
    if line is None:
        ranks = select(FundingLine.rank).where(FundingLine.year == year)
        rank = max(db.session.scalars(ranks.order_by(FundingLine.rank)), default=0) + 1
        return _add(actor, "strategy:add_line", FundingLine(year=year, rank=rank, **values))
    return _change(actor, "strategy:edit_line", _still(line, seen), values)


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
    _check(actor)
    if dispositif is None:
        dispositif = _make_dispositif(axis, values)
        dispositif.departments = _departments(department_codes)
        return _add(actor, "strategy:add_dispositif", dispositif)
    _still(dispositif, seen)
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
    return _change(actor, "strategy:edit_dispositif", held, values)


def save_figure(
    actor: Actor,
    figure: Figure | None,
    *,
    dispositif_id: int,
    seen: str | None = None,
    **values: Any,
) -> Figure:
    """Add or change a figure of a dispositif for a year."""
    if figure is None:
        made = Figure(dispositif_id=dispositif_id, **values)
        return _add(actor, "strategy:add_figure", made)
    return _change(actor, "strategy:edit_figure", _still(figure, seen), values)


def add_source(actor: Actor, *, code: str, label: str, url: str | None) -> Source:
    """Describe a source, so that facts may cite it. Sources are not changed afterwards."""
    return _add(actor, "strategy:add_source", Source(code=code, label=label, url=url))


def version_of(fact: Base | None) -> str:
    """A mark of what a fact says: it changes with any of its columns. Empty for none."""
    if fact is None:
        return ""
    said = repr(sorted(_columns(fact).items()))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _columns(fact: Base) -> dict[str, Any]:
    names: list[str] = fact.__mapper__.column_attrs.keys()
    return {name: getattr(fact, name) for name in names}


def _still(fact: ModelT, seen: str | None) -> ModelT:
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
    for cents in AMOUNTS & said.keys():
        said["amount"] = number(int(said.pop(cents)) / CENTS_PER_MILLION)
    return {name: str(value) for name, value in said.items() if name not in UNTYPED}


def _make_dispositif(axis: Axis, values: dict[str, Any]) -> Dispositif:
    slug = slugify(f"{axis.framework.code}-{axis.number}-{values['name']}", limit=100)
    like = select(Dispositif.slug).where(Dispositif.slug.startswith(slug))
    taken = set(db.session.scalars(like.order_by(Dispositif.slug)))
    free, number = slug, 2
    while free in taken:
        free, number = f"{slug}-{number}", number + 1
    ranks = select(Dispositif.rank).where(Dispositif.axis_id == axis.id)
    rank = max(db.session.scalars(ranks.order_by(Dispositif.rank)), default=0) + 1
    return Dispositif(axis_id=axis.id, slug=free, rank=rank, **values)


def _departments(codes: list[str]) -> list[Department]:
    found = select(Department).where(Department.code.in_(codes)).order_by(Department.code)
    return list(db.session.scalars(found)) if codes else []


def _check(actor: Actor) -> None:
    if not can(actor, "strategy:edit"):
        raise NotAllowed


def _add(actor: Actor, action: str, made: ModelT) -> ModelT:
    _check(actor)
    db.session.add(made)
    _flush()
    columns = made.__mapper__.column_attrs.keys()
    told = {name: getattr(made, name) for name in columns if name != "id"}
    audit.record(actor, action, made, after=told)
    return made


def _change(actor: Actor, action: str, held: ModelT, values: dict[str, Any]) -> ModelT:
    _check(actor)
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
