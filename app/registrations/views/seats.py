"""The seats of one registration, for those who run the event: why it waits, a yes, a no, a seat."""

from __future__ import annotations

from flask import flash
from flask.typing import ResponseReturnValue

from app.events.queries.pools import reserves_of
from app.kernel import clock
from app.registrations import services
from app.registrations.allocation import fills_of
from app.registrations.forms import GiveSeatForm, RefuseForm
from app.registrations.models import Claim, Registration
from app.registrations.opening import closed_because, has_started
from app.registrations.queries import claim_to_run, registration_to_run, standings
from app.registrations.roster import mail_failed
from app.registrations.views.section import registrations
from app.web.responses import render, render_form, see_other
from app.web.routing import allow, current_actor

ANSWER = allow("registration:answer", load=registration_to_run)
BEYOND = ""


@registrations.page("/gestion/inscriptions/<int:registration_id>/places", access=ANSWER)
def seats_of(registration: Registration) -> ResponseReturnValue:
    event = registration.event
    fills = fills_of(event)
    reserved = {reserve.pool_id for reserve in reserves_of(event)}
    mine = standings(registration, fills)
    return render(
        "registrations/seats_of.html",
        registration=registration,
        event=event,
        standings=mine,
        may_be_given={
            one.claim.id
            for one in mine
            if one.rank is not None
            or (one.claim.pool_id in reserved and one.claim.reserve_id is None)
        },
        awaits_answer=event.approval_required
        and registration.approved_at is None
        and registration.withdrawn_at is None,
        closed=closed_because(event, clock.now()),
        mail_failed=registration.id in mail_failed(event),
        started=has_started(event, clock.now()),
    )


@registrations.page(
    "/gestion/inscriptions/<int:registration_id>/accepter", access=ANSWER, methods=["POST"]
)
def approve(registration: Registration) -> ResponseReturnValue:
    if services.approve(current_actor(), registration):
        flash("La demande est acceptée et la personne est prévenue.", "success")
    return see_other("registrations.seats_of", registration_id=registration.id)


@registrations.page(
    "/gestion/inscriptions/<int:registration_id>/refuser", access=ANSWER, methods=["GET", "POST"]
)
def refuse(registration: Registration) -> ResponseReturnValue:
    form, event = RefuseForm(), registration.event
    if form.validate_on_submit():
        with form.refusals():
            services.refuse(current_actor(), registration, reason=form.reason.data or "")
            flash("La demande est refusée et la personne est prévenue.", "success")
            return see_other("registrations.manage", slug=event.slug)
    return render_form("registrations/refuse.html", form, registration=registration, event=event)


@registrations.page(
    "/gestion/inscriptions/<int:registration_id>/places/<int:claim_id>",
    access=allow("registration:give_seat", load=claim_to_run),
    methods=["GET", "POST"],
)
def give_seat(claim: Claim) -> ResponseReturnValue:
    registration = claim.registration
    event = registration.event
    form = GiveSeatForm()
    reserves = [one for one in reserves_of(event) if one.pool_id == claim.pool_id]
    form.reserve.offer(
        [
            *((str(one.id), f"Une place réservée : {one.label}") for one in reserves),
            (BEYOND, "Une place ordinaire"),
        ]
    )
    if not form.is_submitted():
        form.reserve.data = str(reserves[0].id) if reserves else BEYOND
    elif form.validate():
        with form.refusals():
            services.give_seat(
                current_actor(),
                claim,
                reserve_id=int(form.reserve.data) if form.reserve.data else None,
                beyond_capacity=form.beyond.data,
                reason=form.reason.data or None,
            )
            flash("La place est donnée et la personne est prévenue.", "success")
            return see_other("registrations.seats_of", registration_id=registration.id)
    fill = next((one for one in fills_of(event) if one.pool_id == claim.pool_id), None)
    return render_form(
        "registrations/give_seat.html",
        form,
        registration=registration,
        event=event,
        claim=claim,
        fill=fill,
        reserves=reserves,
    )
