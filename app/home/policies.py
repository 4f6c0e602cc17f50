"""Who sees the team's dashboard."""

from __future__ import annotations

from app.kernel.access import Predicate, team

PERMISSIONS: dict[str, Predicate] = {"home:manage": team}
