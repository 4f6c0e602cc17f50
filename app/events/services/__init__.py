"""Acts on events. The actor comes first; every act is journalled in its own transaction."""

from app.events.services.details import create, edit
from app.events.services.importing import (
    UNTITLED,
    import_events,
    known_already,
    when_of_read,
)
from app.events.services.life import cancel, close, hold_past, postpone, publish, reschedule
from app.events.services.registration import set_registration

__all__ = [
    "UNTITLED",
    "cancel",
    "close",
    "create",
    "edit",
    "hold_past",
    "import_events",
    "known_already",
    "postpone",
    "publish",
    "reschedule",
    "set_registration",
    "when_of_read",
]
