"""What meetings show on the pages of events and groups."""

from __future__ import annotations

from flask import url_for

from app.events.enums import EventStatus
from app.events.models import Event
from app.events.related import Asked, Attached
from app.groups.blocks import Block
from app.groups.models import WorkingGroup
from app.groups.policies import convenes
from app.kernel import clock
from app.kernel.access import Actor
from app.meetings import queries
from app.meetings.services.convoking import is_meeting
from app.meetings.tokens import token_of


def attached_to(event: Event) -> list[Attached]:
    """The files sent with the convocation of a meeting."""
    if not is_meeting(event):
        return []
    return [
        Attached(
            one.filename,
            url_for("documents.download", document_id=one.id, name=one.filename),
            one.format,
            one.size,
        )
        for one in queries.documents_of(event.id)
    ]


def asked_of(actor: Actor, event: Event) -> Asked | None:
    """The person's own convocation to a meeting to come."""
    if actor.account_id is None or not is_meeting(event):
        return None
    if event.status != EventStatus.PUBLISHED or event.starts_at is None:
        return None
    if event.starts_at <= clock.now_beside((event.starts_at,)):
        return None
    found = queries.own_convocation(actor.account_id, event.id)
    if found is None:
        return None
    url = url_for("meetings.answer", token=token_of(found))
    if found.answer is None:
        return Asked("Dire si je viens", "", url)
    return Asked("Changer ma réponse", f"Vous avez répondu : {found.answer.label.lower()}.", url)


def running_polls(actor: Actor, group: WorkingGroup) -> Block | None:
    """The polls of dates that are open, for those who convene."""
    if not convenes(actor, group):
        return None
    polls = queries.open_polls(group.id)
    return Block("meetings/_group.html", {"polls": polls}) if polls else None
