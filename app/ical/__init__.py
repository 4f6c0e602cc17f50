"""Calendar text (RFC 5545, RFC 7986) and invitations (RFC 6047): values in, bytes out, no domain.

The rules are numbered in ``docs/calendar-rules.md``; each test of ``tests/unit/ical`` names the
one it holds.
"""

from app.ical.entry import Color, Conference, Entry, Status
from app.ical.writer import MEDIA_TYPE, calendar, event_block

__all__ = ["MEDIA_TYPE", "Color", "Conference", "Entry", "Status", "calendar", "event_block"]
