"""The same day in several places: its public page, and running it as one."""

from __future__ import annotations

from flask import flash, request
from flask.typing import ResponseReturnValue

from app.events import seats, services
from app.events.cards import places
from app.events.choices import departments
from app.events.models import Event, EventSeries
from app.events.queries import event_to_run
from app.events.queries.series import (
    departments_of,
    events_of,
    series_of,
    series_to_show,
    to_run_together,
)
from app.events.series_forms import MOST_ROWS, ROWS, with_places
from app.events.services.details import ENDED
from app.events.views.section import events
from app.kernel.text import counted
from app.web.responses import render, render_form, see_other
from app.web.routing import allow, current_actor, restricted, row_number

RUN = allow("event:run_series", load=event_to_run)


@events.page("/series/<slug>", access=restricted(series_to_show), remember=True)
def show_series(series: EventSeries) -> ResponseReturnValue:
    rows = events_of(current_actor(), series)
    held = places(rows, departments_of(series.id))
    return render("events/series.html", series=series, held=held)


@events.page("/gestion/evenements/<slug>/serie", access=RUN, methods=["GET", "POST"])
def run_series(event: Event) -> ResponseReturnValue:
    rows = _rows()
    form = with_places(rows)()
    form.offer(departments(), rows)
    if form.is_submitted() and "more" not in request.form:
        right = form.validate()
        wanted = form.places(rows)
        if right and not form.errors:
            with form.refusals():
                for place in wanted:
                    form.check_date(place.starts_at)
                made = services.hold_elsewhere(current_actor(), event, wanted)
                flash(f"{_drafts(len(made))} : complétez, puis publiez.", "success")
                return see_other("events.run_series", slug=event.slug)
    together = to_run_together(event)
    fills = seats.fills([one.id for one in together]) if together else {}
    return render_form(
        "events/run_series.html",
        form,
        event=event,
        series=series_of(event),
        together=together,
        fills=fills,
        rows=rows,
        most=MOST_ROWS,
        drafts=sum(one.status == "draft" for one in together),
        closed=sum(one.status == "published" and not one.registration_open for one in together),
        may_add=event.starts_at is not None and event.status not in ENDED,
    )


def _rows() -> int:
    """How many rows to show: a few, and as many more for who asks."""
    rows = min(max(request.form.get("rows", ROWS, type=row_number), 1), MOST_ROWS)
    return min(rows + ROWS, MOST_ROWS) if "more" in request.form else rows


def _drafts(number: int) -> str:
    return f"{counted(number, 'brouillon')} {'est prêt' if number == 1 else 'sont prêts'}"


@events.page("/gestion/evenements/<slug>/serie/publier", access=RUN, methods=["POST"])
def publish_series(event: Event) -> ResponseReturnValue:
    number = services.publish_series(current_actor(), event)
    said = "est publiée" if number == 1 else "sont publiées"
    flash(f"{counted(number, 'rencontre')} {said}.", "success")
    return see_other("events.run_series", slug=event.slug)


@events.page("/gestion/evenements/<slug>/serie/ouvrir", access=RUN, methods=["POST"])
def open_series(event: Event) -> ResponseReturnValue:
    number = services.open_series(current_actor(), event)
    where = counted(number, "lieu", "lieux")
    flash(f"Les inscriptions s’ouvrent dans {where}.", "success")
    return see_other("events.run_series", slug=event.slug)


@events.page("/gestion/evenements/<slug>/serie/textes", access=RUN, methods=["POST"])
def share_texts(event: Event) -> ResponseReturnValue:
    number = services.share_texts(current_actor(), event)
    said = "a changé" if number == 1 else "ont changé"
    flash(
        f"{counted(number, 'rencontre')} {said}." if number else "Rien n’avait changé.", "success"
    )
    return see_other("events.run_series", slug=event.slug)


@events.page("/gestion/evenements/<slug>/serie/quitter", access=RUN, methods=["POST"])
def leave_series(event: Event) -> ResponseReturnValue:
    if services.leave_series(current_actor(), event):
        flash("Cette rencontre ne fait plus partie de la série.", "success")
    return see_other("events.manage_one", slug=event.slug)
