"""Pages of events: for everyone, and for those who run them."""

from app.events.views import importing, manage, pools, public, series
from app.events.views.section import events

__all__ = ["events", "importing", "manage", "pools", "public", "series"]
