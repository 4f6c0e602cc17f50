"""Asking for one's private link again, by one's address."""

from __future__ import annotations

from flask import flash
from flask.typing import ResponseReturnValue

from app.events.models import Event
from app.events.queries import event_by_slug
from app.kernel import clock
from app.registrations import services
from app.registrations.forms import FindForm
from app.registrations.opening import has_started
from app.registrations.views.section import registrations
from app.web import quotas
from app.web.responses import render_form, see_other
from app.web.routing import current_actor, restricted
from app.web.security import limiter


@registrations.page(
    "/evenements/<slug>/inscription/lien", access=restricted(event_by_slug), methods=["GET", "POST"]
)
@limiter.limit("60 per minute", methods=["POST"])
def find(event: Event) -> ResponseReturnValue:
    """The answer is the same whether the address is registered or not."""
    form = FindForm()
    started = has_started(event, clock.now())
    if form.validate_on_submit():
        with form.refusals():
            services.send_link(event, form.email.data or "")
            quotas.ask_for_mail(current_actor(), form.email.data or "", event_id=event.id)
            flash(f"Si {form.email.data} est une adresse inscrite, un courriel part.", "success")
            return see_other("events.show", slug=event.slug)
    return render_form("registrations/find.html", form, event=event, started=started)
