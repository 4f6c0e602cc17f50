"""The figures in force as a spreadsheet that can be filled in and imported again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.collecting.columns import LABELS
from app.collecting.queries import ground
from app.sheets import Cell, Sheet
from app.strategy import queries as strategy
from app.strategy.models import Figure, FundingLine


def sheet_of_figures(year: int) -> Sheet:
    """Every figure and amount of a year; a row without a number for a dispositif that has none."""
    return Sheet(f"Chiffres {year}", list(LABELS.values()), list(_rows(year)))


def _rows(year: int) -> Iterator[Sequence[Cell]]:
    stated, known = strategy.figures(year=year), ground()
    for framework in known.frameworks:
        of_framework = [one for one in stated if one.framework_id == framework.id]
        yield from (_row(one, framework.code, None, "") for one in of_framework)
        for axis in framework.axes:
            of_axis = [one for one in stated if one.axis_id == axis.id]
            yield from (_row(one, framework.code, axis.number, "") for one in of_axis)
            for dispositif in axis.dispositifs:
                found = [one for one in stated if one.dispositif_id == dispositif.id]
                for one in found:
                    yield _row(one, framework.code, axis.number, dispositif.name)
                if not found:
                    head = (framework.code, axis.number, dispositif.name, year)
                    yield (*head, *[None] * (len(LABELS) - len(head)))
    for line in known.funding.values():
        if line.year == year:
            yield _funded(line)


def _funded(line: FundingLine) -> Sequence[Cell]:
    return (
        *(None, None, None, line.year, "Occitanie", None, None, line.label),
        # Numbers of a spreadsheet are no exact amounts beyond fifteen digits: these have less.
        line.amount_cents / 100 if line.amount_cents % 100 else line.amount_cents // 100,
        ", ".join(line.source_codes),
        line.page,
        line.stated_on,
        "oui" if line.provisional else "non",
        line.comment,
    )


def _row(figure: Figure, framework: str, axis: int | None, dispositif: str) -> Sequence[Cell]:
    place = figure.department_code or (figure.metropole.name if figure.metropole else "Occitanie")
    return (
        framework,
        axis,
        dispositif,
        figure.year,
        place,
        figure.qualifier,
        figure.value,
        figure.unit,
        None,
        ", ".join(figure.source_codes),
        figure.page,
        figure.stated_on,
        "oui" if figure.provisional else "non",
        figure.comment,
    )
