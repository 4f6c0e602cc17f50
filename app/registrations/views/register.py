"""The registration form."""

from __future__ import annotations

from flask import flash, session
from flask.typing import ResponseReturnValue

from app.events.enums import PoolKind
from app.events.models import Event
from app.events.queries import event_by_slug
from app.kernel import clock
from app.kernel.errors import Invalid
from app.registrations import services
from app.registrations.allocation import fills_of
from app.registrations.forms import RegistrationForm
from app.registrations.models import Registration
from app.registrations.opening import closed_because
from app.registrations.tokens import token_of
from app.registrations.views.section import registrations
from app.web.responses import render, render_form, see_other
from app.web.routing import current_actor, visible
from app.web.security import limiter

# In the browser's signed session: what it registered lately, so that a double click finds its way.
MADE_HERE = "registrations"
REMEMBERED = 20


@registrations.page(
    "/evenements/<slug>/inscription",
    access=visible(event_by_slug),
    methods=["GET", "POST"],
    late=True,
)
@limiter.limit("300 per minute", methods=["POST"])
def register(event: Event) -> ResponseReturnValue:
    form = RegistrationForm()
    fills = fills_of(event)
    form.offer([fill.kind for fill in fills])
    closed = closed_because(event, clock.now())
    if form.validate_on_submit():
        if form.website.data:
            form.form_errors.append("Ce champ devait rester vide. Effacez-le et recommencez.")
        else:
            try:
                outcome = services.register(
                    current_actor(),
                    event,
                    first_name=form.first_name.data or "",
                    last_name=form.last_name.data or "",
                    email=form.email.data or "",
                    organisation=form.organisation.data,
                    attendance_mode=PoolKind(form.attendance_mode.data),
                )
            except Invalid as refusal:
                # It refuses before it writes: no savepoint, which others would wait for.
                form.refuse(refusal)
            else:
                return _after(event, outcome)
    return render_form("registrations/register.html", form, event=event, fills=fills, closed=closed)


def _after(event: Event, outcome: services.Registered) -> ResponseReturnValue:
    """The person's own page; or, to whoever typed an address that was registered elsewhere, only
    that a mail is on its way: the private page is for who reads that address.
    """
    registration = outcome.registration
    if outcome.already and registration.public_id not in session.get(MADE_HERE, []):
        return see_other("registrations.sent", slug=event.slug)
    _remember(registration)
    if not outcome.already:
        flash(f"C’est noté. Un courriel part tout de suite à {registration.email}.", "success")
    return see_other("registrations.own", token=token_of(registration))


def _remember(registration: Registration) -> None:
    made = [known for known in session.get(MADE_HERE, []) if known != registration.public_id]
    session[MADE_HERE] = [*made, registration.public_id][-REMEMBERED:]


@registrations.page("/evenements/<slug>/inscription/courriel", access=visible(event_by_slug))
def sent(event: Event) -> ResponseReturnValue:
    return render("registrations/sent.html", event=event)
