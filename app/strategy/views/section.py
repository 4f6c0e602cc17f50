"""The blueprint that the pages of the strategy share."""

from __future__ import annotations

from app.web.routing import Section

strategy = Section("strategy", __name__)
