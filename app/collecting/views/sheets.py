"""Importing figures: a file, what it would do line by line, and only then the act."""

from __future__ import annotations

import csv
import io

from flask import Response, flash, request
from flask.typing import ResponseReturnValue

from app.collecting import forms, queries, services
from app.collecting.columns import LABELS
from app.collecting.enums import LineState
from app.collecting.exporting import sheet_of_figures
from app.collecting.lines import fingerprint, rows_of
from app.collecting.models import FigureSheet
from app.collecting.views.section import collecting
from app.kernel import clock
from app.kernel.db import start_writing
from app.kernel.errors import Conflict, Invalid
from app.kernel.text import counted
from app.reference.queries import source_choices
from app.sheets import SheetFormat
from app.sheets.reading import MOST_BYTES
from app.sheets.tables import safe_text
from app.strategy.queries import announced_years
from app.strategy.wording import said
from app.web.columns import ColumnsForm, columns_form
from app.web.responses import download, render, render_form, see_other
from app.web.routing import allow, current_actor, row_number

MANAGE = "collecting:manage"
ONE = allow(MANAGE, load=queries.sheet_of)


@collecting.page(
    "/gestion/chiffres/import", access=allow(MANAGE), methods=("GET", "POST"), late=True
)
def upload() -> ResponseReturnValue:
    form = forms.SheetForm(source_choices())
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
            sheet = services.create_sheet(
                current_actor(),
                table=table,
                filename=file.filename,
                source_codes=[form.source.data] if form.source.data else [],
                year=form.year.data,
            )
            return see_other("collecting.preview", sheet_id=sheet.id)
    return render_form(
        "collecting/upload.html",
        form,
        columns=LABELS.values(),
        years=sorted(announced_years() | {clock.today().year, clock.today().year - 1}),
        formats=list(SheetFormat),
    )


@collecting.page("/gestion/chiffres/tableau.<any(csv,xlsx,ods):extension>", access=allow(MANAGE))
def export(extension: str) -> ResponseReturnValue:
    year = request.args.get("annee", type=row_number) or clock.today().year
    kind = SheetFormat(extension)
    content = sheet_of_figures(year).written_as(kind)
    return download(content, f"chiffres-{year}.{extension}", kind.media_type)


@collecting.page("/gestion/chiffres/imports/<int:sheet_id>", access=ONE, methods=("GET", "POST"))
def preview(sheet: FigureSheet) -> ResponseReturnValue:
    if sheet.finished_at is not None:
        return _result(sheet)
    form = _columns(sheet)
    if form.validate_on_submit():
        services.set_columns(current_actor(), sheet, form.chosen())
        return see_other("collecting.preview", sheet_id=sheet.id)
    return _preview(sheet, form)


def _columns(sheet: FigureSheet) -> ColumnsForm:
    return columns_form(sheet.table["header"], LABELS, sheet.columns)


def _preview(sheet: FigureSheet, form: ColumnsForm, warning: str = "") -> Response:
    lines = services.preview(sheet)
    return render_form(
        "collecting/preview.html",
        form,
        sheet=sheet,
        lines=lines,
        counts={state: sum(line.state is state for line in lines) for state in LineState},
        seen=fingerprint(lines),
        said=said,
        sums=queries.year_sums(lines),
        warning=warning,
    )


def _result(sheet: FigureSheet) -> ResponseReturnValue:
    rows = {row.number: row for row in rows_of(sheet)}
    outcome = [
        (int(number), LineState(state), why) for number, (state, why) in sheet.outcome.items()
    ]
    return render(
        "collecting/imported.html",
        sheet=sheet,
        counts={LineState(state): count for state, count in services.counts(sheet).items()},
        left=[
            (number, state, why, rows[number]) for number, state, why in outcome if number in rows
        ],
    )


@collecting.page("/gestion/chiffres/imports/<int:sheet_id>/importer", access=ONE, methods=("POST",))
def run(sheet: FigureSheet) -> ResponseReturnValue:
    try:
        counts = services.run(current_actor(), sheet, seen=request.form.get("seen", ""))
    except Conflict as changed:
        answer = _preview(sheet, _columns(sheet), changed.message)
        answer.status_code = changed.status
        return answer
    done = counts.get(LineState.NEW, 0) + counts.get(LineState.REPLACES, 0)
    flash(f"{counted(done, 'chiffre importé')}.", "success")
    return see_other("collecting.preview", sheet_id=sheet.id)


@collecting.page(
    "/gestion/chiffres/imports/<int:sheet_id>/reste.csv", access=ONE, methods=("POST",)
)
def rest(sheet: FigureSheet) -> ResponseReturnValue:
    """The lines that were not imported, as they came, each with the reason."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow([*map(safe_text, sheet.table["header"]), "Pourquoi"])
    for row in rows_of(sheet):
        _, why = sheet.outcome.get(str(row.number), ["", ""])
        writer.writerow([*map(safe_text, row.cells), why])
    content = out.getvalue().encode("utf-8-sig")
    return download(content, "chiffres-a-corriger.csv", SheetFormat.CSV.media_type)
