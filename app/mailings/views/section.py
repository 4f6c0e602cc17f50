"""The blueprint that the pages of messages share."""

from __future__ import annotations

from app.web.routing import Section

mailings = Section("mailings", __name__)
