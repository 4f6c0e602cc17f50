"""The page of the day, for those who run the event."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts.queries import by_email
from app.attendance import services
from app.attendance.figures import figures
from app.attendance.forms import BadgeForm, CountForm, PassForm, SheetForm
from app.attendance.looking_back import to_thank
from app.attendance.models import DeskPass
from app.attendance.passes import code_of, url_of
from app.attendance.queries import counts, headcount, passes, people, slots_of, window
from app.attendance.views.section import attendance
from app.events.enums import PoolKind
from app.events.models import Event
from app.events.queries import event_to_run
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db
from app.registrations.opening import has_started
from app.web.responses import render_form, see_other
from app.web.routing import allow, current_actor

RUN = allow("attendance:run", load=event_to_run)


@dataclass(frozen=True)
class GivenPass:
    """A pass as the page shows it."""

    id: int
    label: str
    url: str
    code: str
    for_account: bool


def day_page(
    event: Event,
    *,
    pass_form: PassForm | None = None,
    sheet_form: SheetForm | None = None,
    badge_form: BadgeForm | None = None,
    count_form: CountForm | None = None,
) -> ResponseReturnValue:
    """The whole page; a refused form comes back with what was typed."""
    everybody = people(event.id)
    now, span = clock.now(), window(event)
    refused = pass_form or sheet_form or badge_form or count_form
    given = [
        GivenPass(one.id, one.label, url_of(one), code_of(one), one.account_id is not None)
        for one in passes(event)
    ]
    counting = count_form or CountForm(formdata=None, persons_concerned=headcount(event))
    return render_form(
        "attendance/day.html",
        refused or PassForm(formdata=None),
        event=event,
        slots=slots_of(event),
        counts=counts(everybody),
        on_paper=sum(one.is_expected and one.mode is PoolKind.ON_SITE for one in everybody),
        figures=figures(everybody),
        passes=given,
        window=span,
        door_is_past=span is not None and span[1] <= now,
        with_address=len(to_thank(event)),
        pass_form=pass_form or PassForm(formdata=None),
        sheet_form=sheet_form or SheetForm(formdata=None),
        badge_form=badge_form or BadgeForm(formdata=None),
        count_form=counting,
        started=has_started(event, now),
        over=event.ends_at is not None and event.ends_at <= now,
    )


@attendance.page("/gestion/evenements/<slug>/jour", access=RUN)
def day(event: Event) -> ResponseReturnValue:
    return day_page(event)


@attendance.page("/gestion/evenements/<slug>/accueil", access=RUN, methods=["POST"])
def give_pass(event: Event) -> ResponseReturnValue:
    form = PassForm()
    if form.validate_on_submit():
        account = by_email(form.email.data) if form.email.data else None
        if form.email.data and account is None:
            form.add_error("email", "Aucun compte n’a cette adresse.")
            return day_page(event, pass_form=form)
        with form.refusals():
            services.give_pass(current_actor(), event, label=form.label.data or "", account=account)
            flash("Le lien d’accueil est prêt : il s’ouvre le jour même.", "success")
            return see_other("attendance.day", slug=event.slug)
    return day_page(event, pass_form=form)


def _pass_to_run(_actor: Actor, *, pass_id: int) -> DeskPass | None:
    return db.session.scalar(
        select(DeskPass).options(joinedload(DeskPass.event)).where(DeskPass.id == pass_id)
    )


@attendance.page(
    "/gestion/accueil/<int:pass_id>/fermer",
    access=allow("attendance:revoke_pass", load=_pass_to_run),
    methods=["POST"],
)
def revoke_pass(given: DeskPass) -> ResponseReturnValue:
    slug = given.event.slug
    services.revoke_pass(current_actor(), given)
    flash("Ce lien ne s’ouvre plus, et le téléphone oublie sa liste.", "success")
    return see_other("attendance.day", slug=slug)


@attendance.page("/gestion/evenements/<slug>/absences", access=RUN, methods=["POST"])
def mark_absent(event: Event) -> ResponseReturnValue:
    missed = services.mark_absent(current_actor(), event)
    flash(
        f"Absences notées : {missed}." if missed else "Aucune absence de plus à noter.", "success"
    )
    return see_other("attendance.day", slug=event.slug)


@attendance.page("/gestion/evenements/<slug>/personnes-concernees", access=RUN, methods=["POST"])
def count(event: Event) -> ResponseReturnValue:
    form = CountForm()
    if form.validate_on_submit():
        services.set_headcount(
            current_actor(), event, persons_concerned=form.persons_concerned.data
        )
        flash("C’est enregistré.", "success")
        return see_other("attendance.day", slug=event.slug)
    return day_page(event, count_form=form)
