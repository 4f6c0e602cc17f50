"""The registration form."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from app.events.enums import PoolKind
from app.events.models import Event
from app.events.policies import runs
from app.events.queries import event_by_slug
from app.events.queries.series import series_with_others
from app.events.seats import modes, sessions
from app.kernel import clock
from app.kernel.errors import Invalid
from app.questions import services as questions
from app.questions.fields import answered, with_questions
from app.questions.queries import asked_of
from app.registrations import services
from app.registrations.allocation import fills_of
from app.registrations.forms import RegistrationForm
from app.registrations.opening import (
    BY_INVITATION,
    USED_INVITATION,
    closed_because,
    turning_points,
)
from app.registrations.views.receipt import give_receipt
from app.registrations.views.section import registrations
from app.web import quotas
from app.web.pace import TOO_FAST, USED_AGAIN, is_too_fast, is_used_again, sent_stamp, stamp
from app.web.remembered import each_time
from app.web.responses import render_form
from app.web.routing import current_actor, restricted
from app.web.security import limiter

TRAPPED = "Ce champ devait rester vide. Effacez-le et recommencez."


@registrations.page(
    "/evenements/<slug>/inscription",
    access=restricted(event_by_slug),
    methods=["GET", "POST"],
    remember=True,
    late=True,
)
@limiter.limit("300 per minute", methods=["POST"])
def register(event: Event) -> ResponseReturnValue:
    asked = asked_of(event)
    form = with_questions(RegistrationForm, asked)()
    fills = fills_of(event)
    form.offer(fills)
    invitation = request.values.get("invitation")
    closed = closed_because(event, clock.now_beside(turning_points(event)))
    closed = closed or _needs_invitation(event, invitation, form)
    reply = answered(form, asked)
    if reply is not None and not by_a_programme(form):
        mode = PoolKind(form.attendance_mode.data)
        try:
            outcome = services.register(
                current_actor(),
                event,
                first_name=form.first_name.data or "",
                last_name=form.last_name.data or "",
                email=form.email.data or "",
                organisation=form.organisation.data,
                attendance_mode=mode,
                session_ids=form.sessions.data or (),
                invitation=invitation,
                attempt=sent_stamp(),
            )
            _count(event, form)
            if asked and not outcome.already:
                questions.keep(
                    current_actor(), outcome.registration.id, asked, reply.attended(mode)
                )
        except Invalid as refusal:
            # The answer is a 422, which undoes everything: no savepoint, which others wait for.
            form.refuse(refusal)
        else:
            typed = form.email.data or ""
            return give_receipt(
                event,
                outcome,
                fills=fills,
                mode=mode,
                session_ids=form.sessions.data or (),
                email=typed,
            )
    return render_form(
        "registrations/register.html",
        form,
        event=event,
        fills=modes(fills),
        sessions=sessions(fills),
        closed=closed,
        series=series_with_others(current_actor(), event),
        invitation=invitation if event.invitation_only else None,
        asked=asked,
        stamp=each_time(stamp),
    )


def _count(event: Event, form: RegistrationForm) -> None:
    """Raise `Invalid` for a form that served before, or one act too many by a stranger.

    After the act, which is undone then: nothing is written before the event is locked.
    """
    email = (form.email.data or "").casefold()
    if is_used_again(f"{event.id}\0{email}\0{form.first_name.data}\0{form.last_name.data}"):
        raise Invalid({"": USED_AGAIN})
    quotas.ask_for_mail(
        current_actor(), email, event_id=event.id, on_surge=lambda: services.tell_surge(event)
    )


def _needs_invitation(event: Event, token: str | None, form: RegistrationForm) -> str | None:
    """Why somebody cannot register where only those invited may; their link says who they are."""
    if not event.invitation_only or runs(current_actor(), event):
        return None
    invited = services.usable(event, token)
    if invited is None:
        return USED_INVITATION if token else BY_INVITATION
    if not form.is_submitted():
        form.email.data = invited.email
    return None


def by_a_programme(form: RegistrationForm) -> bool:
    """Whether no person seems to have sent this; the form then says what to do."""
    if form.website.data:
        form.form_errors.append(TRAPPED)
    elif is_too_fast():
        form.form_errors.append(TOO_FAST)
    return bool(form.form_errors)
