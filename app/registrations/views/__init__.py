"""Pages of registrations: for the person, by private link; for those who run the event."""

from app.registrations.views import manage, own, register
from app.registrations.views.section import registrations

__all__ = ["manage", "own", "register", "registrations"]
