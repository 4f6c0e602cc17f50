"""The days after: supports, recording, thanks with a preview, and what the registered may read."""

from __future__ import annotations

from flask import flash, request
from flask.typing import ResponseReturnValue

from app.attendance import emails, services
from app.attendance.forms import ReplayForm, SupportsForm, ThanksForm
from app.attendance.looking_back import aftermath, support_of, supports, to_thank
from app.attendance.views.day import RUN
from app.attendance.views.section import attendance
from app.documents.models import Document
from app.documents.views import content_of
from app.events.models import Event
from app.kernel import clock, links
from app.kernel.access import Actor
from app.kernel.text import counted
from app.outbox.letters import render_bodies
from app.registrations.queries import own_by_token
from app.web.forms import Form
from app.web.responses import download, render_form, see_other
from app.web.routing import by_link, current_actor, row_number

SAMPLE = "Dominique"
SAMPLE_TOKEN = "x" * links.TOKEN_LENGTH


def _page(
    event: Event,
    *,
    supports_form: SupportsForm | None = None,
    replay_form: ReplayForm | None = None,
    thanks_form: ThanksForm | None = None,
    preview: str | None = None,
) -> ResponseReturnValue:
    known = aftermath(event.id)
    refused: Form | None = supports_form or replay_form or thanks_form
    replay = replay_form or ReplayForm(
        formdata=None,
        replay_url=known.replay_url if known else None,
        replay_for_all=bool(known and known.replay_for_all),
    )
    return render_form(
        "attendance/looking_back.html",
        refused or replay,
        event=event,
        supports=supports(event.id),
        known=known,
        people=len(to_thank(event)),
        over=event.ends_at is not None and event.ends_at <= clock.now(),
        supports_form=supports_form or SupportsForm(formdata=None),
        replay_form=replay,
        thanks_form=thanks_form or ThanksForm(formdata=None),
        preview=preview,
    )


@attendance.page("/gestion/evenements/<slug>/retour", access=RUN)
def looking_back(event: Event) -> ResponseReturnValue:
    return _page(event)


@attendance.page("/gestion/evenements/<slug>/retour/supports", access=RUN, methods=["POST"])
def add_supports(event: Event) -> ResponseReturnValue:
    form = SupportsForm()
    if form.validate_on_submit():
        with form.refusals():
            services.add_supports(
                current_actor(),
                event,
                form.documents.uploads,
                for_all=bool(form.for_all.data),
            )
            flash("Les fichiers sont ajoutés.", "success")
            return see_other("attendance.looking_back", slug=event.slug)
    return _page(event, supports_form=form)


@attendance.page("/gestion/evenements/<slug>/retour/retirer", access=RUN, methods=["POST"])
def remove_support(event: Event) -> ResponseReturnValue:
    if services.remove_support(
        current_actor(), event, request.form.get("document", 0, type=row_number)
    ):
        flash("Le fichier est retiré.", "success")
    return see_other("attendance.looking_back", slug=event.slug)


@attendance.page("/gestion/evenements/<slug>/retour/rediffusion", access=RUN, methods=["POST"])
def set_replay(event: Event) -> ResponseReturnValue:
    form = ReplayForm()
    if form.validate_on_submit():
        services.set_replay(
            current_actor(),
            event,
            url=form.replay_url.data,
            for_all=bool(form.replay_for_all.data),
        )
        flash("C’est enregistré.", "success")
        return see_other("attendance.looking_back", slug=event.slug)
    return _page(event, replay_form=form)


@attendance.page("/gestion/evenements/<slug>/retour/merci", access=RUN, methods=["POST"])
def thank(event: Event) -> ResponseReturnValue:
    """First shown as it will be read, with how many people get it; then sent."""
    form = ThanksForm()
    if not form.validate_on_submit():
        return _page(event, thanks_form=form)
    message = form.message.data or ""
    if request.form.get("step") != "send":
        url = links.url("registrations.own", token=SAMPLE_TOKEN)
        payload = emails.thanks_payload(event, SAMPLE, message, url)
        text, _ = render_bodies("attendance/thanks", emails.thanks_subject(event), payload)
        return _page(event, thanks_form=form, preview=text)
    told = services.thank(current_actor(), event, message=message)
    people = counted(told, "personne reçoit", "personnes reçoivent")
    flash(f"{people} votre message.", "success")
    return see_other("attendance.looking_back", slug=event.slug)


def _own_support(actor: Actor, *, token: str, document_id: int) -> Document | None:
    registration = own_by_token(actor, token=token)
    if registration is None or registration.withdrawn_at is not None:
        return None
    return support_of(registration, document_id)


@attendance.page("/inscriptions/<token>/supports/<int:document_id>", access=by_link(_own_support))
def own_support(document: Document) -> ResponseReturnValue:
    """A support for those who registered, account or not."""
    content = content_of(document)
    response = download(content, document.filename, document.media_type)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
