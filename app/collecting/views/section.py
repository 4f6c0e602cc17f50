"""The blueprint that the pages of collecting share."""

from __future__ import annotations

from app.web.routing import Section

collecting = Section("collecting", __name__)
