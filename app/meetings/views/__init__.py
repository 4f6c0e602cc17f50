"""Pages of meetings: convening, who comes, polls of dates, and the links that mails bear."""

from app.meetings.views import convening, own, polls, running
from app.meetings.views.section import meetings

__all__ = ["convening", "meetings", "own", "polls", "running"]
