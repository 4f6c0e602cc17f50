"""Pages of proposals. Importing the modules declares their routes."""

from __future__ import annotations

from app.proposals.views import (
    acts,
    consultation,
    delays,
    desk,
    following,
    from_note,
    history,
    instruction,
    opendata,
    public,
    submission,
    versions,
    writing,
)
from app.proposals.views.section import proposals

__all__ = [
    "acts",
    "consultation",
    "delays",
    "desk",
    "following",
    "from_note",
    "history",
    "instruction",
    "opendata",
    "proposals",
    "public",
    "submission",
    "versions",
    "writing",
]
