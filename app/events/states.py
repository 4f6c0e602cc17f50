"""Life cycle of an event."""

from __future__ import annotations

from enum import StrEnum

from app.events.enums import EventStatus
from app.kernel.states import LifeCycle


class EventAction(StrEnum):
    PUBLISH = "publish"
    POSTPONE = "postpone"
    RESCHEDULE = "reschedule"
    CANCEL = "cancel"
    HOLD = "hold"
    CLOSE = "close"
    RESTORE = "restore"


S, A = EventStatus, EventAction

EVENT = LifeCycle(
    {
        (S.DRAFT, A.PUBLISH): S.PUBLISHED,
        (S.DRAFT, A.CANCEL): S.CANCELLED,
        (S.PUBLISHED, A.POSTPONE): S.POSTPONED,
        (S.PUBLISHED, A.RESCHEDULE): S.PUBLISHED,
        (S.POSTPONED, A.RESCHEDULE): S.PUBLISHED,
        (S.PUBLISHED, A.CANCEL): S.CANCELLED,
        (S.POSTPONED, A.CANCEL): S.CANCELLED,
        (S.PUBLISHED, A.HOLD): S.HELD,
        (S.HELD, A.CLOSE): S.CLOSED,
        # Its date was wrong: it is still to come.
        (S.HELD, A.RESTORE): S.PUBLISHED,
    }
)

# What everybody may find, the event's own visibility permitting.
SHOWN = frozenset({S.PUBLISHED, S.POSTPONED, S.CANCELLED, S.HELD, S.CLOSED})
