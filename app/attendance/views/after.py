"""After the day: certificates by mail, and their public check."""

from __future__ import annotations

from flask import flash
from flask.typing import ResponseReturnValue

from app.attendance import services
from app.attendance.certificates import Checked, checked
from app.attendance.views.day import RUN
from app.attendance.views.section import attendance
from app.events.models import Event
from app.kernel.text import counted
from app.web.responses import render, see_other
from app.web.routing import by_link, current_actor
from app.web.security import limiter


@attendance.page("/gestion/evenements/<slug>/attestations", access=RUN, methods=["POST"])
def send_certificates(event: Event) -> ResponseReturnValue:
    told = services.tell_present(current_actor(), event)
    flash(
        f"{counted(told, 'personne reçoit', 'personnes reçoivent')} un courriel, une seule fois.",
        "success",
    )
    return see_other("attendance.day", slug=event.slug)


@attendance.page("/attestations/<reference>", access=by_link(checked))
@limiter.limit("120 per minute")
def check(found: Checked) -> ResponseReturnValue:
    return render("attendance/check.html", found=found, event=found.event)
