"""Pages of figures that are asked, proposed and taken."""

from __future__ import annotations

from app.collecting.views import answer, manage
from app.collecting.views.section import collecting

__all__ = ["answer", "collecting", "manage"]
