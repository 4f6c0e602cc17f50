"""The blueprint that the pages of the day share."""

from __future__ import annotations

from app.web.routing import Section

attendance = Section("attendance", __name__)
