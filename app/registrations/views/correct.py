"""Correcting anybody's registration, for those who run the event."""

from __future__ import annotations

from flask import flash
from flask.typing import ResponseReturnValue

from app.kernel.errors import Invalid
from app.questions.fields import answered, fill, with_questions
from app.questions.queries import asked_of, given_by, needs_of
from app.registrations import services
from app.registrations.forms import CorrectForm
from app.registrations.models import Registration
from app.registrations.queries import registration_to_run, room_or_not
from app.registrations.views.section import registrations
from app.web.responses import render_form, see_other
from app.web.routing import allow, current_actor


@registrations.page(
    "/gestion/inscriptions/<int:registration_id>/modifier",
    access=allow("registration:correct", load=registration_to_run),
    methods=["GET", "POST"],
)
def correct(registration: Registration) -> ResponseReturnValue:
    """What is not known may stay open: nobody answers for the person."""
    event = registration.event
    asked = asked_of(event).attended(room_or_not(registration))
    form = with_questions(CorrectForm, asked)()
    given = given_by(registration.id)
    kept = frozenset(number for number, answer in given.items() if answer.document_id)
    reply = answered(form, asked, kept_files=kept, lenient=True)
    if reply is not None:
        try:
            changed = services.correct(
                current_actor(),
                registration,
                first_name=form.first_name.data or "",
                last_name=form.last_name.data or "",
                email=form.email.data or None,
                organisation=form.organisation.data,
                asked=asked,
                reply=reply,
            )
        except Invalid as refusal:
            # The answer is a 422, which undoes everything.
            form.refuse(refusal)
        else:
            flash("C’est enregistré." if changed else "Rien n’avait changé.", "success")
            return see_other("registrations.seats_of", registration_id=registration.id)
    elif not form.is_submitted():
        form.show(registration)
        fill(form, asked, given, needs_of([registration.id]).get(registration.id, {}))
    return render_form(
        "registrations/correct.html",
        form,
        event=event,
        registration=registration,
        asked=asked,
        kept=kept,
    )
