"""Who comes to a meeting, for those who run it; inviting and attaching."""

from __future__ import annotations

from flask import Response, flash
from flask.typing import ResponseReturnValue

from app.events.models import Event
from app.events.queries import event_to_run
from app.kernel.access import Actor
from app.kernel.text import counted
from app.meetings import queries, services
from app.meetings.enums import ANSWER_STATES
from app.meetings.forms.answers import AttachForm, InviteForm
from app.meetings.forms.fields import invitees
from app.meetings.services.convoking import is_meeting
from app.meetings.views.section import meetings
from app.web.responses import render_form, see_other
from app.web.routing import allow, current_actor


def _load(actor: Actor, slug: str) -> Event | None:
    event = event_to_run(actor, slug=slug)
    return event if event is not None and is_meeting(event) else None


RUN = allow("event:edit", load=_load)


@meetings.page("/gestion/evenements/<slug>/convocation", access=RUN)
def answers(event: Event) -> ResponseReturnValue:
    return _page(event, InviteForm(formdata=None), AttachForm(formdata=None))


@meetings.page("/gestion/evenements/<slug>/convocation/inviter", access=RUN, methods=["POST"])
def invite(event: Event) -> ResponseReturnValue:
    form = InviteForm()
    if form.validate_on_submit():
        with form.refusals():
            added = services.invite(current_actor(), event, invitees(form.invitees.data))
            flash(
                f"{counted(len(added), 'personne est invitée', 'personnes sont invitées')}."
                if added
                else "Ces personnes étaient déjà convoquées.",
                "success" if added else "info",
            )
            return see_other("meetings.answers", slug=event.slug)
    return _page(event, form, AttachForm(formdata=None))


@meetings.page("/gestion/evenements/<slug>/convocation/documents", access=RUN, methods=["POST"])
def attach(event: Event) -> ResponseReturnValue:
    form = AttachForm()
    if form.validate_on_submit():
        with form.refusals():
            number = services.attach(current_actor(), event, form.documents.uploads)
            flash(f"{counted(number, 'document ajouté', 'documents ajoutés')}.", "success")
            return see_other("meetings.answers", slug=event.slug)
    return _page(event, InviteForm(formdata=None), form)


def _page(event: Event, invite_form: InviteForm, attach_form: AttachForm) -> Response:
    convoked = queries.convoked(event.id)
    return render_form(
        "meetings/answers.html",
        attach_form if attach_form.errors else invite_form,
        invite_form=invite_form,
        attach_form=attach_form,
        event=event,
        convoked=convoked,
        counts=queries.counts(convoked),
        states=ANSWER_STATES,
        documents=queries.documents_of(event.id),
    )
