"""Pages of proposals. Importing the modules declares their routes."""

from __future__ import annotations

from app.proposals.views import acts, desk, instruction, public, writing
from app.proposals.views.section import proposals

__all__ = ["acts", "desk", "instruction", "proposals", "public", "writing"]
