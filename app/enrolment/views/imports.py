"""Importing registrations: a file, what it would do line by line, and only then the act."""

from __future__ import annotations

import csv
import io

from flask import flash
from flask.typing import ResponseReturnValue

from app.enrolment import services
from app.enrolment.forms import SheetForm, file_columns
from app.enrolment.lines import STATE_LABELS, LineState, rows_of
from app.enrolment.models import SheetImport
from app.enrolment.queries import sheet_to_run
from app.enrolment.views.section import enrolment
from app.events.enums import PoolKind
from app.events.models import Event
from app.events.queries import event_to_run
from app.events.seats import modes, sessions
from app.kernel.db import start_writing
from app.kernel.errors import Invalid
from app.questions.queries import asked_of
from app.registrations.allocation import fills_of
from app.registrations.opening import closed_to_team
from app.sheets.reading import MOST_BYTES
from app.sheets.tables import safe_text
from app.web.responses import download, render, render_form, see_other
from app.web.routing import allow, current_actor

ONE = allow("enrolment:import", load=sheet_to_run)
CSV = "text/csv; charset=utf-8"


@enrolment.page(
    "/gestion/evenements/<slug>/inscriptions/import",
    access=allow("enrolment:add", load=event_to_run),
    methods=["GET", "POST"],
    late=True,
)
def upload(event: Event) -> ResponseReturnValue:
    form = SheetForm()
    form.offer([fill.kind for fill in modes(fills_of(event))])
    if form.validate_on_submit():
        file = form.sheet.data
        # A view runs a second time when the database asks for it: from the first byte again.
        file.stream.seek(0)
        try:
            content = file.stream.read(MOST_BYTES + 1)
            table = services.read_file(content, file.filename, wanted=form.page.data or "")
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            # Nobody waits while a file is read: the writing begins here.
            start_writing()
            mode = PoolKind(form.attendance_mode.data)
            sheet = services.create_import(
                current_actor(), event, table=table, filename=file.filename, mode=mode
            )
            return see_other("enrolment.preview", sheet_id=sheet.id)
    return render_form(
        "enrolment/upload.html",
        form,
        event=event,
        sessions=sessions(fills_of(event)),
        closed=closed_to_team(event),
    )


@enrolment.page("/gestion/imports/<int:sheet_id>", access=ONE, methods=["GET", "POST"])
def preview(sheet: SheetImport) -> ResponseReturnValue:
    if sheet.finished_at is not None:
        return _result(sheet)
    questions = asked_of(sheet.event).questions
    with_sessions = bool(sessions(fills_of(sheet.event)))
    form = file_columns(
        sheet.table["header"], questions, sheet.columns, with_sessions=with_sessions
    )
    if form.validate_on_submit():
        services.set_columns(sheet, form.chosen())
        return see_other("enrolment.preview", sheet_id=sheet.id)
    lines = services.preview(sheet)
    counts = {state: sum(line.state is state for line in lines) for state in LineState}
    return render_form(
        "enrolment/preview.html",
        form,
        event=sheet.event,
        sheet=sheet,
        lines=lines,
        counts=counts,
        labels=STATE_LABELS,
        closed=closed_to_team(sheet.event),
        unread=services.unread_addresses(sheet),
    )


def _result(sheet: SheetImport) -> ResponseReturnValue:
    left = {row.number: row for row in rows_of(sheet)}
    told = [(int(number), *said) for number, said in sheet.outcome.items()]
    return render(
        "enrolment/imported.html",
        event=sheet.event,
        sheet=sheet,
        done=services.counts(sheet).get("done", 0),
        left=[
            (number, state, said, left.get(number))
            for number, state, said in told
            if state != "done"
        ],
        labels=STATE_LABELS,
    )


@enrolment.page("/gestion/imports/<int:sheet_id>/inscrire", access=ONE, methods=["POST"])
def run(sheet: SheetImport) -> ResponseReturnValue:
    done = services.run(current_actor(), sheet).get("done", 0)
    flash(f"{done} personnes inscrites." if done > 1 else f"{done} personne inscrite.", "success")
    return see_other("enrolment.preview", sheet_id=sheet.id)


@enrolment.page("/gestion/imports/<int:sheet_id>/reste.csv", access=ONE, methods=["POST"])
def rest(sheet: SheetImport) -> ResponseReturnValue:
    """The lines that were not imported, as they came, each with the reason."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow([*map(safe_text, sheet.table["header"]), "Pourquoi"])
    for row in rows_of(sheet):
        _, said = sheet.outcome.get(str(row.number), ["", ""])
        writer.writerow([*map(safe_text, row.cells), said])
    return download(out.getvalue().encode("utf-8-sig"), "lignes-a-corriger.csv", CSV)
