"""Registering somebody from a paper form, by those who run the event."""

from __future__ import annotations

from flask import flash
from flask.typing import ResponseReturnValue

from app.enrolment.confirmation import confirmation
from app.enrolment.forms import PaperForm
from app.enrolment.queries import registered_by
from app.enrolment.views.section import enrolment
from app.events.enums import PoolKind
from app.events.models import Event
from app.events.queries import event_to_run
from app.events.seats import modes, sessions
from app.kernel.errors import Invalid
from app.questions import services as questions
from app.questions.fields import answered, with_questions
from app.questions.queries import asked_of
from app.registrations import services as registrations
from app.registrations.allocation import fills_of
from app.registrations.models import Registration
from app.registrations.opening import closed_to_team
from app.registrations.queries import registration_to_run
from app.web.responses import download, render_form, see_other
from app.web.routing import allow, current_actor


@enrolment.page(
    "/gestion/evenements/<slug>/inscriptions/ajouter",
    access=allow("enrolment:add", load=event_to_run),
    methods=["GET", "POST"],
)
def add(event: Event) -> ResponseReturnValue:
    asked = asked_of(event)
    form = with_questions(PaperForm, asked)()
    fills = fills_of(event)
    form.offer(fills)
    # A paper form may leave questions open: what is not written is not invented.
    reply = answered(form, asked, lenient=True)
    if reply is not None:
        try:
            made = registrations.register(
                current_actor(),
                event,
                first_name=form.first_name.data or "",
                last_name=form.last_name.data or "",
                email=form.email.data or None,
                organisation=form.organisation.data,
                attendance_mode=PoolKind(form.attendance_mode.data),
                session_ids=form.sessions.data or (),
            )
            if asked and not made.already:
                mode = PoolKind(form.attendance_mode.data)
                questions.keep(current_actor(), made.registration.id, asked, reply.attended(mode))
        except Invalid as refusal:
            # The answer is a 422, which undoes everything.
            form.refuse(refusal)
        else:
            flash(*_said(made))
            return see_other("registrations.manage", slug=event.slug)
    return render_form(
        "enrolment/add.html",
        form,
        event=event,
        fills=modes(fills),
        sessions=sessions(fills),
        asked=asked,
        closed=closed_to_team(event),
    )


def _said(made: registrations.Registered) -> tuple[str, str]:
    """To who runs the event, who may know."""
    if made.already:
        return "Cette personne était déjà inscrite avec cette adresse : rien n’a changé.", "info"
    state = made.claim.status.label.lower()
    rank = f" au rang {made.rank}" if made.rank else ""
    return f"L’inscription est enregistrée : {state}{rank}.", "success"


@enrolment.page(
    "/gestion/inscriptions/<int:registration_id>/confirmation.pdf",
    access=allow("registration:withdraw_any", load=registration_to_run),
)
def paper_for(registration: Registration) -> ResponseReturnValue:
    made = confirmation(registration, registration.event, registered_by(registration))
    return download(made, "confirmation.pdf", "application/pdf")
