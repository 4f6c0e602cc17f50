"""Importing a spreadsheet: read, shown line by line, and only then imported."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from sqlalchemy import CursorResult, select, update

from app.audit import services as audit
from app.documents.names import clean_filename
from app.enrolment.lines import Line, LineState, Seen, judged, person_key, rows_of
from app.enrolment.matching import EMAIL, TITLES, match_columns
from app.enrolment.models import SheetImport
from app.events.enums import PoolKind
from app.events.models import Event
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db, lock_row
from app.kernel.errors import Conflict, Invalid, NotFound
from app.questions import services as questions
from app.questions.queries import asked_of
from app.registrations import services as registrations
from app.registrations.allocation import fills_of
from app.registrations.models import Registration
from app.sheets.importing import ReadTable, address_columns, read_table
from app.sheets.reading import Refusal

# How long the rows of a file stay after it was read.
KEPT: Final = timedelta(days=7)


def read_file(content: bytes, filename: str, *, wanted: str = "") -> ReadTable:
    """What a file holds, of its sheet `wanted` or of the one with the titles; nothing is written.

    Raises `Invalid` beside `sheet`. Before the writing transaction: a file takes seconds to read.
    """
    try:
        return read_table(content, TITLES, wanted=wanted)
    except Refusal as refusal:
        name = clean_filename(filename)
        raise Invalid({"sheet": f"Le fichier « {name} » {refusal}."}) from refusal


def create_import(
    actor: Actor, event: Event, *, table: ReadTable, filename: str, mode: PoolKind
) -> SheetImport:
    """Store the rows of a file that was read, for the preview."""
    stored = table.stored
    columns = dict(match_columns(table.header, asked_of(event).questions))
    addresses = address_columns(table.header, table.rows)
    free = [number for number in addresses if number not in columns.values()]
    if EMAIL not in columns and free:
        columns[EMAIL] = free[0]
        title = addresses[free[0]]
        note = f"La colonne « {title} » contient des adresses : elle est lue comme telle."
        stored["notes"] = [*table.notes, note]
    sheet = SheetImport(
        event_id=event.id,
        filename=clean_filename(filename),
        table=stored,
        columns=columns,
        attendance_mode=mode.value,
    )
    db.session.add(sheet)
    db.session.flush()
    audit.record(actor, "registration:read_sheet", event, after={"lines": len(table.rows)})
    return sheet


def unread_addresses(sheet: SheetImport) -> list[str]:
    """Titles of the columns full of addresses that no field reads, where no address is read."""
    if EMAIL in sheet.columns:
        return []
    return list(address_columns(sheet.table["header"], rows_of(sheet)).values())


def set_columns(sheet: SheetImport, columns: Mapping[str, int]) -> None:
    """Read the rows by these columns. Raises `Conflict` once they are imported."""
    if sheet.finished_at is not None:
        raise Conflict("Ce fichier est déjà importé.")
    sheet.columns = dict(columns)
    db.session.flush()


def preview(sheet: SheetImport) -> list[Line]:
    """What would come of each row now."""
    fills = fills_of(sheet.event)
    return judged(sheet, asked_of(sheet.event), fills, _known(sheet.event_id))


def run(actor: Actor, sheet: SheetImport) -> dict[str, int]:
    """Register every row that can be, in order, each by the one way to a seat; counts by state.

    Rows that cannot are kept, with the reason, to be corrected. Done twice it is done once.
    """
    event = lock_row(Event, sheet.event_id)
    if event is None:
        raise NotFound
    db.session.refresh(sheet)
    if sheet.finished_at is not None:
        return counts(sheet)
    asked = asked_of(event)
    outcome: dict[str, list[str]] = {}
    for line in preview(sheet):
        state, said = line.state.value, " ".join(line.messages)
        if line.state is LineState.READY:
            try:
                with db.session.begin_nested():
                    status = _register(actor, event, line)
                    if asked:
                        questions.keep(actor, status[0], asked, line.reply)
                state, said = "done", status[1]
            except Invalid as refusal:
                state, said = LineState.WRONG.value, refusal.message
        outcome[str(line.number)] = [state, said]
    sheet.outcome = outcome
    sheet.finished_at = clock.now()
    # What is registered lives with its registration; only the others are still needed here.
    left = [row for row in sheet.table["rows"] if outcome[str(row[0])][0] != "done"]
    sheet.table = {**sheet.table, "rows": left}
    db.session.flush()
    audit.record(actor, "registration:import", event, after={"lines": counts(sheet)})
    return counts(sheet)


def _register(actor: Actor, event: Event, line: Line) -> tuple[int, str]:
    typed = line.typed
    made = registrations.register(
        actor,
        event,
        first_name=typed.first_name,
        last_name=typed.last_name,
        email=typed.email or None,
        organisation=typed.organisation or None,
        attendance_mode=line.mode or PoolKind.ON_SITE,
        session_ids=[fill.pool_id for fill in line.sessions],
    )
    words = made.claim.status.label if made.rank is None else f"Liste d’attente, rang {made.rank}"
    return made.registration.id, words


def counts(sheet: SheetImport) -> dict[str, int]:
    found: dict[str, int] = {}
    for state, _ in sheet.outcome.values():
        found[state] = found.get(state, 0) + 1
    return found


def _known(event_id: int) -> Seen:
    rows = db.session.execute(
        select(
            *(Registration.email_key, Registration.first_name, Registration.last_name),
            Registration.organisation,
        ).where(Registration.event_id == event_id, Registration.withdrawn_at.is_(None))
    ).all()
    return Seen({person_key(*row) for row in rows})


def forget_sheets() -> int:
    """Empty the rows of files read more than a week ago; how many files."""
    old = [SheetImport.created_at < clock.now() - KEPT, SheetImport.filename != ""]
    result = db.session.execute(
        update(SheetImport).where(*old).values(table={}, columns={}, outcome={}, filename="")
    )
    assert isinstance(result, CursorResult)  # noqa: S101  # what an UPDATE returns
    return result.rowcount
