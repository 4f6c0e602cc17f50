"""Passing one's seat to a colleague, and taking it."""

from __future__ import annotations

from flask import flash, request
from flask.typing import ResponseReturnValue

from app.enrolment import services
from app.enrolment.forms import OfferForm
from app.enrolment.models import SeatTransfer
from app.enrolment.queries import offer_of, transfer_by_token
from app.enrolment.tokens import transfer_token
from app.enrolment.views.section import enrolment
from app.events.enums import EventStatus
from app.kernel import clock
from app.questions.queries import asked_of
from app.registrations.models import Registration
from app.registrations.opening import has_started
from app.registrations.queries import own_by_token, standings
from app.registrations.tokens import token_of
from app.web import quotas
from app.web.responses import render, render_form, see_other
from app.web.routing import by_link, current_actor

OWN = by_link(own_by_token)
MOST_OFFERS = 3
OFFERED = by_link(transfer_by_token)


@enrolment.page("/inscriptions/<token>/transmettre", access=OWN, methods=["GET", "POST"])
def pass_on(registration: Registration) -> ResponseReturnValue:
    form, token = OfferForm(), token_of(registration)
    if form.validate_on_submit():
        with form.refusals():
            services.offer(
                current_actor(),
                registration,
                first_name=form.first_name.data or "",
                last_name=form.last_name.data or "",
                email=form.email.data or "",
            )
            quotas.use_link("offer", registration.id, MOST_OFFERS, field="email")
            quotas.ask_for_mail(
                current_actor(), form.email.data or "", event_id=registration.event_id
            )
            flash(
                f"Un courriel part à {form.email.data}. D’ici là, la place est à vous.", "success"
            )
            return see_other("registrations.own", token=token)
    return render_form(
        "enrolment/pass_on.html",
        form,
        event=registration.event,
        token=token,
        withdrawn=registration.withdrawn_at is not None,
        started=has_started(registration.event, clock.now()),
        seated=any(one.is_seated for one in standings(registration)),
        offer=offer_of(registration),
    )


@enrolment.page("/inscriptions/<token>/reprendre", access=OWN, methods=["POST"])
def take_back(registration: Registration) -> ResponseReturnValue:
    taken = services.take_back(current_actor(), registration)
    flash("La place reste à vous." if taken else "Rien n’était proposé.", "success")
    return see_other("registrations.own", token=token_of(registration))


@enrolment.page("/inscriptions/place/<token>", access=OFFERED, methods=["GET", "POST"])
def take(transfer: SeatTransfer) -> ResponseReturnValue:
    if request.method == "POST":
        taker = services.take(current_actor(), transfer)
        flash("La place est à vous. Un courriel de confirmation part.", "success")
        if asked_of(transfer.registration.event):
            flash("Répondez encore à ce que l’organisation demande.", "info")
            return see_other("registrations.details", token=token_of(taker))
        return see_other("registrations.own", token=token_of(taker))
    return _shown(transfer)


@enrolment.page("/inscriptions/place/<token>/refuser", access=OFFERED, methods=["POST"])
def decline(transfer: SeatTransfer) -> ResponseReturnValue:
    services.decline(current_actor(), transfer)
    flash("C’est noté. Merci d’avoir répondu.", "success")
    return see_other("enrolment.take", token=transfer_token(transfer.public_id))


def _shown(transfer: SeatTransfer) -> ResponseReturnValue:
    giver = transfer.registration
    event = giver.event
    over = (
        has_started(event, clock.now())
        or giver.withdrawn_at is not None
        or event.status == EventStatus.CANCELLED
    )
    return render(
        "enrolment/take.html",
        transfer=transfer,
        event=event,
        giver=f"{giver.first_name} {giver.last_name}",
        token=transfer_token(transfer.public_id),
        over=over,
    )
