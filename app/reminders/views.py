"""Choosing the reminders of an event; having no more of them."""

from __future__ import annotations

from flask import flash, request
from flask.typing import ResponseReturnValue

from app.events.models import Event
from app.events.queries import event_to_run
from app.registrations.models import Registration
from app.reminders import queries, services
from app.reminders.forms import PlanForm
from app.web.forms import Form
from app.web.responses import render, render_form, see_other
from app.web.routing import Section, allow, by_link, current_actor

reminders = Section("reminders", __name__)


@reminders.page(
    "/gestion/evenements/<slug>/rappels",
    access=allow("event:edit", load=event_to_run),
    methods=["GET", "POST"],
)
def plan(event: Event) -> ResponseReturnValue:
    form = PlanForm()
    if not form.is_submitted():
        form.days.data = [str(days) for days in queries.days_of(event.id)]
    elif form.validate():
        with form.refusals():
            days = [int(one) for one in form.days.data or ()]
            changed = services.plan(current_actor(), event, days=days)
            flash("C’est enregistré." if changed else "Rien n’avait changé.", "success")
            return see_other("events.manage_one", slug=event.slug)
    return render_form("reminders/plan.html", form, event=event)


@reminders.page(
    "/rappels/<int:number>/<token>/arret",
    access=by_link(queries.by_token),
    methods=["GET", "POST"],
    from_outside=True,
)
def refuse(registration: Registration) -> ResponseReturnValue:
    """No more reminders: by the button, or by that of a mail program (RFC 8058, no redirection)."""
    form = Form()
    done = request.method == "POST"
    if done:
        services.refuse(registration)
    return render(
        "reminders/refuse.html",
        form=form,
        event=registration.event,
        done=done or queries.is_refused(registration),
    )
