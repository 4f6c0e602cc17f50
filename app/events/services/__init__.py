"""Acts on events. The actor comes first; every act is journalled in its own transaction."""

from app.events.services.details import create, edit
from app.events.services.duplicate import duplicate
from app.events.services.importing import (
    UNTITLED,
    import_events,
    known_already,
    when_of_read,
)
from app.events.services.life import cancel, close, hold_past, postpone, publish, reschedule
from app.events.services.pools import (
    add_reserve,
    add_session,
    cancel_session,
    edit_session,
    release_due_reserves,
    release_reserve,
)
from app.events.services.registration import set_registration
from app.events.services.series import (
    Place,
    hold_elsewhere,
    leave_series,
    open_series,
    publish_series,
    share_texts,
)

__all__ = [
    "UNTITLED",
    "Place",
    "add_reserve",
    "add_session",
    "cancel",
    "cancel_session",
    "close",
    "create",
    "duplicate",
    "edit",
    "edit_session",
    "hold_elsewhere",
    "hold_past",
    "import_events",
    "known_already",
    "leave_series",
    "open_series",
    "postpone",
    "publish",
    "publish_series",
    "release_due_reserves",
    "release_reserve",
    "reschedule",
    "set_registration",
    "share_texts",
    "when_of_read",
]
