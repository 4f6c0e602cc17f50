"""Taking over the calendar of a partner: choose a file, look, keep what is wanted."""

from __future__ import annotations

import base64
import binascii

from flask import flash
from flask.typing import ResponseReturnValue
from flask_wtf.file import FileField
from wtforms import HiddenField

from app.events import services
from app.events.enums import EventKind
from app.events.views.section import events
from app.ical.reading import MOST_BYTES, ReadEvent, Unreadable, read_events
from app.kernel import clock
from app.kernel.db import start_writing
from app.kernel.text import joined
from app.web.fields import SelectField, TicksField
from app.web.forms import Form
from app.web.responses import render_form, see_other
from app.web.routing import allow, current_actor

KINDS = [(kind.value, kind.label) for kind in EventKind if kind != EventKind.GROUP_MEETING]


class CalendarForm(Form):
    """The file first; then, beside the text that was read from it, what to keep of it.

    Its bytes travel in the page: nothing is stored before somebody has confirmed, and what comes
    back is read again as if it were a new file.
    """

    file = FileField("Fichier .ics", render_kw={"accept": ".ics,text/calendar"})
    text = HiddenField()
    kind = SelectField("Genre", choices=KINDS, default=EventKind.OTHER.value)
    chosen = TicksField("Événements à reprendre")

    @property
    def content(self) -> bytes:
        sent = self.file.data
        if sent:
            # A view runs a second time when the database asks for it: from the first byte again.
            sent.stream.seek(0)
            return bytes(sent.stream.read(MOST_BYTES + 1))
        try:
            return base64.b64decode(self.text.data or "", validate=True)
        except (binascii.Error, ValueError):
            return b""


@events.page(
    "/gestion/evenements/importer", access=allow("event:create"), methods=["GET", "POST"], late=True
)
def import_calendar() -> ResponseReturnValue:
    form = CalendarForm()
    if not form.is_submitted():
        return _choose_file(form)
    fresh = bool(form.file.data)
    content = form.content
    if not content:
        return _choose_file(form, "Choisissez un fichier .ics.")
    try:
        found = read_events(content)
    except Unreadable as problem:
        return _choose_file(form, str(problem))
    # Nobody waits while a file is read: the writing begins here.
    start_writing()
    suggested = _offer(form, found)
    if fresh:
        form.text.data = base64.b64encode(content).decode()
        form.chosen.data = suggested
    elif form.validate():
        kept = [found[int(number)] for number in form.chosen.data or ()]
        if kept:
            made = services.import_events(current_actor(), kept, kind=EventKind(form.kind.data))
            several = f"{len(made)} brouillons sont créés. Complétez-les, puis publiez-les."
            flash(several if len(made) > 1 else "Le brouillon est créé.", "success")
            return see_other("events.manage")
        form.chosen.errors = ["Choisissez au moins un événement."]
    return render_form("events/import.html", form, found=found)


def _choose_file(form: CalendarForm, error: str = "") -> ResponseReturnValue:
    """The first page: a file to choose, and nothing to answer of what is not read yet."""
    del form.kind, form.chosen
    if error:
        form.file.errors = [error]
    return render_form("events/import.html", form, found=())


def _offer(form: CalendarForm, found: list[ReadEvent]) -> list[str]:
    """Offer what was read, and say which ones one would most likely keep."""
    today = clock.today()
    choices, hints, suggested = [], {}, []
    for number, (one, known) in enumerate(zip(found, services.known_already(found), strict=True)):
        key, when = str(number), services.when_of_read(one)
        past = when.sorts_on is not None and when.sorts_on < today
        notes = [
            *(["déjà dans l’agenda"] if known else []),
            *(["annulé"] if one.cancelled else []),
            *(["passé"] if past else []),
            *one.notes,
        ]
        choices.append((key, one.title or services.UNTITLED))
        facts = " – ".join(fact for fact in (when.spoken, one.place) if fact)
        hints[key] = f"{facts}. À savoir : {joined(notes)}." if notes else facts
        if not (known or one.cancelled or past):
            suggested.append(key)
    form.chosen.offer(choices, hints)
    return suggested
