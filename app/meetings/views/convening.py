"""The page by which a lead convenes."""

from __future__ import annotations

from datetime import date, datetime

from flask import flash, request
from flask.typing import ResponseReturnValue

from app.groups.models import WorkingGroup
from app.kernel import clock
from app.kernel.db import db
from app.kernel.errors import Invalid
from app.kernel.text import counted
from app.meetings import queries, recurrence, services
from app.meetings.agenda import draft_text
from app.meetings.enums import PollStatus
from app.meetings.forms.convening import ConveneForm
from app.meetings.models import DatePoll, PollDate
from app.meetings.related import draft_agenda
from app.meetings.services.convoking import recipients
from app.meetings.views.section import CONVENE, meetings
from app.web.responses import render_form, see_other
from app.web.routing import current_actor, row_number


@meetings.page("/groupes/<slug>/reunions/nouvelle", access=CONVENE, methods=["GET", "POST"])
def convene(group: WorkingGroup) -> ResponseReturnValue:
    form = ConveneForm()
    chosen = _chosen_date(group, form)
    if chosen is not None:
        poll = db.session.get_one(DatePoll, chosen.poll_id)
        if poll.status is not PollStatus.OPEN:
            flash("Ce sondage est terminé : il ne convoque plus de réunion.")
            return see_other("meetings.poll", slug=group.slug, poll_id=poll.id)
        form.take_one_date()
    if not form.is_submitted():
        _prefill(form, group, chosen)
    offered = form.offer_days()
    preview: list[date] = []
    if form.validate_on_submit():
        try:
            if form.needs_preview(offered):
                # Whatever is wrong with the hours is said before the days are looked at.
                form.show_preview(offered)
                try:
                    form.moments(offered)
                except Invalid:
                    form.previewed.data = ""
                    raise
                preview = offered
            elif not (moments := form.moments(offered)):
                raise Invalid({"days": "Gardez au moins une date."})  # noqa: TRY301  # as services do
            else:
                return _convened(group, form, chosen, moments)
        except Invalid as refusal:
            form.refuse(refusal)
    elif form.previewed.data:
        preview = offered
    return render_form(
        "meetings/convene.html",
        form,
        group=group,
        told=len(recipients(group.id)),
        preview=preview or (offered if form.days.errors else []),
        rhythm=recurrence.in_words(form.day.data, form.repeats)
        if preview and form.day.data
        else "",
        from_poll=chosen is not None,
    )


def _convened(
    group: WorkingGroup,
    form: ConveneForm,
    chosen: PollDate | None,
    moments: list[tuple[datetime, datetime]],
) -> ResponseReturnValue:
    actor = current_actor()
    events = services.convene(actor, group, form.plan(), moments)
    if chosen is not None:
        services.decide(actor, db.session.get_one(DatePoll, chosen.poll_id), events[0])
    if len(events) == 1:
        flash("La réunion est annoncée et la convocation part tout de suite.", "success")
        return see_other("meetings.answers", slug=events[0].slug)
    flash(
        f"{counted(len(events), 'réunion est annoncée', 'réunions sont annoncées')}. "
        "Une convocation part pour chacune.",
        "success",
    )
    return see_other("groups.show", slug=group.slug)


def _prefill(form: ConveneForm, group: WorkingGroup, chosen: PollDate | None) -> None:
    form.title.data = f"Réunion du groupe {group.name}"
    form.agenda.data = draft_text(draft_agenda(group.id))
    if chosen is None:
        return
    poll = queries.poll_of(group.id, chosen.poll_id)
    starts, ends = clock.paris(chosen.starts_at), clock.paris(chosen.ends_at)
    form.poll_date.data = str(chosen.id)
    form.day.data, form.begins.data, form.ends.data = starts.date(), starts.time(), ends.time()
    if poll is not None:
        form.title.data, form.mode.data = poll.title, poll.mode.value


def _chosen_date(group: WorkingGroup, form: ConveneForm) -> PollDate | None:
    """The date that the lead picked in a poll, from the address or as the form keeps it."""
    typed = form.poll_date.data if form.is_submitted() else request.args.get("date", "")
    try:
        return queries.poll_date(group.id, row_number(typed or ""))
    except ValueError:
        return None
