"""One message: read as it will be read, tried on oneself, sent; then how far it has come."""

from __future__ import annotations

from flask import flash, request
from flask.typing import ResponseReturnValue

from app.events.enums import PoolKind
from app.events.models import Event
from app.kernel import clock, links
from app.kernel.text import counted
from app.mailings import emails, services
from app.mailings.body import Values
from app.mailings.forms import KeepForm
from app.mailings.models import Mailing
from app.mailings.queries import Audience, mailing_to_run, outcome, reach
from app.mailings.views.section import mailings
from app.outbox.letters import render_bodies
from app.outbox.samples import shown
from app.registrations.allocation import fills_of
from app.registrations.enums import ClaimStatus
from app.registrations.families import family_choices
from app.registrations.roster import Person, Seat
from app.web.responses import render_form, see_other
from app.web.routing import allow, current_actor, row_number

RUN = allow("mailing:send", load=mailing_to_run)
SAMPLE_TOKEN = "x" * links.TOKEN_LENGTH
PAGE = "/gestion/evenements/<slug>/messages/<int:mailing_id>"


@mailings.page(PAGE, access=RUN)
def show(mailing: Mailing) -> ResponseReturnValue:
    return _page(mailing, KeepForm(formdata=None))


@mailings.page(f"{PAGE}/essai", access=RUN, methods=["POST"])
def send_trial(mailing: Mailing) -> ResponseReturnValue:
    address = services.send_trial(current_actor(), mailing, sample(mailing.event))
    flash(f"Un essai part à {address}. Son lien privé n’ouvre rien.", "success")
    return _back(mailing)


@mailings.page(f"{PAGE}/envoyer", access=RUN, methods=["POST"])
def send(mailing: Mailing) -> ResponseReturnValue:
    version = request.form.get("version", 0, type=row_number)
    told = services.send(current_actor(), mailing, version=version)
    if told:
        flash(f"Le message part à {counted(told, 'personne')}.", "success")
    else:
        flash("Ce message est déjà parti à chaque personne : rien de plus n’est envoyé.", "info")
    return _back(mailing)


@mailings.page(f"{PAGE}/supprimer", access=RUN, methods=["POST"])
def discard(mailing: Mailing) -> ResponseReturnValue:
    slug = mailing.event.slug
    services.discard(current_actor(), mailing)
    flash("Le brouillon est supprimé.", "success")
    return see_other("mailings.index", slug=slug)


@mailings.page(f"{PAGE}/modele", access=RUN, methods=["POST"])
def keep_template(mailing: Mailing) -> ResponseReturnValue:
    form = KeepForm()
    if not form.validate_on_submit():
        return _page(mailing, form)
    name, replace = form.name.data or "", bool(form.replace.data)
    with form.refusals():
        services.keep_template(current_actor(), mailing, name=name, replace=replace)
    if form.errors:
        return _page(mailing, form)
    flash("Le modèle est gardé : il sert à tous les événements.", "success")
    return _back(mailing)


def sample(event: Event) -> Values:
    """A made-up person at this event."""
    fills = fills_of(event)
    mode = next((one for one in fills if not one.is_session), None)
    session = next((one for one in fills if one.is_session), None)
    seats = [
        Seat(
            pool_id=one.pool_id if one else 0,
            label=one.label if one else PoolKind.ON_SITE.label,
            is_session=one is session and one is not None,
            status=ClaimStatus.CONFIRMED,
            rank=None,
            interim=False,
        )
        for one in ((mode, session) if session else (mode,))
    ]
    person = Person(
        registration_id=0,
        first_name="Dominique",
        last_name="Exemple",
        email=None,
        organisation=None,
        organisation_key=None,
        status=ClaimStatus.CONFIRMED,
        seats=tuple(seats),
        registered_at=clock.now(),
    )
    return emails.values_of_person(person, links.url("registrations.own", token=SAMPLE_TOKEN))


def _page(mailing: Mailing, form: KeepForm) -> ResponseReturnValue:
    event = mailing.event
    read = emails.draft(mailing, event)
    payload = emails.payload(read, sample(event), on_behalf_of=None, trial=False)
    text, html = render_bodies(emails.KIND, read.subject, payload)
    return render_form(
        "mailings/show.html",
        form,
        event=event,
        mailing=mailing,
        subject=read.subject,
        text=text,
        html=shown(html or "", leads_nowhere=links.url("registrations.own", token=SAMPLE_TOKEN)),
        reach=reach(event, mailing),
        outcome=outcome(event, mailing) if mailing.sent_at else None,
        audience=_words(event, Audience.of(mailing.audience)),
    )


def _words(event: Event, audience: Audience) -> str:
    """To whom, as one says it."""
    if audience.chosen:
        return f"{counted(len(audience.chosen), 'personne cochée')} dans la liste"
    pools = {one.pool_id: one.label for one in fills_of(event)}
    families = dict(family_choices()) if audience.families else {}
    parts = [
        ", ".join(one.label.lower() for one in audience.statuses) or "toutes les inscriptions",
        ", ".join(pools.get(one, "place retirée") for one in audience.pools),
        ", ".join(families.get(one, one) for one in audience.families),
    ]
    return " ; ".join(filter(None, parts))


def _back(mailing: Mailing) -> ResponseReturnValue:
    return see_other("mailings.show", slug=mailing.event.slug, mailing_id=mailing.id)
