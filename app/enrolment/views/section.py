"""The blueprint that these pages share."""

from __future__ import annotations

from app.web.routing import Section

enrolment = Section("enrolment", __name__)
