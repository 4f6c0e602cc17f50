"""Typing in the paper sheet: a quick tick list, and the real hours."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import TimeField
from wtforms.validators import InputRequired

from app.attendance import services
from app.attendance.forms import TickForm
from app.attendance.queries import Person, expected_in, people, slots_of
from app.attendance.slots import Slot
from app.attendance.views.day import RUN
from app.attendance.views.section import attendance
from app.events.models import Event
from app.kernel import clock
from app.kernel.clock import SkippedHour, from_paris, paris
from app.kernel.dates import DAWN
from app.kernel.text import counted
from app.registrations.opening import has_started
from app.web.forms import Form
from app.web.responses import render_form, see_other
from app.web.routing import current_actor


@attendance.page("/gestion/evenements/<slug>/presences", access=RUN, methods=["GET", "POST"])
def tick(event: Event) -> ResponseReturnValue:
    slots = slots_of(event)
    chosen = request.args.get("quand", "")
    slot = next((one for one in slots if one.key == chosen), slots[0] if slots else None)
    form = TickForm()
    shown = _shown(people(event.id), slot)
    form.here.offer((str(one.id), _words(one)) for one in shown)
    if slot is not None and form.validate_on_submit():
        with form.refusals():
            came, left = services.tick(
                current_actor(),
                event,
                slot=slot.key,
                shown=[one.id for one in shown],
                ticked={int(value) for value in form.here.data or ()},
            )
            flash(_told(came, left), "success")
            return see_other("attendance.tick", slug=event.slug, quand=slot.key)
    if not form.is_submitted() and slot is not None:
        form.here.data = [str(one.id) for one in shown if slot.key in one.present]
    return render_form(
        "attendance/tick.html",
        form,
        event=event,
        slots=slots,
        slot=slot,
        shown=shown,
        started=has_started(event, clock.now()),
        slot_url=lambda key: url_for("attendance.tick", slug=event.slug, quand=key),
    )


def _shown(everybody: list[Person], slot: Slot | None) -> list[Person]:
    if slot is None:
        return []
    expected = {one.id for one in expected_in(everybody, slot, None)}
    return [one for one in everybody if one.id in expected or slot.key in one.present]


def _words(person: Person) -> str:
    name = f"{person.last_name} {person.first_name}".strip()
    return f"{name} – {person.organisation}" if person.organisation else name


def _told(came: int, left: int) -> str:
    if not came and not left:
        return "Rien n’avait changé."
    parts = [
        counted(came, "présence notée", "présences notées") if came else "",
        counted(left, "présence retirée", "présences retirées") if left else "",
    ]
    return f"C’est enregistré : {' ; '.join(filter(None, parts))}."


@attendance.page("/gestion/evenements/<slug>/horaires", access=RUN, methods=["GET", "POST"])
def hours(event: Event) -> ResponseReturnValue:
    """The real hours of each half-day: those that certificates count."""
    slots = [slot for slot in slots_of(event) if slot.pool_id is None]
    form = _hours_form(slots)
    if slots and form.validate_on_submit() and (given := _given(form, slots)) is not None:
        with form.refusals():
            services.set_hours(current_actor(), event, given)
            flash("Les horaires sont enregistrés.", "success")
            return see_other("attendance.day", slug=event.slug)
    return render_form("attendance/hours.html", form, event=event, slots=slots)


def _hours_form(slots: list[Slot]) -> Form:
    """Two fields per half-day, named by its key."""
    fields: dict[str, Any] = {}
    for slot in slots:
        for name, label, moment in (
            (slot.key, "Début", slot.starts_at),
            (f"{slot.key}-fin", "Fin", slot.ends_at),
        ):
            fields[name] = TimeField(
                f"{slot.label} : {label.lower()}",
                default=paris(moment).time().replace(tzinfo=None),
                validators=[InputRequired("Indiquez l’heure, par exemple 09:30.")],
            )
    # WTForms takes fields from the class: one is made for this event's half-days.
    made: Form = type("HoursForm", (Form,), fields)()
    return made


def _given(form: Form, slots: list[Slot]) -> list[tuple[str, Any, Any]] | None:
    given = []
    for slot in slots:
        begins: time = form[slot.key].data
        ends: time = form[f"{slot.key}-fin"].data
        try:
            last = slot.day + timedelta(days=1) if ends <= begins and ends <= DAWN else slot.day
            given.append((slot.key, from_paris(slot.day, begins), from_paris(last, ends)))
        except SkippedHour:
            form.add_error(slot.key, "Cette nuit-là, cette heure n’existe pas.")
            return None
    return given
