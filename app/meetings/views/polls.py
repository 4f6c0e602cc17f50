"""Polls of dates, for those who convene."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash
from flask.typing import ResponseReturnValue

from app.events.enums import EventMode
from app.groups.models import WorkingGroup
from app.groups.queries import group_by_slug
from app.kernel import clock
from app.kernel.access import Actor
from app.meetings import queries, services
from app.meetings.forms.polls import PollForm
from app.meetings.models import DatePoll
from app.meetings.services.convoking import recipients
from app.meetings.views.section import CONVENE, meetings
from app.web.responses import render, render_form, see_other
from app.web.routing import allow, current_actor


@dataclass(frozen=True)
class PollOfGroup:
    """A poll with its group, as its page needs them."""

    id: int
    poll: DatePoll
    group: WorkingGroup


def _load(actor: Actor, slug: str, poll_id: int) -> PollOfGroup | None:
    group = group_by_slug(actor, slug=slug)
    poll = queries.poll_of(group.id, poll_id) if group else None
    return PollOfGroup(poll.id, poll, group) if group and poll else None


RUN = allow("meeting:run_poll", load=_load)


@meetings.page("/groupes/<slug>/sondages/nouveau", access=CONVENE, methods=["GET", "POST"])
def new_poll(group: WorkingGroup) -> ResponseReturnValue:
    form = PollForm()
    if not form.is_submitted():
        form.title.data = f"Réunion du groupe {group.name}"
    if form.validate_on_submit():
        with form.refusals():
            poll = services.open_poll(
                current_actor(),
                group,
                title=form.title.data or "",
                mode=EventMode(form.mode.data),
                dates=form.dates(),
                message=form.message.data or None,
            )
            flash("Le sondage est ouvert : un courriel part à chaque membre.", "success")
            return see_other("meetings.poll", slug=group.slug, poll_id=poll.id)
    return render_form("meetings/new_poll.html", form, group=group, told=len(recipients(group.id)))


@meetings.page("/groupes/<slug>/sondages/<int:poll_id>", access=RUN)
def poll(found: PollOfGroup) -> ResponseReturnValue:
    return render(
        "meetings/poll.html",
        group=found.group,
        poll=found.poll,
        tallies=queries.tallies(found.poll),
        voters=queries.voters(found.poll.id),
        now=clock.now(),
    )


@meetings.page("/groupes/<slug>/sondages/<int:poll_id>/abandon", access=RUN, methods=["POST"])
def cancel_poll(found: PollOfGroup) -> ResponseReturnValue:
    if services.cancel_poll(current_actor(), found.poll):
        flash("Le sondage est abandonné : les membres sont prévenus.", "success")
    return see_other("meetings.poll", slug=found.group.slug, poll_id=found.poll.id)
