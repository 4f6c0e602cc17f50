"""The seats of an event, for those who run it: sessions, seats kept aside."""

from __future__ import annotations

from flask import flash
from flask.typing import ResponseReturnValue

from app.events import services
from app.events.models import Event, Pool, Reserve
from app.events.pool_forms import ReserveForm, SessionForm
from app.events.queries import event_to_run
from app.events.queries.pools import reserve_to_run, reserves_of, session_to_run
from app.events.seats import fills_with_sessions
from app.events.views.section import events
from app.web.responses import render, render_form, see_other
from app.web.routing import allow, current_actor

RUN = allow("event:edit", load=event_to_run)


@events.page("/gestion/evenements/<slug>/places", access=RUN)
def seats(event: Event) -> ResponseReturnValue:
    fills = fills_with_sessions(event.id)
    return render(
        "events/seats.html",
        event=event,
        fills=fills,
        reserves=reserves_of(event),
        may_reserve=any(fill.capacity is not None for fill in fills),
    )


@events.page(
    "/gestion/evenements/<slug>/places/ateliers/nouveau", access=RUN, methods=["GET", "POST"]
)
def add_session(event: Event) -> ResponseReturnValue:
    form = SessionForm()
    form.ask_of(event, None)
    if not form.is_submitted():
        form.starts_at.process(None, event.starts_at)
    elif form.validate():
        with form.refusals():
            services.add_session(current_actor(), event, **form.details)
            if form.wants_each:
                services.add_session(current_actor(), event, **form.remote_details)
            flash("L’atelier est ajouté : on peut le choisir en s’inscrivant.", "success")
            return see_other("events.seats", slug=event.slug)
    return render_form("events/session.html", form, event=event, pool=None)


@events.page(
    "/gestion/evenements/<slug>/places/ateliers/<int:pool_id>",
    access=allow("event:edit_session", load=session_to_run),
    methods=["GET", "POST"],
)
def edit_session(pool: Pool) -> ResponseReturnValue:
    form, event = SessionForm(), pool.event
    form.ask_of(event, pool)
    if not form.is_submitted():
        form.show(pool)
    elif form.validate():
        with form.refusals():
            changed = services.edit_session(current_actor(), pool, **form.details)
            flash("C’est enregistré." if changed else "Rien n’avait changé.", "success")
            return see_other("events.seats", slug=event.slug)
    return render_form("events/session.html", form, event=event, pool=pool)


@events.page(
    "/gestion/evenements/<slug>/places/ateliers/<int:pool_id>/annuler",
    access=allow("event:edit_session", load=session_to_run),
    methods=["POST"],
)
def cancel_session(pool: Pool) -> ResponseReturnValue:
    slug = pool.event.slug
    if services.cancel_session(current_actor(), pool):
        flash("L’atelier est annulé ; qui l’avait choisi est prévenu.", "success")
    return see_other("events.seats", slug=slug)


@events.page(
    "/gestion/evenements/<slug>/places/reserves/nouvelle", access=RUN, methods=["GET", "POST"]
)
def add_reserve(event: Event) -> ResponseReturnValue:
    form = ReserveForm()
    form.offer(fills_with_sessions(event.id))
    if form.validate_on_submit():
        pool = next((one for one in event.pools if one.id == form.pool_id.data), None)
        if pool is not None:
            with form.refusals():
                services.add_reserve(
                    current_actor(),
                    pool,
                    label=form.label.data or "",
                    seats=form.seats.data or 0,
                    release_on=form.release_on.data,
                )
                flash("Ces places sont réservées.", "success")
                return see_other("events.seats", slug=event.slug)
    return render_form("events/reserve.html", form, event=event)


@events.page(
    "/gestion/evenements/<slug>/places/reserves/<int:reserve_id>/rendre",
    access=allow("event:edit_reserve", load=reserve_to_run),
    methods=["POST"],
)
def release_reserve(reserve: Reserve) -> ResponseReturnValue:
    slug = reserve.pool.event.slug
    if services.release_reserve(current_actor(), reserve):
        flash("Ces places sont rendues à tous ; les personnes qui attendaient passent.", "success")
    return see_other("events.seats", slug=slug)
