"""Registering colleagues, or a person without an address."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from flask import flash, request
from flask.typing import ResponseReturnValue

from app.enrolment import services
from app.enrolment.forms import MOST_ROWS, ROWS, AloneForm, with_rows
from app.enrolment.models import Contact
from app.enrolment.queries import owns_address
from app.enrolment.services import Somebody
from app.enrolment.tokens import contact_token
from app.enrolment.views.section import enrolment
from app.events.enums import PoolKind
from app.events.models import Event
from app.events.policies import runs
from app.events.queries import event_by_slug
from app.events.seats import PoolFill, modes, sessions
from app.kernel import clock
from app.kernel.errors import Invalid
from app.questions.fields import answered, with_questions
from app.questions.queries import asked_of
from app.registrations.allocation import fills_of
from app.registrations.opening import BY_INVITATION, closed_because
from app.registrations.services import tell_surge
from app.registrations.views.register import by_a_programme
from app.web import quotas
from app.web.pace import USED_AGAIN, is_used_again, stamp
from app.web.responses import render_form, see_other
from app.web.routing import current_actor, restricted, row_number
from app.web.security import limiter

SEEN = restricted(event_by_slug)
EACH_THEIR_OWN = "C’est noté. Chaque personne reçoit son propre courriel."
TO_CONFIRM = "Un courriel vous est envoyé : ouvrez-le pour confirmer ces inscriptions."


@enrolment.page("/evenements/<slug>/inscription/collegues", access=SEEN, methods=["GET", "POST"])
@limiter.limit("60 per minute", methods=["POST"])
def colleagues(event: Event) -> ResponseReturnValue:
    rows = _rows()
    form = with_rows(rows)()
    fills = fills_of(event)
    form.offer(fills)
    if form.is_submitted() and "more" not in request.form:
        right = form.validate()
        people = form.people(rows)
        if right and not form.errors and not by_a_programme(form):
            try:
                # A visitor's own address has to answer first.
                known = _is_known(event, form.who.email)
                act = services.register_others if known else services.ask_to_register
                made = act(
                    current_actor(),
                    event,
                    attempt=request.form.get("attempt", ""),
                    who=form.who,
                    people=[somebody for _, somebody in people],
                    organisation=form.organisation.data,
                    attendance_mode=PoolKind(form.attendance_mode.data),
                    session_ids=form.sessions.data or (),
                )
                _count(event, form.who.email, "email")
            except Invalid as refusal:
                # The answer is a 422, which undoes everything.
                form.refuse(_at_their_rows(refusal, [number for number, _ in people]))
            else:
                return _after(made, EACH_THEIR_OWN if known else TO_CONFIRM)
    return render_form(
        "enrolment/colleagues.html",
        form,
        rows=rows,
        most=MOST_ROWS,
        sessions=sessions(fills),
        **_page(event, fills),
    )


def _is_known(event: Event, email: str) -> bool:
    """Whether nobody has to confirm: who runs the event, or signed in by this address."""
    return runs(current_actor(), event) or owns_address(current_actor(), email)


def _count(event: Event, email: str, field: str) -> None:
    """Raise `Invalid` for a form that served before, or one act too many by a stranger."""
    if is_used_again(f"{event.id}\0{request.form.get('attempt')}\0{email.casefold()}"):
        raise Invalid({"": USED_AGAIN})
    quotas.ask_for_mail(
        current_actor(),
        email,
        field=field,
        event_id=event.id,
        on_surge=lambda: tell_surge(event),
    )


def _rows() -> int:
    """How many rows to show: a few, and three more for who asks."""
    rows = min(max(request.form.get("rows", ROWS, type=row_number), 1), MOST_ROWS)
    return min(rows + ROWS, MOST_ROWS) if "more" in request.form else rows


def _at_their_rows(refusal: Invalid, numbers: list[int]) -> Invalid:
    """What is said of a person goes to their row."""
    errors = {}
    for name, said in refusal.errors.items():
        place = name.removeprefix("people-")
        errors[f"email_{numbers[int(place)]}" if place.isdigit() else name] = said
    return Invalid(errors)


@enrolment.page("/evenements/<slug>/inscription/sans-adresse", access=SEEN, methods=["GET", "POST"])
@limiter.limit("60 per minute", methods=["POST"])
def alone(event: Event) -> ResponseReturnValue:
    asked = asked_of(event)
    form = with_questions(AloneForm, asked)()
    fills = fills_of(event)
    form.offer(fills)
    reply = answered(form, asked)
    if reply is not None and not by_a_programme(form):
        try:
            made = services.register_others(
                current_actor(),
                event,
                attempt=request.form.get("attempt", ""),
                who=form.who,
                people=[Somebody(form.first_name.data or "", form.last_name.data or "")],
                organisation=form.organisation.data,
                attendance_mode=PoolKind(form.attendance_mode.data),
                session_ids=form.sessions.data or (),
                asked=asked,
                reply=reply,
            )
            _count(event, form.who.email, "contact_email")
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            return _after(made, "C’est noté. Imprimez la confirmation pour la personne.")
    return render_form(
        "enrolment/alone.html", form, asked=asked, sessions=sessions(fills), **_page(event, fills)
    )


def _page(event: Event, fills: Sequence[PoolFill]) -> dict[str, Any]:
    return {
        "event": event,
        "fills": modes(fills),
        "closed": closed_because(event, clock.now()) or _by_invitation(event),
        "stamp": stamp(),
        # Sent twice, a form is one act: it keeps the number it was born with.
        "attempt": request.form.get("attempt") or str(uuid.uuid4()),
    }


def _by_invitation(event: Event) -> str | None:
    """Whoever is invited registers by their own link, and nobody else."""
    if event.invitation_only and not runs(current_actor(), event):
        return BY_INVITATION
    return None


def _after(made: Contact, said: str) -> ResponseReturnValue:
    flash(said, "success")
    return see_other("enrolment.contact", token=contact_token(made.public_id))
