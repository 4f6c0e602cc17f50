"""The desk's page: all of it works without a script; with one, it works without a network too.

Whoever has the pass sees this page and no other. Where the script runs it takes over: the page that
a phone keeps holds no name (`q` is never kept).
"""

from __future__ import annotations

import re
import uuid
from dataclasses import replace

from flask import flash, make_response, request
from flask.typing import ResponseReturnValue

from app.attendance import services
from app.attendance.enums import ActKind, Came
from app.attendance.forms import LookUpForm, WalkInForm
from app.attendance.models import DeskPass
from app.attendance.passes import token_of
from app.attendance.queries import (
    Person,
    at_the_door,
    counts,
    desk,
    open_desk,
    people,
    slots_of,
    window,
)
from app.attendance.slots import current
from app.attendance.tickets import PREFIX, ticket_of
from app.attendance.views.section import attendance
from app.kernel import clock
from app.kernel.access import ANONYMOUS, Actor
from app.kernel.dates import spoken_time
from app.kernel.text import fold
from app.web.responses import render, render_form, see_other
from app.web.routing import by_link, current_actor, row_number

DESK = by_link(open_desk)
MOST_FOUND = 20
TICKET = re.compile(r"[A-Za-z0-9_-]{22}")


def actor_of(given: DeskPass) -> Actor:
    """Who acts through a pass: the account that looks, or the pass by its number."""
    actor = current_actor()
    return actor if actor.is_signed_in else replace(ANONYMOUS, label=f"accueil n° {given.id}")


@attendance.page("/accueil/<token>", access=by_link(desk))
def open_door(given: DeskPass) -> ResponseReturnValue:
    return _page(given, WalkInForm(formdata=None))


def _page(given: DeskPass, form: WalkInForm, *, full: bool = False) -> ResponseReturnValue:
    event = given.event
    span = window(event)
    if span is None or clock.now() < span[0]:
        return render("attendance/desk_early.html", event=event, opens=span and span[0])
    everybody, slots = people(event.id), slots_of(event)
    chosen = request.values.get("quand", "")
    now = current(slots, clock.now())
    slot = next((one for one in slots if one.key == chosen), now)
    words = request.values.get("q", "").strip()
    response = make_response(
        render_form(
            "attendance/desk.html",
            form,
            event=event,
            token=token_of(given),
            slots=slots,
            slot=slot,
            words=words,
            found=_found(everybody, words) if words else [],
            counts=counts(everybody),
            full=full,
            known=sum(one.is_expected and one.mode in at_the_door(event) for one in everybody),
        )
    )
    # The only page that may ask for the camera.
    response.headers["Permissions-Policy"] = "camera=(self), geolocation=(), microphone=()"
    return response


def _found(everybody: list[Person], words: str) -> list[Person]:
    """By the code of a ticket, or by every word of a name or an organisation, accents aside."""
    code = words.removeprefix(PREFIX)
    if TICKET.fullmatch(code):
        return [one for one in everybody if ticket_of(one.public_id) == code][:1]
    wanted = fold(words).split()
    return [
        one
        for one in everybody
        if all(word in fold(f"{one.name} {one.organisation or ''}") for word in wanted)
    ][:MOST_FOUND]


@attendance.page("/accueil/<token>/arrivee", access=DESK, methods=["POST"])
def arrive(given: DeskPass) -> ResponseReturnValue:
    """An arrival, or its undoing, by a button of the page."""
    form = LookUpForm()
    kind = ActKind.UNDO if request.form.get("kind") == ActKind.UNDO else ActKind.ARRIVE
    slot = request.form.get("quand", "")
    if form.validate_on_submit():
        act = services.Act(
            act_id=str(uuid.uuid4()),
            kind=kind,
            at=clock.now(),
            slot=slot,
            person=request.form.get("person", type=row_number),
            anyway=bool(request.form.get("anyway")),
        )
        told = services.note(actor_of(given), given.event, [act], desk=given)[0]
        flash(*_words(told))
    return see_other(
        "attendance.open_door", token=token_of(given), quand=slot, q=request.form.get("q", "")
    )


@attendance.page("/accueil/<token>/sans-inscription", access=DESK, methods=["POST"])
def walk_in(given: DeskPass) -> ResponseReturnValue:
    """Somebody who comes without having registered."""
    form = WalkInForm()
    slot = request.form.get("quand", "")
    if not form.validate_on_submit():
        return _page(given, form)
    act = services.Act(
        act_id=str(uuid.uuid4()),
        kind=ActKind.WALK_IN,
        at=clock.now(),
        slot=slot,
        walk_in=services.WalkIn(
            form.first_name.data or "", form.last_name.data or "", form.organisation.data
        ),
        anyway=bool(request.form.get("anyway")),
    )
    told = services.note(actor_of(given), given.event, [act], desk=given)[0]
    if told.came is Came.REFUSED:
        form.form_errors.append(told.why or "")
        return _page(given, form, full=told.can_insist)
    flash(*_words(told))
    return see_other("attendance.open_door", token=token_of(given), quand=slot)


def _words(told: services.Outcome) -> tuple[str, str]:
    if told.came is Came.REFUSED:
        return told.why or "", "error"
    if told.came is Came.UNDONE:
        return "L’arrivée est annulée.", "info"
    if told.came is Came.ALREADY and told.since:
        return f"Déjà là : arrivée notée à {spoken_time(told.since)}.", "warning"
    return "L’arrivée est notée.", "success"
