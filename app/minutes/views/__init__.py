"""Pages of minutes: reading, writing, the way to their readers, actions."""

from app.minutes.views import actions, comments, imports, life, reading, writing
from app.minutes.views.section import minutes

__all__ = ["actions", "comments", "imports", "life", "minutes", "reading", "writing"]
