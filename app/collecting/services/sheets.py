"""Importing a spreadsheet of figures: read, shown line by line, and only then imported."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import CursorResult, update

from app.audit import services as audit
from app.collecting import lines
from app.collecting.columns import TITLES
from app.collecting.enums import TAKEN, LineState
from app.collecting.lines import Line
from app.collecting.models import FigureSheet
from app.collecting.queries import ground
from app.collecting.services.asking import check
from app.documents.names import clean_filename
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db, lock_row
from app.kernel.errors import Conflict, Invalid, NotFound
from app.sheets.importing import ReadTable, read_table
from app.sheets.reading import Refusal
from app.sheets.titles import match_titles
from app.strategy.enums import Origin
from app.strategy.models import Figure, FundingLine
from app.strategy.services import series
from app.strategy.services.facts import next_rank

# How long the rows of a file stay after it was read.
KEPT: Final = timedelta(days=7)
ACTION: Final = "collecting:import"
CHANGED: Final = (
    "Des chiffres ont changé depuis votre lecture : rien n’est importé, relisez ci-dessous."
)


def read_file(content: bytes, filename: str, *, wanted: str = "") -> ReadTable:
    """What a file holds, of its sheet `wanted` or of the one with the titles; nothing is written.

    Raises `Invalid` beside `sheet`. Before the writing transaction: a file takes seconds to read.
    """
    try:
        return read_table(content, TITLES, wanted=wanted)
    except Refusal as refusal:
        name = clean_filename(filename)
        raise Invalid({"sheet": f"Le fichier « {name} » {refusal}."}) from refusal


def create_sheet(
    actor: Actor, *, table: ReadTable, filename: str, source_codes: list[str], year: int | None
) -> FigureSheet:
    """Store the rows of a file that was read, for the preview."""
    check(actor)
    sheet = FigureSheet(
        filename=clean_filename(filename),
        table=table.stored,
        columns=dict(match_titles(table.header, TITLES)),
        source_codes=source_codes,
        year=year,
        read_by_id=actor.account_id,
    )
    db.session.add(sheet)
    db.session.flush()
    audit.record(actor, "collecting:read_sheet", sheet, after={"lines": len(table.rows)})
    return sheet


def set_columns(actor: Actor, sheet: FigureSheet, columns: Mapping[str, int]) -> None:
    """Read the rows by these columns. Raises `Conflict` once they are imported."""
    check(actor)
    if sheet.finished_at is not None:
        raise Conflict("Ce tableau est déjà importé.")
    sheet.columns = dict(columns)
    db.session.flush()


def preview(sheet: FigureSheet) -> list[Line]:
    """What would come of each row now."""
    return lines.judged(sheet, ground())


def run(actor: Actor, sheet: FigureSheet, *, seen: str) -> dict[str, int]:
    """State every figure that can be, each by the one way in; counts by state.

    Rows that cannot are kept, with the reason, to be corrected. Done twice it is done once. Raises
    `Conflict`, and imports nothing, when what the rows would do is no longer what was `seen`.
    """
    check(actor)
    held = lock_row(FigureSheet, sheet.id)
    if held is None:
        raise NotFound
    if held.finished_at is not None:
        return counts(held)
    found = preview(held)
    if lines.fingerprint(found) != seen:
        raise Conflict(CHANGED)
    outcome: dict[str, list[str]] = {}
    for line in found:
        state, said = line.state, " ".join(line.messages)
        if state in TAKEN:
            try:
                with db.session.begin_nested():
                    _state(actor, line)
            except Invalid as refusal:
                # Somebody stated the same at this very instant.
                state, said = LineState.WRONG, refusal.message
        outcome[str(line.number)] = [state.value, said]
    held.outcome = outcome
    held.finished_at = clock.now()
    # What is imported lives as figures; only rows to correct are still needed here.
    held.table = {**held.table, "rows": [row for row in held.table["rows"] if _left(outcome, row)]}
    db.session.flush()
    audit.record(actor, "collecting:import_sheet", held, after={"lines": counts(held)})
    return counts(held)


def counts(sheet: FigureSheet) -> dict[str, int]:
    found: dict[str, int] = {}
    for state, _ in sheet.outcome.values():
        found[state] = found.get(state, 0) + 1
    return found


def forget_figure_sheets() -> int:
    """Empty the rows of sheets read more than a week ago; how many."""
    result = db.session.execute(
        update(FigureSheet)
        .where(FigureSheet.created_at < clock.now() - KEPT, FigureSheet.filename != "")
        .values(table={}, columns={}, outcome={}, filename="")
        .execution_options(synchronize_session=False)
    )
    assert isinstance(result, CursorResult)  # noqa: S101  # what an UPDATE returns
    return result.rowcount


def _left(outcome: Mapping[str, list[str]], row: list[Any]) -> bool:
    return outcome[str(row[0])][0] in {LineState.WRONG.value, LineState.DOUBLE.value}


def _state(actor: Actor, line: Line) -> None:
    fact = line.fact
    if isinstance(fact, Figure):
        _write(actor, line, fact)
    elif isinstance(fact, FundingLine):
        fact.rank = next_rank(fact.year)
        _write(actor, line, fact)


def _write(actor: Actor, line: Line, fact: series.StatedT) -> None:
    stands: lines.Fact | None = line.stands
    if stands is None:
        fact.origin, fact.entered_by_id = Origin.SHEET, actor.account_id
        series.begin(actor, ACTION, fact)
    elif isinstance(stands, type(fact)):
        said = {name: line.said[name] for name in (*lines.SAID[type(fact)], "comment")}
        seen = str(stands.id)
        series.supersede(actor, ACTION, stands, seen=seen, origin=Origin.SHEET, **said)
