"""Reading what is asked and what is proposed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from app.collecting.enums import TAKEN, ProposedState
from app.collecting.lines import Ground, Line
from app.collecting.models import FigureRequest, FigureSheet, ProposedFigure
from app.kernel import clock
from app.kernel.access import Actor, can
from app.kernel.db import db
from app.kernel.links import token_hash
from app.kernel.text import counted, fold
from app.reference.models import Source
from app.reference.queries import departments, metropoles
from app.strategy.models import (
    Axis,
    Dispositif,
    Figure,
    Framework,
    FundingLine,
    FundingTotal,
    in_force,
)


def request_by_token(_actor: Actor, *, token: str) -> FigureRequest | None:
    """The request whose private link this is, open or not; None once its person is forgotten."""
    found = _one(FigureRequest.token_hash == token_hash(token))
    return found if found is not None and found.email is not None else None


def request_of(_actor: Actor, *, request_id: int) -> FigureRequest | None:
    return _one(FigureRequest.id == request_id)


def requests() -> Sequence[FigureRequest]:
    """Everything that was asked, the latest year first."""
    order = (FigureRequest.year.desc(), FigureRequest.closes_on.desc(), FigureRequest.id.desc())
    return db.session.scalars(select(FigureRequest).options(*_whole()).order_by(*order)).all()


def proposed(_actor: Actor, *, proposed_id: int) -> ProposedFigure | None:
    statement = select(ProposedFigure).where(ProposedFigure.id == proposed_id)
    return db.session.scalars(
        statement.options(
            joinedload(ProposedFigure.request)
            .joinedload(FigureRequest.dispositif)
            .joinedload(Dispositif.axis)
            .joinedload(Axis.framework),
            joinedload(ProposedFigure.department),
            joinedload(ProposedFigure.metropole),
        ).execution_options(populate_existing=True)
    ).one_or_none()


def stands(figure: ProposedFigure) -> Figure | None:
    """The figure in force of the same thing, which this one would take the place of."""
    request = figure.request
    statement = select(Figure).where(
        Figure.dispositif_id == request.dispositif_id,
        Figure.year == request.year,
        Figure.department_code == figure.department_code
        if figure.department_code
        else Figure.department_code.is_(None),
        Figure.metropole_id == figure.metropole_id
        if figure.metropole_id
        else Figure.metropole_id.is_(None),
        in_force(Figure),
    )
    like = fold(figure.unit)
    return next((one for one in db.session.scalars(statement) if fold(one.unit) == like), None)


def silent(today: date) -> Sequence[FigureRequest]:
    """Open requests that nothing answered, the nearest last day first."""
    answered = select(ProposedFigure.id).where(ProposedFigure.request_id == FigureRequest.id)
    statement = select(FigureRequest).where(
        FigureRequest.ended_at.is_(None),
        FigureRequest.done_at.is_(None),
        FigureRequest.email.is_not(None),
        FigureRequest.closes_on >= today,
        ~answered.exists(),
    )
    order = (FigureRequest.closes_on, FigureRequest.id)
    return db.session.scalars(statement.options(*_whole()).order_by(*order)).all()


def dispositif_choices() -> list[tuple[str, str]]:
    """Every dispositif by its axis and name, as choices of a list."""
    rows = db.session.scalars(
        select(Dispositif)
        .join(Dispositif.axis)
        .options(joinedload(Dispositif.axis).joinedload(Axis.framework))
        .order_by(Axis.framework_id, Axis.number, Dispositif.rank, Dispositif.id)
    )
    return [
        (str(one.id), f"{one.axis.framework.code}, axe {one.axis.number} : {one.name}")
        for one in rows
    ]


def sheet_of(_actor: Actor, *, sheet_id: int) -> FigureSheet | None:
    """A spreadsheet that was read; None once its rows are forgotten."""
    statement = select(FigureSheet).where(FigureSheet.id == sheet_id, FigureSheet.filename != "")
    return db.session.scalars(statement).one_or_none()


def sheets() -> Sequence[FigureSheet]:
    """The spreadsheets whose rows are still kept, the latest first."""
    statement = select(FigureSheet).where(FigureSheet.filename != "")
    return db.session.scalars(statement.order_by(FigureSheet.id.desc())).all()


def ground() -> Ground:
    """Everything that a spreadsheet of figures may name, and the figures in force."""
    frameworks = db.session.scalars(
        select(Framework)
        .options(selectinload(Framework.axes).selectinload(Axis.dispositifs))
        .order_by(Framework.rank, Framework.id)
    ).all()
    figures = db.session.scalars(select(Figure).where(in_force(Figure)).order_by(Figure.id))
    funding = db.session.scalars(select(FundingLine).where(in_force(FundingLine)))
    return Ground(
        frameworks=frameworks,
        departments=departments(),
        metropoles=metropoles(),
        sources=db.session.scalars(select(Source).order_by(Source.code)).all(),
        in_force={one.series: one for one in figures},
        funding={one.series: one for one in funding},
    )


@dataclass(frozen=True)
class YearSum:
    """What the lines of a year would detail once imported, beside what was announced; in cents."""

    year: int
    detailed_cents: int
    total_cents: int | None

    @property
    def exceeds(self) -> bool:
        return self.total_cents is not None and self.detailed_cents > self.total_cents


def year_sums(lines: Iterable[Line]) -> list[YearSum]:
    """The years whose funding the rows of a sheet change, with the sum that they would make."""
    made: dict[int, dict[str, int]] = {}
    for line in lines:
        if isinstance(line.fact, FundingLine) and line.state in TAKEN:
            made.setdefault(line.fact.year, {})[line.fact.series] = line.fact.amount_cents
    return [_year_sum(year, new) for year, new in sorted(made.items())]


def _year_sum(year: int, new: Mapping[str, int]) -> YearSum:
    standing = select(FundingLine.series, FundingLine.amount_cents).where(
        FundingLine.year == year, in_force(FundingLine)
    )
    together = {row.series: row.amount_cents for row in db.session.execute(standing)} | dict(new)
    announced = select(FundingTotal.total_cents).where(
        FundingTotal.year == year, in_force(FundingTotal)
    )
    return YearSum(year, sum(together.values()), db.session.scalar(announced))


@dataclass(frozen=True)
class ToDo:
    """Figures that wait for the team, as `app.home.todo.ToDo` describes it."""

    text: str
    endpoint: str
    values: dict[str, str]
    due_on: date | None = None


def to_do(actor: Actor) -> list[ToDo]:
    if not can(actor, "collecting:manage"):
        return []
    statement = select(func.count()).select_from(ProposedFigure)
    count = db.session.scalar(statement.where(ProposedFigure.state == ProposedState.WAITING)) or 0
    words = counted(count, "chiffre proposé à valider", "chiffres proposés à valider")
    return [ToDo(words, "collecting.manage", {})] if count else []


def is_open(request: FigureRequest) -> bool:
    return request.is_open(clock.today())


def _one(condition: object) -> FigureRequest | None:
    statement = select(FigureRequest).where(condition)  # type: ignore[arg-type]  # of a column
    # A lock reads the row anew and forgets what hung on it: all of it is read again.
    fresh = statement.options(*_whole()).execution_options(populate_existing=True)
    return db.session.scalars(fresh).one_or_none()


def _whole() -> tuple[ExecutableOption, ...]:
    return (
        joinedload(FigureRequest.dispositif).joinedload(Dispositif.axis).joinedload(Axis.framework),
        selectinload(FigureRequest.proposed).joinedload(ProposedFigure.department),
        selectinload(FigureRequest.proposed).joinedload(ProposedFigure.metropole),
    )
