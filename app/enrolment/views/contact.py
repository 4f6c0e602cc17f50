"""The page of who registered others, and the answer of those they registered."""

from __future__ import annotations

from flask import flash
from flask.typing import ResponseReturnValue

from app.enrolment import services
from app.enrolment.confirmation import confirmation
from app.enrolment.models import Contact
from app.enrolment.queries import contact_by_token, lines_of, registered_by
from app.enrolment.views.section import enrolment
from app.kernel import clock
from app.kernel.access import Actor
from app.registrations.models import Registration
from app.registrations.opening import has_started
from app.registrations.queries import own_by_token
from app.registrations.tokens import token_of
from app.web.responses import download, render, see_other
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
        started=has_started(found.event, clock.now()),
    )


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
