"""Messages to those registered: writing them, sending them, the texts that are kept."""

from app.mailings.views import send, write
from app.mailings.views.section import mailings

__all__ = ["mailings", "send", "write"]
