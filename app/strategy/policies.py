"""Who may complete the strategy."""

from __future__ import annotations

from app.kernel.access import Predicate, team

PERMISSIONS: dict[str, Predicate] = {"strategy:edit": team}
