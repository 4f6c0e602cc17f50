"""Facts that a source gives: totals, amounts, figures, and the sources themselves."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.audit import services as audit
from app.kernel.access import Actor, can
from app.kernel.db import db, unique_violation
from app.kernel.errors import Invalid, NotAllowed
from app.reference.models import Source
from app.strategy.enums import TotalKey
from app.strategy.models import AnnouncedTotal, Figure, FundingLine, FundingTotal
from app.strategy.services import series
from app.strategy.services.series import CENTS_PER_MILLION, StatedT

__all__ = ["CENTS_PER_MILLION"]


def save_total(
    actor: Actor,
    total: AnnouncedTotal | None,
    *,
    year: int,
    key: TotalKey,
    seen: str | None = None,
    **values: Any,
) -> AnnouncedTotal:
    """State (`total` None) or correct an announced total."""
    check(actor)
    if total is None:
        made = AnnouncedTotal(
            year=year, key=key.value, label=key.label, entered_by_id=actor.account_id, **values
        )
        return series.begin(actor, "strategy:add_total", made)
    return series.supersede(actor, "strategy:edit_total", total, seen=seen, **values)


def save_funding_total(
    actor: Actor,
    total: FundingTotal | None,
    *,
    year: int,
    seen: str | None = None,
    **values: Any,
) -> FundingTotal:
    """State or correct what was announced for a year, in cents."""
    check(actor)
    if total is None:
        made = FundingTotal(year=year, entered_by_id=actor.account_id, **values)
        return series.begin(actor, "strategy:add_funding", made)
    return series.supersede(actor, "strategy:edit_funding", total, seen=seen, **values)


def save_line(
    actor: Actor,
    line: FundingLine | None,
    *,
    year: int,
    seen: str | None = None,
    **values: Any,
) -> FundingLine:
    """State or correct one detailed amount of a year; new ones come last."""
    check(actor)
    if line is None:
        rank = next_rank(year)
        made = FundingLine(year=year, rank=rank, entered_by_id=actor.account_id, **values)
        return series.begin(actor, "strategy:add_line", made)
    return series.supersede(actor, "strategy:edit_line", line, seen=seen, **values)


def next_rank(year: int) -> int:
    """The place of a line that comes after those of its year."""
    last = select(func.max(FundingLine.rank)).where(FundingLine.year == year)
    return (db.session.scalar(last) or 0) + 1


def save_figure(
    actor: Actor, figure: Figure | None, *, seen: str | None = None, **values: Any
) -> Figure:
    """State or correct a figure. A new one says on what it hangs, its year and its unit."""
    check(actor)
    if figure is None:
        made = Figure(entered_by_id=actor.account_id, **values)
        return series.begin(actor, "strategy:add_figure", made)
    return series.supersede(actor, "strategy:edit_figure", figure, seen=seen, **values)


def withdraw(actor: Actor, fact: StatedT, *, reason: str, seen: str | None = None) -> StatedT:
    """Say that a fact no longer stands, and why."""
    check(actor)
    return series.withdraw(actor, "strategy:withdraw", fact, reason=reason, seen=seen)


def add_source(actor: Actor, *, code: str, label: str, url: str | None) -> Source:
    """Describe a source, so that facts may cite it. Sources are not changed afterwards."""
    check(actor)
    made = Source(code=code, label=label, url=url)
    db.session.add(made)
    try:
        db.session.flush()
    except IntegrityError as error:
        if unique_violation(error) == "pk_source":
            raise Invalid({"code": "Ce code désigne déjà une source."}) from error
        raise
    audit.record(actor, "strategy:add_source", made, after={"label": label, "url": url})
    return made


def check(actor: Actor) -> None:
    if not (actor.is_system or can(actor, "strategy:edit")):
        raise NotAllowed
