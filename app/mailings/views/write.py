"""The messages of an event, and writing one."""

from __future__ import annotations

import uuid

from flask import Response, flash, request
from flask.typing import ResponseReturnValue

from app.events.models import Event
from app.events.queries import event_to_run
from app.kernel import clock
from app.kernel.errors import NotFound, Stale
from app.mailings import emails, services
from app.mailings.body import line
from app.mailings.forms import MailingForm
from app.mailings.given import GIVEN
from app.mailings.models import Mailing, MailingTemplate
from app.mailings.placeholders import Placeholder
from app.mailings.queries import (
    Audience,
    mailing_to_run,
    mailings_of,
    progress_of,
    template_of,
    template_to_remove,
    templates,
)
from app.mailings.queries.audience import MOST_CHOSEN
from app.mailings.views.section import mailings
from app.registrations.allocation import fills_of
from app.registrations.enums import ClaimStatus
from app.registrations.families import family_choices
from app.registrations.filters import RosterFilters
from app.registrations.opening import has_started
from app.registrations.roster import everyone
from app.web.responses import render, render_form, see_other
from app.web.routing import allow, current_actor, row_number

WRITE = allow("mailing:write", load=event_to_run)
STALE = (
    "Quelqu’un a modifié ce message pendant que vous l’écriviez. Votre texte est gardé "
    "ci-dessous ; enregistrez de nouveau pour remplacer l’autre version."
)


@mailings.page("/gestion/evenements/<slug>/messages", access=WRITE)
def index(event: Event) -> ResponseReturnValue:
    found, values = mailings_of(event), emails.values_of_event(event)
    return render(
        "mailings/index.html",
        event=event,
        mailings=found,
        subjects={one.id: line(one.subject, values) for one in found},
        progress=progress_of(event),
        given=list(GIVEN.values()),
        kept=templates(),
    )


@mailings.page("/gestion/evenements/<slug>/messages/nouveau", access=WRITE, methods=["GET", "POST"])
def write(event: Event) -> ResponseReturnValue:
    form = MailingForm()
    asked = _asked_for(event)
    _offer(form, event, asked)
    if not form.is_submitted():
        _show(form, asked)
        form.attempt.data = str(uuid.uuid4())
        start = template_of(request.args.get("modele", ""))
        if start is not None:
            form.subject.data, form.body.data = start.subject, start.body
    elif form.validate():
        with form.refusals():
            mailing = services.write(
                current_actor(),
                event,
                attempt=_attempt(form),
                subject=form.subject.data or "",
                body=form.body.data or "",
                audience=_audience(form, asked),
            )
            return see_other("mailings.show", slug=event.slug, mailing_id=mailing.id)
    return _page(form, event, asked)


@mailings.page(
    "/gestion/evenements/<slug>/messages/<int:mailing_id>/modifier",
    access=allow("mailing:send", load=mailing_to_run),
    methods=["GET", "POST"],
)
def edit(mailing: Mailing) -> ResponseReturnValue:
    event, stored = mailing.event, Audience.of(mailing.audience)
    if mailing.sent_at is not None:
        flash(services.SENT, "warning")
        return see_other("mailings.show", slug=event.slug, mailing_id=mailing.id)
    form = MailingForm()
    _offer(form, event, stored)
    version = request.form.get("version", mailing.version, type=row_number)
    if not form.is_submitted():
        _show(form, stored)
        form.subject.data, form.body.data = mailing.subject, mailing.body
    elif form.validate():
        try:
            with form.refusals():
                services.edit(
                    current_actor(),
                    mailing,
                    version=version,
                    subject=form.subject.data or "",
                    body=form.body.data or "",
                    audience=_audience(form, stored),
                )
                return see_other("mailings.show", slug=event.slug, mailing_id=mailing.id)
        except Stale as stale:
            form.form_errors.append(STALE)
            response = _page(form, event, stored, mailing, mailing.version, stale.theirs)
            response.status_code = 409
            return response
    return _page(form, event, stored, mailing, version)


@mailings.page(
    "/gestion/messages/modeles/<int:template_id>/supprimer",
    access=allow("mailing:remove_template", load=template_to_remove),
    methods=["POST"],
)
def remove_template(template: MailingTemplate) -> ResponseReturnValue:
    services.remove_template(current_actor(), template)
    flash("Le modèle est supprimé.", "success")
    event = event_to_run(current_actor(), slug=request.form.get("slug", ""))
    if event is None:
        return see_other("events.manage")
    return see_other("mailings.index", slug=event.slug)


def _page(
    form: MailingForm,
    event: Event,
    asked: Audience,
    mailing: Mailing | None = None,
    version: int = 1,
    theirs: dict[str, str] | None = None,
) -> Response:
    return render_form(
        "mailings/write.html",
        form,
        event=event,
        asked=asked,
        mailing=mailing,
        version=version,
        theirs=theirs,
        placeholders=list(Placeholder),
        given=list(GIVEN.values()),
        kept=templates() if mailing is None else (),
        query=request.args.to_dict(),
    )


def _asked_for(event: Event) -> Audience:
    """To whom, as the list of registrations says it in the address: its filters, or people.

    By default those who have a seat; once presence was noted, those who came.
    """
    typed = request.args.get("personnes", "")
    if typed:
        numbers = [int(one) for one in typed.split(".") if one.isdecimal() and len(one) < 10]
        if not numbers:
            raise NotFound
        return Audience(statuses=(), chosen=tuple(numbers[:MOST_CHOSEN]))
    filters = RosterFilters.parse(request.args)
    return Audience(
        statuses=(filters.statut,) if filters.statut else _by_default(event),
        pools=(filters.lieu,) if filters.lieu else (),
        families=(filters.famille,) if filters.famille else (),
    )


def _by_default(event: Event) -> tuple[ClaimStatus, ...]:
    if has_started(event, clock.now()) and any(
        seat.status is ClaimStatus.ATTENDED for one in everyone(event) for seat in one.seats
    ):
        return (ClaimStatus.ATTENDED,)
    return Audience().statuses


def _offer(form: MailingForm, event: Event, asked: Audience) -> None:
    """Offer what there is among those registered, and what was chosen already."""
    people = everyone(event)
    present = {seat.status for one in people for seat in one.seats}
    present |= {ClaimStatus.CONFIRMED, *asked.statuses}
    form.statuses.offer((one.value, one.label) for one in ClaimStatus if one in present)
    fills = fills_of(event)
    form.pools.offer((one.pool_id, one.label) for one in fills)
    known = any(one.organisation_key for one in people) or asked.families
    form.families.offer(family_choices() if known else ())


def _show(form: MailingForm, asked: Audience) -> None:
    form.statuses.data = [one.value for one in asked.statuses]
    form.pools.data = list(asked.pools)
    form.families.data = list(asked.families)


def _audience(form: MailingForm, asked: Audience) -> Audience:
    if asked.chosen:
        return asked
    return Audience(
        statuses=tuple(ClaimStatus(one) for one in form.statuses.data or ()),
        pools=tuple(form.pools.data or ()),
        families=tuple(form.families.data or ()),
    )


def _attempt(form: MailingForm) -> str:
    try:
        return str(uuid.UUID(form.attempt.data or ""))
    except ValueError:
        return str(uuid.uuid4())
