"""Pages of events: for everyone, and for those who run them."""

from app.events.views import convene, importing, manage, public
from app.events.views.section import events

__all__ = ["convene", "events", "importing", "manage", "public"]
