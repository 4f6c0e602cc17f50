"""Who writes and who reads minutes."""

from __future__ import annotations

from app.events.enums import EventStatus
from app.events.models import Event
from app.events.policies import runs
from app.kernel import clock
from app.kernel.access import Actor, Predicate
from app.minutes.enums import Audience, MinutesStatus
from app.minutes.models import Minutes

# A meeting that was cancelled or never announced has nothing to report.
REPORTED = frozenset({EventStatus.PUBLISHED, EventStatus.HELD, EventStatus.CLOSED})
SHOWN = frozenset({MinutesStatus.PUBLISHED, MinutesStatus.AMENDED})


def has_begun(event: Event) -> bool:
    """Whether there can be anything to write: it was announced and its hour has come."""
    started = event.starts_at is not None and event.starts_at <= clock.now()
    return started and event.status in REPORTED


def writes(actor: Actor, event: Event) -> bool:
    """Who runs the event writes its minutes."""
    return runs(actor, event)


def writes_now(actor: Actor, event: Event) -> bool:
    """For buttons: who may write, once there is something to write."""
    return writes(actor, event) and has_begun(event)


def reads(actor: Actor, minutes: Minutes) -> bool:
    """Drafts are for those who write them; `minutes.event` is loaded. Twin: queries.visible_to."""
    if runs(actor, minutes.event):
        return True
    if minutes.status not in SHOWN:
        return False
    if minutes.audience is Audience.PUBLIC:
        return True
    if minutes.audience is Audience.PARTNERS:
        return actor.is_signed_in
    return minutes.event.group_id is not None and actor.in_group(minutes.event.group_id)


PERMISSIONS: dict[str, Predicate] = {
    "minutes:write": writes,
    "minutes:write_now": writes_now,
    "minutes:read": reads,
}
