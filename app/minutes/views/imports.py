"""Minutes from a text written elsewhere: the file, what would go where, and only then the draft."""

from __future__ import annotations

from flask import flash, request
from flask.typing import ResponseReturnValue

from app.events.models import Event
from app.kernel.access import Actor
from app.kernel.db import start_writing
from app.kernel.errors import Conflict, Invalid, NotFound
from app.minutes import queries, services
from app.minutes.forms import ImportForm, PlacesForm
from app.minutes.importing import outline_mark
from app.minutes.models import MinutesImport
from app.minutes.policies import has_begun
from app.minutes.states import WRITABLE
from app.minutes.views.section import NOT_BEGUN, WRITE, minutes
from app.web.responses import render_form, see_other
from app.web.routing import allow, current_actor

APPROVED = "Ce compte rendu est approuvé : il se modifie avec un motif."


def _load(_actor: Actor, import_id: int) -> MinutesImport | None:
    return queries.import_to_place(import_id)


@minutes.page(
    "/gestion/evenements/<slug>/compte-rendu/importer",
    access=WRITE,
    methods=["GET", "POST"],
    late=True,
)
def import_text(event: Event) -> ResponseReturnValue:
    _refuse(event)
    form = ImportForm()
    if form.validate_on_submit():
        file = form.text.data
        # A view runs a second time when the database asks for it: from the first byte again.
        file.stream.seek(0)
        content = file.stream.read()
        try:
            found = services.read_file(content, file.filename)
        except Invalid as refusal:
            form.refuse(refusal)
            return render_form("minutes/import.html", form, event=event)
        # Nobody waits while a file is read: the writing begins here.
        start_writing()
        with form.refusals():
            made = services.create_import(
                current_actor(),
                event,
                found=found,
                content=content,
                filename=file.filename,
                keep=bool(form.keep.data),
            )
            return see_other("minutes.place_text", import_id=made.id)
    return render_form("minutes/import.html", form, event=event)


@minutes.page(
    "/gestion/textes-lus/<int:import_id>",
    access=allow("minutes:import", load=_load),
    methods=["GET", "POST"],
    late=True,
)
def place_text(text: MinutesImport) -> ResponseReturnValue:
    """What goes where; nothing is in the draft before the button."""
    event = text.event
    slug, number = event.slug, text.id
    if text.taken_at is not None:
        return see_other("minutes.write", slug=slug)
    _refuse(event)
    _, content = services.start_of(event)
    found = services.pieces_of(text, content)
    titles = [item.title for item in content.items]
    form = PlacesForm.of(found, titles)
    if form.validate_on_submit():
        # Nobody waits while a text is taken apart: the writing begins here.
        start_writing()
        with form.refusals():
            services.take(
                current_actor(),
                text,
                found=found,
                places=None if "whole" in request.form else form.chosen(len(found)),
                marks=form.marks,
                outline=form.outline.data or "",
            )
            flash("Le texte est dans le brouillon. Personne d’autre ne le lit encore.", "success")
            return see_other("minutes.write", slug=slug)
    if form.errors or form.form_errors:
        # What the refused act had begun is undone: read again what the page shows.
        text = _again(number)
    form.outline.data = outline_mark(titles)
    return render_form("minutes/place_text.html", form, event=text.event, text=text, pieces=found)


def _again(import_id: int) -> MinutesImport:
    fresh = queries.import_to_place(import_id)
    if fresh is None:
        raise NotFound
    return fresh


def _refuse(event: Event) -> None:
    if not has_begun(event):
        raise Conflict(NOT_BEGUN)
    stored = queries.minutes_of(event.id)
    if stored is not None and stored.status not in WRITABLE:
        raise Conflict(APPROVED)
