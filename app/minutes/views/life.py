"""The way of minutes to their readers: sent round, approved, published, signed."""

from __future__ import annotations

from flask import flash, request
from flask.typing import ResponseReturnValue

from app.events.models import Event
from app.kernel.dates import spoken_day
from app.kernel.errors import Conflict, NotFound, NotYet, Stale
from app.minutes import queries, services
from app.minutes.emails import readers_to_tell
from app.minutes.enums import Audience, MinutesStatus
from app.minutes.forms import ApproveForm, CirculateForm, PublishForm, SignedForm
from app.minutes.models import Minutes
from app.minutes.policies import SHOWN, approval_opens, approval_waits_for
from app.minutes.services.life import first_end
from app.minutes.views.section import WRITE, again, load_event, minutes
from app.web.responses import render_form, see_other
from app.web.routing import allow, current_actor

CHANGED = (
    "Le compte rendu a été modifié depuis que vous avez ouvert cette page. "
    "Relisez-le avant de continuer."
)
APPROVE = allow("minutes:approve", load=load_event)
FORM = ["GET", "POST"]


def _stored(event: Event) -> Minutes:
    stored = queries.minutes_of(event.id)
    if stored is None:
        raise NotFound
    return stored


@minutes.page("/gestion/evenements/<slug>/compte-rendu/relecture", access=WRITE, methods=FORM)
def circulate(event: Event) -> ResponseReturnValue:
    stored = queries.minutes_of(event.id)
    if stored is None or stored.status is MinutesStatus.TO_WRITE:
        return see_other("minutes.write", slug=event.slug)
    if stored.status is not MinutesStatus.DRAFT:
        return see_other("minutes.show", minutes_id=stored.id)
    form = CirculateForm()
    if not form.is_submitted():
        form.version.data, form.until.data = str(stored.version), first_end()
    minutes_id, slug = stored.id, event.slug
    until = form.until.data
    if form.validate_on_submit() and until is not None:
        try:
            with form.refusals():
                services.circulate(current_actor(), stored, version=form.read_version, until=until)
                flash(f"Envoyé. Relecture jusqu’au {spoken_day(until)}.", "success")
                return see_other("minutes.show", minutes_id=minutes_id)
        except Stale as stale:
            raise Conflict(CHANGED) from stale
    event, _ = again(slug)
    return render_form(
        "minutes/circulate.html",
        form,
        event=event,
        minutes=_stored(event),
        members=len(readers_to_tell(current_actor(), event)),
        first=first_end(),
    )


@minutes.page("/gestion/evenements/<slug>/compte-rendu/approbation", access=APPROVE, methods=FORM)
def approve(event: Event) -> ResponseReturnValue:
    stored = _stored(event)
    if stored.status is not MinutesStatus.CIRCULATED:
        return see_other("minutes.show", minutes_id=stored.id)
    publishing = "publish" in request.form
    waits = approval_waits_for(stored)
    form = ApproveForm.of(stored)
    if form.is_submitted() and not publishing:
        form = form.without_publishing()
    since = approval_opens(stored.circulations[-1])
    meetings = queries.later_meetings(event, since=since)
    form.meeting.offer(
        [("", "L’animation du groupe, la relecture étant finie")]
        + [(str(number), f"{title}, {spoken_day(day)}") for number, title, day in meetings]
    )
    minutes_id, slug = stored.id, event.slug
    if form.validate_on_submit():
        try:
            with form.refusals():
                _approve(stored, form, publishing=publishing)
                return see_other("minutes.show", minutes_id=minutes_id)
        except Stale as stale:
            raise Conflict(CHANGED) from stale
    event, _ = again(slug)
    return render_form(
        "minutes/approve.html",
        form,
        event=event,
        minutes=_stored(event),
        told=len(readers_to_tell(current_actor(), event)),
        waits=waits,
    )


def _approve(stored: Minutes, form: ApproveForm, *, publishing: bool) -> None:
    actor = current_actor()
    services.approve(
        actor,
        stored,
        version=form.read_version,
        meeting_id=int(form.meeting.data) if form.meeting.data else None,
    )
    if not publishing:
        flash("Le compte rendu est approuvé. Les actions sont lancées.", "success")
        return
    audience = Audience(form.audience.data)
    services.publish(actor, stored, version=stored.version, audience=audience)
    flash("Le compte rendu est approuvé et publié. Les actions sont lancées.", "success")


@minutes.page("/gestion/evenements/<slug>/compte-rendu/publication", access=WRITE, methods=FORM)
def publish(event: Event) -> ResponseReturnValue:
    stored = queries.minutes_of(event.id)
    if stored is None:
        return see_other("minutes.write", slug=event.slug)
    if stored.status is not MinutesStatus.APPROVED:
        return see_other("minutes.show", minutes_id=stored.id)
    form = PublishForm.of(stored)
    minutes_id, slug = stored.id, event.slug
    if form.validate_on_submit():
        try:
            with form.refusals():
                services.publish(
                    current_actor(),
                    stored,
                    version=form.read_version,
                    audience=Audience(form.audience.data),
                )
                flash("Le compte rendu est publié.", "success")
                return see_other("minutes.show", minutes_id=minutes_id)
        except Stale as stale:
            raise Conflict(CHANGED) from stale
    event, _ = again(slug)
    told = readers_to_tell(current_actor(), event)
    return render_form(
        "minutes/publish.html", form, event=event, minutes=_stored(event), told=len(told)
    )


@minutes.page("/gestion/evenements/<slug>/compte-rendu/signe", access=WRITE, methods=FORM)
def signed(event: Event) -> ResponseReturnValue:
    stored = _stored(event)
    if stored.status is not MinutesStatus.APPROVED and stored.status not in SHOWN:
        raise NotYet("Le compte rendu signé se joint une fois approuvé.")
    form = SignedForm()
    minutes_id, slug = stored.id, event.slug
    if form.validate_on_submit():
        with form.refusals():
            if not form.documents.uploads:
                form.add_error("documents", "Choisissez le PDF signé.")
            else:
                services.attach_signed(current_actor(), stored, form.documents.uploads[0])
                flash("Le compte rendu signé est joint.", "success")
                return see_other("minutes.show", minutes_id=minutes_id)
    event, _ = again(slug)
    return render_form("minutes/signed.html", form, event=event, minutes=_stored(event))
