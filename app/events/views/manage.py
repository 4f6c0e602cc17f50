"""Running events: list, create, edit, publish, postpone, cancel, open and close registration."""

from __future__ import annotations

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue

from app.events import seats, services
from app.events.choices import axes, departments, groups
from app.events.forms import (
    ActForm,
    CancelForm,
    DuplicateForm,
    EventForm,
    PostponeForm,
    programme_lines,
)
from app.events.models import Event
from app.events.queries import event_to_run, events_to_run
from app.events.related import attention, outcomes
from app.events.states import EVENT
from app.events.views.section import events
from app.events.when import When
from app.kernel import clock
from app.kernel.errors import Stale
from app.kernel.paging import paginate
from app.outbox.queries import troubles
from app.web.responses import render, render_form, see_other
from app.web.routing import allow, current_actor, row_number

RUN = allow("event:edit", load=event_to_run)
STALE = (
    "Quelqu’un a modifié cet événement pendant que vous l’écriviez. Votre texte est gardé "
    "ci-dessous ; enregistrez de nouveau pour remplacer l’autre version."
)


@events.page("/gestion/evenements", access=allow("event:run_some"))
def manage() -> ResponseReturnValue:
    page = paginate(events_to_run(current_actor()), request.args.get("page", 1, type=row_number))
    fills = seats.fills([event.id for event in page.items]) if page.items else {}
    return render(
        "events/manage.html",
        page=page,
        fills=fills,
        page_url=lambda number: url_for("events.manage", page=number),
    )


@events.page("/gestion/evenements/<slug>", access=RUN)
def manage_one(event: Event) -> ResponseReturnValue:
    return render(
        "events/manage_one.html",
        event=event,
        fills=seats.fills([event.id]).get(event.id, ()),
        actions=[action.value for action in EVENT.actions(event.status)],
        outcomes=outcomes(event),
        attention=attention(event),
        troubles=troubles(thread=f"event:{event.id}"),
        form=ActForm(),
        started=event.starts_at is not None and event.starts_at <= clock.now(),
    )


@events.page("/gestion/evenements/nouveau", access=allow("event:create"), methods=["GET", "POST"])
def create() -> ResponseReturnValue:
    form = _event_form()
    if form.validate_on_submit():
        with form.refusals():
            when = form.when
            form.check_date(when.starts_at)
            event = services.create(
                current_actor(),
                when=when,
                capacities=form.capacities,
                axis_ids=form.axis_ids.data or (),
                programme=programme_lines(form.programme.data),
                **form.details,
            )
            flash("Le brouillon est enregistré. Relisez-le, puis publiez-le.", "success")
            return see_other("events.manage_one", slug=event.slug)
    return render_form("events/edit.html", form, event=None)


@events.page("/gestion/evenements/<slug>/modifier", access=RUN, methods=["GET", "POST"])
def edit(event: Event) -> ResponseReturnValue:
    form = _event_form()
    version = request.form.get("version", event.version, type=row_number)
    if not form.is_submitted():
        form.show(event)
    elif form.validate():
        try:
            with form.refusals():
                when = form.when
                form.check_date(when.starts_at, former=event.starts_at)
                changed = services.edit(
                    current_actor(),
                    event,
                    version=version,
                    when=when,
                    capacities=form.capacities,
                    axis_ids=form.axis_ids.data or (),
                    programme=programme_lines(form.programme.data),
                    **form.details,
                )
                flash("C’est enregistré." if changed else "Rien n’avait changé.", "success")
                return see_other("events.manage_one", slug=event.slug)
        except Stale as stale:
            # Nothing is lost: the page shows what was typed, and what stands meanwhile.
            return _stale(form, event, stale)
    return render_form("events/edit.html", form, event=event, version=version)


def _stale(form: EventForm, event: Event, stale: Stale) -> ResponseReturnValue:
    form.form_errors.append(STALE)
    response = render_form(
        "events/edit.html", form, event=event, version=event.version, theirs=stale.theirs
    )
    response.status_code = 409
    return response


def _event_form() -> EventForm:
    form = EventForm()
    form.offer(groups=groups(), departments=departments(), axes=axes())
    return form


@events.page("/gestion/evenements/<slug>/publier", access=RUN, methods=["POST"])
def publish(event: Event) -> ResponseReturnValue:
    services.publish(current_actor(), event)
    flash("L’événement est publié.", "success")
    return see_other("events.manage_one", slug=event.slug)


@events.page("/gestion/evenements/<slug>/inscriptions/ouvrir", access=RUN, methods=["POST"])
def open_registration(event: Event) -> ResponseReturnValue:
    services.set_registration(current_actor(), event, is_open=True)
    flash("Les inscriptions sont ouvertes.", "success")
    return see_other("events.manage_one", slug=event.slug)


@events.page("/gestion/evenements/<slug>/inscriptions/fermer", access=RUN, methods=["POST"])
def close_registration(event: Event) -> ResponseReturnValue:
    services.set_registration(current_actor(), event, is_open=False)
    flash("Les inscriptions sont fermées.", "success")
    return see_other("events.manage_one", slug=event.slug)


@events.page("/gestion/evenements/<slug>/reporter", access=RUN, methods=["GET", "POST"])
def postpone(event: Event) -> ResponseReturnValue:
    form = PostponeForm()
    if form.validate_on_submit():
        with form.refusals():
            form.check_date(form.starts_at.data, former=event.starts_at)
            services.postpone(
                current_actor(),
                event,
                reason=form.reason.data or "",
                version=event.version,
                when=When(form.starts_at.data, form.ends_at.data),
            )
            flash("Le report est enregistré et les personnes inscrites sont prévenues.", "success")
            return see_other("events.manage_one", slug=event.slug)
    return render_form("events/postpone.html", form, event=event)


@events.page("/gestion/evenements/<slug>/dupliquer", access=RUN, methods=["GET", "POST"])
def duplicate(event: Event) -> ResponseReturnValue:
    form = DuplicateForm()
    if not form.is_submitted():
        form.title.data = event.title
    elif form.validate():
        with form.refusals():
            form.check_date(form.starts_at.data)
            made = services.duplicate(
                current_actor(),
                event,
                title=form.title.data or "",
                when=When(form.starts_at.data, form.ends_at.data),
            )
            flash("Le nouveau brouillon est prêt. Relisez-le, puis publiez-le.", "success")
            return see_other("events.manage_one", slug=made.slug)
    return render_form("events/duplicate.html", form, event=event)


@events.page("/gestion/evenements/<slug>/annuler", access=RUN, methods=["GET", "POST"])
def cancel(event: Event) -> ResponseReturnValue:
    form = CancelForm()
    if form.validate_on_submit():
        with form.refusals():
            services.cancel(current_actor(), event, reason=form.reason.data or "")
            flash("L’annulation est enregistrée.", "success")
            return see_other("events.manage_one", slug=event.slug)
    return render_form("events/cancel.html", form, event=event)


@events.page("/gestion/evenements/<slug>/clore", access=RUN, methods=["POST"])
def close(event: Event) -> ResponseReturnValue:
    services.close(current_actor(), event)
    flash("L’événement est clos.", "success")
    return see_other("events.manage_one", slug=event.slug)
