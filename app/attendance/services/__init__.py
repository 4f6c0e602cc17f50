"""Acts of the day: noting presence, passes of the desk, hours, no-shows, certificates."""

from app.attendance.services.absences import mark_absent, mark_absent_when_closed
from app.attendance.services.certificates import issue, issue_all, tell_present
from app.attendance.services.checkin import Act, Outcome, WalkIn, note
from app.attendance.services.looking_back import add_supports, remove_support, set_replay, thank
from app.attendance.services.passes import give_pass, revoke_pass
from app.attendance.services.sheet import move_hours, set_headcount, set_hours, tick

__all__ = [
    "Act",
    "Outcome",
    "WalkIn",
    "add_supports",
    "give_pass",
    "issue",
    "issue_all",
    "mark_absent",
    "mark_absent_when_closed",
    "move_hours",
    "note",
    "remove_support",
    "revoke_pass",
    "set_headcount",
    "set_hours",
    "set_replay",
    "tell_present",
    "thank",
    "tick",
]
