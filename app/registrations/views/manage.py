"""The registrations of an event, for those who run it."""

from __future__ import annotations

from flask import flash
from flask.typing import ResponseReturnValue

from app.audit import services as audit
from app.events.models import Event
from app.events.queries import event_to_run
from app.kernel import clock
from app.registrations import services
from app.registrations.allocation import fills_of
from app.registrations.exports import sheet
from app.registrations.forms import WithdrawForm
from app.registrations.models import Registration
from app.registrations.opening import has_started
from app.registrations.queries import lines, registration_to_run
from app.registrations.views.section import registrations
from app.sheets import SheetFormat
from app.web.responses import download, render, render_form, see_other
from app.web.routing import allow, current_actor


@registrations.page(
    "/gestion/evenements/<slug>/inscriptions", access=allow("registration:list", load=event_to_run)
)
def manage(event: Event) -> ResponseReturnValue:
    return render(
        "registrations/manage.html",
        event=event,
        lines=lines(event),
        fills=fills_of(event),
        started=has_started(event, clock.now()),
    )


@registrations.page(
    "/gestion/evenements/<slug>/inscriptions.csv",
    access=allow("registration:export", load=event_to_run),
    methods=["POST"],
)
def export(event: Event) -> ResponseReturnValue:
    """A POST, because taking personal data out is an act that the journal keeps."""
    found = lines(event)
    audit.record(current_actor(), "registration:export", event, after={"lines": len(found)})
    kind = SheetFormat.CSV
    return download(
        sheet(found).written_as(kind), f"inscriptions-{event.slug}.{kind}", kind.media_type
    )


@registrations.page(
    "/gestion/inscriptions/<int:registration_id>/annulation",
    access=allow("registration:withdraw_any", load=registration_to_run),
    methods=["GET", "POST"],
)
def withdraw_for(registration: Registration) -> ResponseReturnValue:
    form = WithdrawForm()
    if form.validate_on_submit():
        with form.refusals():
            services.withdraw(current_actor(), registration, reason=form.reason.data or None)
            flash("L’inscription est annulée et la personne est prévenue.", "success")
            return see_other("registrations.manage", slug=registration.event.slug)
    return render_form(
        "registrations/withdraw_for.html", form, registration=registration, event=registration.event
    )
