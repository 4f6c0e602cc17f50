"""An event at a glance, for those who run it."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from app.events.models import Event
from app.events.queries import event_to_run
from app.registrations.allocation import fills_of
from app.registrations.dashboard import HEIGHT, WIDTH, curve, notices, origins
from app.registrations.roster import everyone
from app.registrations.views.section import registrations
from app.web.responses import render
from app.web.routing import allow


@registrations.page(
    "/gestion/evenements/<slug>/tableau-de-bord",
    access=allow("registration:list", load=event_to_run),
)
def dashboard(event: Event) -> ResponseReturnValue:
    people, fills = everyone(event), fills_of(event)
    kinds, departments = origins(people)
    return render(
        "registrations/dashboard.html",
        event=event,
        fills=fills,
        notices=notices(people, fills),
        curve=curve(people),
        kinds=kinds,
        departments=departments,
        size=(WIDTH, HEIGHT),
    )
