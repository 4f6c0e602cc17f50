"""The blueprint that the pages of events share."""

from __future__ import annotations

from app.web.routing import Section

events = Section("events", __name__)
