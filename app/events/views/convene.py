"""The page by which a lead convenes a meeting. Its address is the group's, its act the agenda's."""

from __future__ import annotations

from flask import flash
from flask.typing import ResponseReturnValue

from app.events.convening import ConveneForm
from app.events.convening import convene as convene_meeting
from app.groups.models import WorkingGroup
from app.groups.queries import group_by_slug, people_to_tell
from app.groups.views import groups
from app.kernel.access import Actor
from app.web.responses import render_form, see_other
from app.web.routing import allow, current_actor


def _load(actor: Actor, slug: str) -> WorkingGroup | None:
    return group_by_slug(actor, slug=slug)


@groups.page(
    "/groupes/<slug>/reunions/nouvelle",
    access=allow("group:convene", load=_load),
    methods=["GET", "POST"],
)
def convene(group: WorkingGroup) -> ResponseReturnValue:
    told = len(people_to_tell(group.id))
    form = ConveneForm()
    if not form.is_submitted():
        form.title.data = f"Réunion du groupe {group.name}"
    if form.validate_on_submit():
        with form.refusals():
            event = convene_meeting(current_actor(), group, form)
            flash("La réunion est annoncée et la convocation part tout de suite.", "success")
            return see_other("events.show", slug=event.slug)
    return render_form("groups/convene.html", form, group=group, told=told)
