"""Pages of the day: for those who run the event, for the desk, for who was there."""

from app.attendance.views import after, day, desk, device, looking_back, own, papers, sheet
from app.attendance.views.section import attendance

__all__ = ["after", "attendance", "day", "desk", "device", "looking_back", "own", "papers", "sheet"]
