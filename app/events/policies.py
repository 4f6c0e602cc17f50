"""Who may do what with events."""

from __future__ import annotations

from app.events.enums import EventKind
from app.events.models import Event, Pool, Reserve
from app.groups.enums import ORGANISING
from app.kernel.access import Actor, Predicate, team


def runs(actor: Actor, event: Event) -> bool:
    return may_run(actor, event.kind, event.group_id)


def may_run(actor: Actor, kind: EventKind, group_id: int | None) -> bool:
    """The team runs every event; leads and secretaries run the meetings of their group."""
    if actor.is_team or actor.is_system:
        return True
    return kind == EventKind.GROUP_MEETING and actor.in_group(group_id, *ORGANISING)


def runs_some(actor: Actor, _obj: object) -> bool:
    """Whether the list of events to run would hold anything for this person."""
    return actor.is_team or any(role in ORGANISING for _, role in actor.group_roles)


def runs_its_event(actor: Actor, pool: Pool) -> bool:
    return runs(actor, pool.event)


def runs_event_of_reserve(actor: Actor, reserve: Reserve) -> bool:
    return runs(actor, reserve.pool.event)


PERMISSIONS: dict[str, Predicate] = {
    "event:create": team,
    "event:edit": runs,
    "event:run_some": runs_some,
    # The same day in several places at once.
    "event:run_series": team,
    # On a session, on seats kept aside, with their event loaded.
    "event:edit_session": runs_its_event,
    "event:edit_reserve": runs_event_of_reserve,
}
