"""Who may complete the partner directory."""

from __future__ import annotations

from app.kernel.access import Predicate, team

PERMISSIONS: dict[str, Predicate] = {"organisation:edit": team}
