"""Importing a programme or a framework on the site: choose a file, see what it would do, do it."""

from __future__ import annotations

import base64
import binascii

from flask import flash
from flask.typing import ResponseReturnValue
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField

from app.audit.words import Speech
from app.documents.names import clean_filename
from app.kernel.text import counted
from app.programme import services
from app.programme.document import Unreadable
from app.programme.report import SECTION_LABELS
from app.web.forms import Form
from app.web.responses import render_form, see_other
from app.web.routing import Section, allow, current_actor

programme = Section("programme", __name__)

# What a page can carry back once it was read.
MOST_BYTES = 300_000


def _words(name: str) -> str:
    # A word of its own here: elsewhere a label is that of seats kept aside.
    return "Intitulé" if name == "label" else Speech("programme", "change", "").field(name)


class ImportForm(Form):
    """The file first; then, beside what it would do, its bytes and the will to do it.

    They travel in the page: nothing is stored before somebody has confirmed, and what comes back is
    read again as if it were a new file.
    """

    file = FileField("Fichier", render_kw={"accept": ".yaml,.yml,.ods,.xlsx,.csv"})
    overwrite = BooleanField("Le fichier l’emporte sur ce que l’équipe a saisi sur le site")
    content = HiddenField()
    filename = HiddenField()

    def sent(self) -> bytes:
        """The bytes of a new file, else those that the page brought back; none when they are not
        what the page gave."""
        if self.file.data:
            # A view runs a second time when the database asks for it: from the first byte again.
            self.file.data.stream.seek(0)
            return bytes(self.file.data.stream.read(MOST_BYTES + 1))
        try:
            return base64.b64decode(self.content.data or "", validate=True)
        except (binascii.Error, ValueError):
            return b""


@programme.page(
    "/gestion/strategie/import", access=allow("strategy:edit"), methods=("GET", "POST"), late=True
)
def import_programme() -> ResponseReturnValue:
    form = ImportForm()
    if not form.validate_on_submit():
        return render_form("programme/import.html", form)
    fresh, content = bool(form.file.data), form.sent()
    name = clean_filename(form.file.data.filename if fresh else form.filename.data or "fichier")
    if not content:
        form.add_error("file", "Choisissez un fichier YAML, ODS, XLSX ou CSV.")
    elif len(content) > MOST_BYTES:
        form.add_error("file", "Ce fichier est trop lourd : 300 ko au plus.")
    if form.errors:
        return render_form("programme/import.html", form)
    actor, overwrite = current_actor(), bool(form.overwrite.data)
    try:
        if not fresh:
            report = services.import_content(content, name, actor, overwrite=overwrite)
            done = counted(
                len(report.changes), "ligne ajoutée ou modifiée", "lignes ajoutées ou modifiées"
            )
            flash(f"Import terminé : {done}.", "success")
            return see_other("strategy.manage")
        report = services.foresee(content, name, actor, overwrite=overwrite)
    except Unreadable as problem:
        form.add_error("file", str(problem))
        return render_form("programme/import.html", form)
    form.content.data, form.filename.data = base64.b64encode(content).decode(), name
    return render_form(
        "programme/foreseen.html",
        form,
        report=report,
        filename=name,
        sections=SECTION_LABELS,
        field_words=_words,
    )
