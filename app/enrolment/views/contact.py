"""The page of who registered others, and the answer of those they registered."""

from __future__ import annotations

from flask import flash
from flask.typing import ResponseReturnValue

from app.enrolment import services
from app.enrolment.confirmation import confirmation
from app.enrolment.forms import ConfirmForm
from app.enrolment.models import Contact, ContactPerson
from app.enrolment.queries import (
    contact_by_proof,
    contact_by_token,
    lines_of,
    person_of_contact,
    registered_by,
)
from app.enrolment.tokens import contact_token
from app.enrolment.views.section import enrolment
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.errors import Invalid
from app.registrations.models import Registration
from app.registrations.opening import has_started
from app.registrations.queries import own_by_token
from app.registrations.tokens import token_of
from app.web.responses import download, render, render_form, see_other
from app.web.routing import by_link, current_actor

OWN = by_link(own_by_token)


def _without_address(actor: Actor, *, token: str) -> Registration | None:
    """A paper is for who has no mail; others have their own page."""
    found = own_by_token(actor, token=token)
    return found if found is not None and found.email is None else None


@enrolment.page("/inscriptions/contact/<token>", access=by_link(contact_by_token))
def contact(found: Contact) -> ResponseReturnValue:
    return render(
        "enrolment/contact.html",
        contact=found,
        event=found.event,
        lines=lines_of(found),
        token=contact_token(found.public_id),
        started=has_started(found.event, clock.now()),
    )


@enrolment.page(
    "/inscriptions/contact/<token>/confirmer/<proof>",
    access=by_link(contact_by_proof),
    methods=["GET", "POST"],
)
def confirm(found: Contact) -> ResponseReturnValue:
    """A button, so that a mail scanner that follows links confirms nothing."""
    form = ConfirmForm()
    shown = see_other("enrolment.contact", token=contact_token(found.public_id))
    if found.pending is None:
        return shown
    people = services.people_of(found.pending)
    if form.validate_on_submit():
        try:
            services.confirm_contact(current_actor(), found)
        except Invalid as refusal:
            # The answer is a 422, which undoes everything.
            form.refuse(Invalid({"": " ".join(refusal.errors.values())}))
        else:
            flash("C’est noté. Chaque personne reçoit son propre courriel.", "success")
            return shown
    return render_form("enrolment/confirm.html", form, event=found.event, people=people)


@enrolment.page(
    "/inscriptions/contact/<token>/personnes/<int:person_id>/annuler",
    access=by_link(person_of_contact),
    methods=["POST"],
)
def cancel_person(found: tuple[Contact, ContactPerson]) -> ResponseReturnValue:
    contact, person = found
    if services.cancel_person(current_actor(), person):
        flash("L’inscription est annulée, et la personne est prévenue.", "success")
    return see_other("enrolment.contact", token=contact_token(contact.public_id))


@enrolment.page("/inscriptions/<token>/confirmation.pdf", access=by_link(_without_address))
def paper(registration: Registration) -> ResponseReturnValue:
    made = confirmation(registration, registration.event, registered_by(registration))
    return download(made, "confirmation.pdf", "application/pdf")


@enrolment.page("/inscriptions/<token>/accepter", access=OWN, methods=["POST"])
def accept(registration: Registration) -> ResponseReturnValue:
    services.accept(current_actor(), registration)
    flash("C’est noté : vous gardez cette inscription.", "success")
    return see_other("registrations.own", token=token_of(registration))


@enrolment.page("/inscriptions/<token>/refuser", access=OWN, methods=["POST"])
def refuse(registration: Registration) -> ResponseReturnValue:
    if services.refuse(current_actor(), registration):
        flash("La place est rendue, et qui vous avait mis sur la liste est prévenu.", "success")
    return see_other("registrations.own", token=token_of(registration))
