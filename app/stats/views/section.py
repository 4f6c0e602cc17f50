"""The section of these pages."""

from __future__ import annotations

from app.web.routing import Section

stats = Section("stats", __name__)
