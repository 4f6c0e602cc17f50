"""Correcting one's own registration, by its private link."""

from __future__ import annotations

from flask import flash
from flask.typing import ResponseReturnValue

from app.kernel import clock
from app.kernel.errors import Invalid
from app.questions.fields import answered, fill, with_questions
from app.questions.queries import asked_of, given_by, needs_of
from app.registrations import services
from app.registrations.forms import DetailsForm
from app.registrations.models import Registration
from app.registrations.opening import fixed_because
from app.registrations.queries import room_or_not
from app.registrations.tokens import token_of
from app.registrations.views.own import OWN
from app.registrations.views.section import registrations
from app.web.responses import render_form, see_other
from app.web.routing import current_actor


@registrations.page("/inscriptions/<token>/modifier", access=OWN, methods=["GET", "POST"])
def details(registration: Registration) -> ResponseReturnValue:
    event, token = registration.event, token_of(registration)
    asked = asked_of(event).attended(room_or_not(registration))
    form = with_questions(DetailsForm, asked)()
    given = given_by(registration.id)
    kept = frozenset(number for number, answer in given.items() if answer.document_id)
    reply = answered(form, asked, kept_files=kept)
    if reply is not None:
        try:
            changed = services.edit_details(
                current_actor(),
                registration,
                first_name=form.first_name.data or "",
                last_name=form.last_name.data or "",
                organisation=form.organisation.data,
                asked=asked,
                reply=reply,
            )
        except Invalid as refusal:
            # The answer is a 422, which undoes everything.
            form.refuse(refusal)
        else:
            flash("C’est enregistré." if changed else "Rien n’avait changé.", "success")
            return see_other("registrations.own", token=token)
    elif not form.is_submitted():
        form.show(registration)
        fill(form, asked, given, needs_of([registration.id]).get(registration.id, {}))
    return render_form(
        "registrations/details.html",
        form,
        event=event,
        token=token,
        asked=asked,
        kept=kept,
        closed=fixed_because(event, clock.now()),
        withdrawn=registration.withdrawn_at is not None,
    )
