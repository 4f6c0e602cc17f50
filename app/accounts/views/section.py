"""The section that the pages about accounts belong to."""

from app.web.routing import Section

accounts = Section("accounts", __name__)
