"""Who has a required question open, and asking them again."""

from __future__ import annotations

from flask import flash
from flask.typing import ResponseReturnValue

from app.events.models import Event
from app.events.queries import event_to_run
from app.kernel.text import counted
from app.registrations.forms import ConfirmForm
from app.registrations.services import ask_again
from app.registrations.unanswered import PEACE, unanswered
from app.registrations.views.section import registrations
from app.web.responses import render_form, see_other
from app.web.routing import allow, current_actor


@registrations.page(
    "/gestion/evenements/<slug>/questions-ouvertes",
    access=allow("registration:act_on", load=event_to_run),
    methods=["GET", "POST"],
)
def open_questions(event: Event) -> ResponseReturnValue:
    """First who would be written to and why; the button writes."""
    form = ConfirmForm()
    if form.validate_on_submit():
        told = ask_again(current_actor(), event)
        if told:
            flash(f"Un courriel part à {counted(told, 'personne')}.", "success")
        else:
            flash("Personne à qui écrire pour l’instant.", "info")
        return see_other("registrations.open_questions", slug=event.slug)
    people = unanswered(event)
    return render_form(
        "registrations/open_questions.html",
        form,
        event=event,
        people=people,
        due=sum(one.is_due for one in people),
        days=PEACE.days,
    )
