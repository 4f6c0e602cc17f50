"""Pages of figures that are asked, proposed and taken, and of spreadsheets of them."""

from __future__ import annotations

from app.collecting.views import answer, manage, sheets
from app.collecting.views.section import collecting

__all__ = ["answer", "collecting", "manage", "sheets"]
