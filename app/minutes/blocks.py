"""What minutes show on the pages of groups and events, and in the list of what waits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from flask import url_for

from app.events.models import Event
from app.events.related import Outcome
from app.groups.blocks import Block
from app.groups.enums import LEADING
from app.groups.models import WorkingGroup
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.dates import spoken_day
from app.kernel.text import counted, shortened
from app.meetings.related import AgendaPoint
from app.minutes import queries
from app.minutes.enums import MinutesStatus

# After so many days, members begin to forget what was decided.
EXPECTED_WITHIN = timedelta(days=10)


def group_minutes(actor: Actor, group: WorkingGroup) -> Block | None:
    """The latest published minutes of a group that the actor may read."""
    return Block(
        "minutes/_group.html", {"lines": queries.published_by_group(actor, group.id, limit=5)}
    )


def event_outcomes(actor: Actor, event: Event) -> list[Outcome]:
    """The published minutes of an event, if the actor may read them."""
    line = queries.published_by_event(actor, event.id)
    if line is None:
        return []
    detail = f"Publié le {spoken_day(line.published_at)}" if line.published_at else ""
    address = url_for("minutes.show", minutes_id=line.id)
    return [Outcome("Compte rendu", "Lire le compte rendu", address, detail)]


@dataclass(frozen=True)
class ToDo:
    """One meeting whose minutes are awaited, as the home page lists it."""

    text: str
    endpoint: str
    values: Mapping[str, Any]
    due_on: date | None


def to_do(actor: Actor) -> list[ToDo]:
    """What minutes that went round wait for, then meetings over without published minutes.

    The commissaire reads minutes: writing and publishing them is for the team and for groups.
    """
    if actor.is_team and not actor.has_role("staff", "admin"):
        actor = replace(actor, roles=frozenset())
    circulated = [
        todo
        for one in queries.remarks_to_answer(actor)
        if (todo := _after_circulation(actor, one)) is not None
    ]
    return circulated + [
        ToDo(
            text=f"{'Écrire' if one.minutes_id is None else 'Publier'} le compte rendu : "
            f"{one.event_title}, {spoken_day(one.starts_at)}",
            endpoint="minutes.write",
            values={"slug": one.event_slug},
            due_on=clock.paris(one.ended_at + EXPECTED_WITHIN).date(),
        )
        for one in queries.to_do(actor)
    ]


def _after_circulation(actor: Actor, one: queries.Remarks) -> ToDo | None:
    """What minutes that went round wait for: answers, then the approval, then publication.

    None for who writes and may not approve, while the approval is what they wait for.
    """
    which = f"le compte rendu : {one.event_title}, {spoken_day(one.starts_at)}"
    if one.remarks and one.status is MinutesStatus.CIRCULATED:
        return ToDo(
            text=f"Répondre à {counted(one.remarks, 'remarque')} sur {which}",
            endpoint="minutes.comments",
            values={"minutes_id": one.minutes_id},
            due_on=one.until,
        )
    slug = {"slug": one.event_slug}
    if one.status is MinutesStatus.APPROVED:
        return ToDo(f"Publier {which}", "minutes.publish", slug, one.until)
    if not (actor.is_team or actor.in_group(one.group_id, *LEADING)):
        return None
    return ToDo(f"Approuver {which}", "minutes.approve", slug, one.until)


def agenda_points(group_id: int) -> list[AgendaPoint]:
    """What the next meeting of a group looks at: minutes to approve, then each open action once."""
    points = [
        AgendaPoint(f"Approuver le compte rendu du {spoken_day(day, weekday=False)}")
        for _, _, day in queries.to_approve(group_id)
    ]
    for action in queries.open_actions(group_id):
        owner = f" ({action.owner})" if action.owner else ""
        points.append(AgendaPoint(f"Action à suivre : {shortened(action.what, 120)}{owner}"))
    return points
