"""The blueprint that the pages of registrations share."""

from __future__ import annotations

from app.web.routing import Section

registrations = Section("registrations", __name__)
